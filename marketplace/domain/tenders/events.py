"""What others may hear of a tender."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class TenderHandedOn(Event):
    """A draft went to another person's desk; nobody outside the department hears of it."""

    tender_ref: str
    state: str


@dataclass(frozen=True, slots=True)
class TenderPublished(Event):
    """The notice is out and bids may come."""

    tender_ref: str


@dataclass(frozen=True, slots=True)
class TenderAmended(Event):
    """The notice was changed and its window extended."""

    tender_ref: str


@dataclass(frozen=True, slots=True)
class OverrideGiven(Event):
    """A legal officer stands for a condition that the restriction check blocks; the regulator reviews it."""

    tender_ref: str
    override_ref: str


@dataclass(frozen=True, slots=True)
class OverrideConfirmed(Event):
    """The regulator confirms an override of the restriction check."""

    tender_ref: str
    override_ref: str


@dataclass(frozen=True, slots=True)
class OverrideObjected(Event):
    """The regulator objects to an override of the restriction check."""

    tender_ref: str
    override_ref: str


@dataclass(frozen=True, slots=True)
class TenderMoved(Event):
    """The tender went on to another public state."""

    tender_ref: str
    state: str
