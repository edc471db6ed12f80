"""What others may hear of an award."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class AwardAnnounced(Event):
    """The award notice is public."""

    award_ref: str
    tender_ref: str
