"""What others may hear of a payment."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PaymentInstructed(Event):
    """The provider is to start it."""

    payment_ref: str


@dataclass(frozen=True, slots=True)
class PaymentRecorded(Event):
    """The bank's voucher is recorded; another officer is asked to confirm it."""

    payment_ref: str


@dataclass(frozen=True, slots=True)
class PaymentSettled(Event):
    """The agency has its money."""

    payment_ref: str
