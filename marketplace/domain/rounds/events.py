"""What others may hear of the rounds of a tender: never who offered what."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class RoundCalled(Event):
    """The first live round has a time, or its time was moved before it began."""

    tender_ref: str


@dataclass(frozen=True, slots=True)
class QuotesWanted(Event):
    """Bidders are asked for one answer each; it has a time, or its time was moved before it began."""

    tender_ref: str


@dataclass(frozen=True, slots=True)
class FinalPricesWanted(Event):
    """The best of the first scoring are asked for one final price each; it has a time, or its time was moved."""

    tender_ref: str


@dataclass(frozen=True, slots=True)
class ReplyWanted(Event):
    """The department is asked; so it is when a step of the bidders has ended."""

    tender_ref: str


@dataclass(frozen=True, slots=True)
class RoundPaused(Event):
    """A round was interrupted; its time stands still."""

    tender_ref: str


@dataclass(frozen=True, slots=True)
class RoundResumed(Event):
    """A round that was interrupted goes on."""

    tender_ref: str


@dataclass(frozen=True, slots=True)
class RoundsOver(Event):
    """Nothing more is asked: the selection can be run."""

    tender_ref: str
