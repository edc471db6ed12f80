"""What others may hear of a bid: never what it says."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class BidReceived(Event):
    """An envelope was received; `sha256` is its hash."""

    bid_ref: str
    sha256: str


@dataclass(frozen=True, slots=True)
class BidLeftUnsent(Event):
    """An agency has saved a bid and not submitted it, and the deadline is near; told by the clock."""

    tender_ref: str
    agency_ref: str
