"""What others may hear of an evaluation: never a point."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class SheetsComplete(Event):
    """Every evaluator has scored every bid alone; now they have to agree."""

    tender_ref: str


@dataclass(frozen=True, slots=True)
class EvaluatorReleased(Event):
    """An approver goes on without an evaluator, whose account is `user_id`."""

    tender_ref: str
    user_id: int


@dataclass(frozen=True, slots=True)
class EvaluatorStoodAside(Event):
    """An evaluator found an interest and evaluates no more; what was proposed to all is void."""

    tender_ref: str


@dataclass(frozen=True, slots=True)
class EvaluatorsAgreed(Event):
    """Every evaluator has confirmed the points of every bid."""

    tender_ref: str
