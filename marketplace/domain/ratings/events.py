"""What others may hear of a rating."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ContractRated(Event):
    """The buyer has rated."""

    rating_ref: str
    supplier_ref: str


@dataclass(frozen=True, slots=True)
class RatingReplied(Event):
    """The agency has replied."""

    rating_ref: str
    supplier_ref: str
