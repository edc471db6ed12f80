"""What payments need from outside: somebody who moves money. The treasury is the default, a card network a second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid."""

    organisation_ref: str
    credit_code: str
    name: str


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid. `order_id` is the payment's reference and the idempotency key of every call about it."""

    order_id: str
    payer_name: str
    payee: Payee
    amount: Money
    purpose: str
    budget_code: str
    fiscal_year: int


@dataclass(frozen=True, slots=True)
class Started:
    """The provider's own reference, and where to send the payer's browser if it must be sent anywhere."""

    provider_ref: str
    redirect: str | None = None


class OrderState(StrEnum):
    """What a provider may report of an order."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Update:
    """One report of a provider; (provider, event_id) is unique, so the same report has one effect."""

    event_id: str
    order_id: str
    state: OrderState
    provider_ref: str
    at: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do, so that pages offer nothing else."""

    currencies: tuple[str, ...]
    settles_by_voucher: bool
    """Officers record and confirm the bank's voucher; no report comes from outside."""
    can_reverse: bool


class PaymentProvider(Protocol):
    """Every call is safe to repeat with the same order id."""

    code: str
    capabilities: Capabilities

    def onboard_payee(self, payee: Payee, return_url: str) -> Started:
        """Begin what the provider needs to know of a payee."""

    def payee_ready(self, payee: Payee) -> bool:
        """Whether the payee can be paid."""

    def start(self, order: Order, return_url: str) -> Started:
        """Begin the payment."""

    def poll(self, order_id: str, provider_ref: str) -> Update | None:
        """Ask for news of an order."""

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> Sequence[Update]:
        """Verify and read a report."""

    def reverse(self, order: Order, provider_ref: str, amount: Money, key: str) -> Started:
        """Take back all or part of a settled payment."""

    def instruction(self, orders: Sequence[Order]) -> bytes:
        """A file that the payer's bank or treasury executes."""
