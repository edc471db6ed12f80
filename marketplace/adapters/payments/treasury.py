"""The default provider: an instruction file for the treasury, its voucher recorded and confirmed by officers.

No call leaves the machine; what settles a payment is the bank's reference and two people.
"""

from collections.abc import Mapping, Sequence

from marketplace.domain.documents.sheets import csv_lines
from marketplace.domain.payments.ports import Capabilities, Order, Payee, Started, Update
from marketplace.kernel.errors import Unavailable
from marketplace.kernel.i18n import mark
from marketplace.kernel.money import CURRENCY, Money

COLUMNS = (
    "order",
    "payer",
    "payee",
    "payee_credit_code",
    "amount",
    "currency",
    "purpose",
    "budget_code",
    "fiscal_year",
)


class Treasury:
    """Offline payments by voucher."""

    code = "treasury"
    capabilities = Capabilities(currencies=(CURRENCY,), settles_by_voucher=True, can_reverse=False)

    def onboard_payee(self, payee: Payee, return_url: str) -> Started:  # noqa: ARG002 - nothing to ask
        """A payee is known by the credit code alone."""
        return Started(payee.credit_code)

    def payee_ready(self, payee: Payee) -> bool:  # noqa: ARG002
        """Always: the treasury pays any account of the payee's."""
        return True

    def start(self, order: Order, return_url: str) -> Started:  # noqa: ARG002
        """The order's own id is the reference printed on the instruction."""
        return Started(order.order_id)

    def poll(self, order_id: str, provider_ref: str) -> Update | None:  # noqa: ARG002
        """No news comes by itself; officers bring the voucher."""
        return None

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> Sequence[Update]:  # noqa: ARG002
        """Nobody reports to this provider."""
        return ()

    def reverse(self, order: Order, provider_ref: str, amount: Money, key: str) -> Started:  # noqa: ARG002
        """Not through the platform: the treasury returns money by its own procedure."""
        raise Unavailable(mark("The treasury reverses a payment by its own procedure; record the outcome there."))

    def instruction(self, orders: Sequence[Order]) -> bytes:
        """CSV in UTF-8 with a byte order mark (spreadsheets need it for Chinese); no cell can start a formula."""
        rows = (
            (
                order.order_id,
                order.payer_name,
                order.payee.name,
                order.payee.credit_code,
                f"{order.amount.yuan:.2f}",
                order.amount.currency,
                order.purpose,
                order.budget_code,
                str(order.fiscal_year),
            )
            for order in orders
        )
        return b"".join(csv_lines([COLUMNS, *rows]))
