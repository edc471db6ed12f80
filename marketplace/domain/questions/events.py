"""What others may hear of a question: never who asked it."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class QuestionAsked(Event):
    """A question about a notice is public and waits for its answer."""

    question_ref: str
    tender_ref: str


@dataclass(frozen=True, slots=True)
class QuestionMoved(Event):
    """It was answered, put to another one or refused: `state` says which."""

    question_ref: str
    tender_ref: str
    state: str
