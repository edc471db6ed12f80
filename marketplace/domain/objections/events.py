"""What others may hear of an objection: its number, never its words nor who filed it."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ObjectionFiled(Event):
    """The department has an objection to answer, and the signing waits for it."""

    objection_ref: str
    award_ref: str
    tender_ref: str


@dataclass(frozen=True, slots=True)
class ObjectionSettled(Event):
    """It was answered, upheld, not taken up or withdrawn: `state` says which."""

    objection_ref: str
    award_ref: str
    tender_ref: str
    state: str


@dataclass(frozen=True, slots=True)
class ObjectionOverdue(Event):
    """The department has not answered in time."""

    objection_ref: str
    award_ref: str
    tender_ref: str
