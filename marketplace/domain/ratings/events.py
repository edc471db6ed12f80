"""What others may hear of a rating."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class RatingGiven(Event):
    """One side has rated and the other has not: nobody reads it yet. `by_supplier` says who has."""

    rating_ref: str
    by_supplier: bool


@dataclass(frozen=True, slots=True)
class ContractRated(Event):
    """What the department gave is shown."""

    rating_ref: str
    supplier_ref: str


@dataclass(frozen=True, slots=True)
class BuyerRated(Event):
    """What the agency gave is shown."""

    rating_ref: str
    supplier_ref: str


@dataclass(frozen=True, slots=True)
class RatingCorrected(Event):
    """A rating that was shown reads differently now."""

    rating_ref: str
    supplier_ref: str


@dataclass(frozen=True, slots=True)
class RatingReplied(Event):
    """The agency has replied to what the department gave."""

    rating_ref: str
    supplier_ref: str


@dataclass(frozen=True, slots=True)
class BuyerReplied(Event):
    """The department has replied to what the agency gave."""

    rating_ref: str
    supplier_ref: str


@dataclass(frozen=True, slots=True)
class StandingMoved(Event):
    """A figure of an agency that the public sees has changed."""

    ref: str
