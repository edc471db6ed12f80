"""What others may hear of an evaluation: never a point."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class SheetsComplete(Event):
    """Every evaluator has scored every bid alone; now they have to agree."""

    tender_ref: str


@dataclass(frozen=True, slots=True)
class EvaluatorsAgreed(Event):
    """Every evaluator has confirmed the points of every bid."""

    tender_ref: str
