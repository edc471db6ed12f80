"""How five dimensions become one score, and how scores become the public star. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from marketplace.kernel.money import Money

WEIGHTS = {"quality": 30, "timeliness": 25, "fees": 15, "conduct": 15, "compliance": 15}
"""Percent per dimension [own default; the dimensions are those of running platforms]."""

PRIOR_MEAN = Decimal("4.00")
"""The mean assumed until a provider has ratings of its own [own default]."""

PRIOR_WEIGHT = 5
"""How many ratings' worth the prior mean counts [own default]."""

HALF_LIFE_DAYS = 365
"""A rating counts half after this many days [own default]."""

MAX_VALUE_WEIGHT = 3
"""The weight of a large contract is capped here [own default]."""

CREDIT_PER_STAR = 20
"""Credit points for each star, so that five stars are 100 [own default]."""

SUFFICIENT = 3
"""Below this many ratings the public figure is "insufficient data" [own default]."""

HUNDREDTH = Decimal("0.01")
FEN_PER_THOUSAND_YUAN = 100_000


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


@dataclass(frozen=True, slots=True)
class Counted:
    """One rating as the public star sees it."""

    score: Decimal
    at: datetime
    contract_amount: Money


def weight(rating: Counted, now: datetime) -> Decimal:
    """Weigh one rating: ``0.5^(age in whole days / 365) · min(3, log10(10 + contract in thousand yuan))``."""
    return _decay((now - rating.at).days) * _size(rating.contract_amount.fen)


@lru_cache(maxsize=4096)
def _decay(age_days: int) -> Decimal:
    """The same for all ratings of a day; a list of providers weighs hundreds."""
    return Decimal("0.5") ** (Decimal(age_days) / HALF_LIFE_DAYS)


@lru_cache(maxsize=4096)
def _size(fen: int) -> Decimal:
    return min(Decimal(MAX_VALUE_WEIGHT), (10 + Decimal(fen) / FEN_PER_THOUSAND_YUAN).log10())


def public_star(ratings: Iterable[Counted], now: datetime) -> Decimal:
    """``(C·m + Σ w·s) ÷ (C + Σ w)``, half up to two decimals; the prior mean where there is no rating."""
    counted = list(ratings)
    weights = [weight(rating, now) for rating in counted]
    total = PRIOR_WEIGHT * PRIOR_MEAN + sum(w * rating.score for w, rating in zip(weights, counted, strict=True))
    return (total / (PRIOR_WEIGHT + sum(weights))).quantize(HUNDREDTH, ROUND_HALF_UP)
