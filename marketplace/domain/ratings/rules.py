"""How five dimensions become one score, and the published numbers of the public star. Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

WEIGHTS = {"quality": 30, "timeliness": 25, "fees": 15, "conduct": 15, "compliance": 15}
"""Percent per dimension [own default; the dimensions are those of running platforms]."""

PRIOR_MEAN = Decimal("4.00")
"""The mean assumed of everybody until the platform has `PRIOR_UNTIL` counted ratings [own default]."""

PRIOR_UNTIL = 30
"""From so many counted ratings on, the platform's own mean is assumed instead [own default]."""

PRIOR_WEIGHT = 5
"""How many ratings' worth the assumed mean counts [own default]."""

HALF_LIFE_DAYS = 365
"""A rating counts half after this many days [own default]."""

MAX_VALUE_WEIGHT = 3
"""The weight of a large contract is capped here [own default]."""

MOST_SHARE = Decimal("0.1")
"""What one department, one circle or one fortnight may carry of all the weight, the assumed one included [own default].

So none of them moves a score by more than this share of the four stars between one and five.
"""

LEAST_VOICE = 1
"""The weight that one department, circle or fortnight may carry in any case, or young providers had no star [ours]."""

BURST_DAYS = 14
"""Ratings given within so many days count as one burst; two rows of such spans overlap by half [own default]."""

CIRCLE_STEPS = 3
"""So many ratings from hand to hand, at most, make a circle of those who rate each other [own default]."""

CREDIT_PER_STAR = 20
"""Credit points for each star, so that five stars are 100 [own default]."""

SUFFICIENT = 3
"""Below this many ratings the public figure is "insufficient data" [own default]."""

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Stars:
    """1 to 5 on each dimension."""

    quality: int
    timeliness: int
    fees: int
    conduct: int
    compliance: int

    @property
    def score(self) -> Decimal:
        """The weighted mean, half up to two decimals."""
        total = sum(getattr(self, name) * weight for name, weight in WEIGHTS.items())
        return (Decimal(total) / 100).quantize(HUNDREDTH, ROUND_HALF_UP)
