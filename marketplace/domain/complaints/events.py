"""What others may hear of a complaint: never what is in it nor who filed it."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ComplaintFiled(Event):
    """The regulators have something new to check."""

    complaint_ref: str


@dataclass(frozen=True, slots=True)
class StatementAsked(Event):
    """The respondent has a question to answer."""

    complaint_ref: str


@dataclass(frozen=True, slots=True)
class ComplaintPublished(Event):
    """A decision is public."""

    complaint_ref: str
