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


@dataclass(frozen=True, slots=True)
class BidDoubted(Event):
    """A bidder is asked to reply, within a time, to what speaks against its opened bid."""

    doubt_ref: str
    tender_ref: str


@dataclass(frozen=True, slots=True)
class DoubtAnswered(Event):
    """The bidder has replied; the department decides."""

    doubt_ref: str
    tender_ref: str


@dataclass(frozen=True, slots=True)
class DoubtOverdue(Event):
    """The department has not decided in time; the selection goes on waiting."""

    doubt_ref: str
    tender_ref: str


@dataclass(frozen=True, slots=True)
class DoubtSettled(Event):
    """It is decided, or its time is over: `state` says which."""

    doubt_ref: str
    tender_ref: str
    state: str
