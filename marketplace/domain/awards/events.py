"""What others may hear of an award."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class AwardAnnounced(Event):
    """The award notice is public."""

    award_ref: str
    tender_ref: str


@dataclass(frozen=True, slots=True)
class AwardConfirmed(Event):
    """The publicity period is over; the contract may be signed."""

    award_ref: str
    tender_ref: str


@dataclass(frozen=True, slots=True)
class AwardEnded(Event):
    """Nothing comes of the award: `state` is declined, lapsed, revoked or withdrawn; its reason stands in the award."""

    award_ref: str
    tender_ref: str
    state: str


@dataclass(frozen=True, slots=True)
class AwardOverdue(Event):
    """The time for signing the contract is over and a signature is missing."""

    award_ref: str
    tender_ref: str
