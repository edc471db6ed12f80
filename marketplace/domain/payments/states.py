"""The life of a payment, as a table."""

from enum import StrEnum

from marketplace.kernel.i18n import mark
from marketplace.kernel.lifecycle import Lifecycle


class PaymentState(StrEnum):
    """Where a payment stands."""

    INSTRUCTED = "instructed"
    RECORDED = "recorded"
    SETTLED = "settled"


P = PaymentState

PAYMENT = Lifecycle(
    "payment",
    P.INSTRUCTED,
    {
        (P.INSTRUCTED, "record"): P.RECORDED,
        (P.RECORDED, "reject"): P.INSTRUCTED,
        (P.RECORDED, "confirm"): P.SETTLED,
    },
    {
        P.INSTRUCTED: mark("The payment is instructed; a finance officer records the bank's voucher."),
        P.RECORDED: mark("The voucher is recorded and waits to be confirmed."),
        P.SETTLED: mark("The payment is settled."),
    },
)
