"""The public star: a mean that starts from an assumed one, forgets, and lets nobody speak too loudly. Pure.

``star = (C·m + Σ w·s) ÷ (C + Σ w)`` with ``w = 0.5^(age in whole days ÷ 365) · min(3, log10(10 + contract in thousand
yuan))``, cut so that no voice and no burst carries more than `MOST_SHARE` of ``C + Σ w``. The public text, with what
follows from it, is docs/ratings.md.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from statistics import fmean

from marketplace.domain.ratings.rules import (
    BURST_DAYS,
    HALF_LIFE_DAYS,
    HUNDREDTH,
    LEAST_VOICE,
    MAX_VALUE_WEIGHT,
    MOST_SHARE,
    PRIOR_MEAN,
    PRIOR_WEIGHT,
    WEIGHTS,
    Stars,
)
from marketplace.kernel.money import Money

PRIOR_DEVIATION = 1.0
"""Standard deviation of the assumed ratings, in stars [own default]."""

NINE_IN_TEN = 1.645
"""Standard deviations to each side that hold nine chances in ten of a normal distribution."""

FEN_PER_THOUSAND_YUAN = 100_000
SETTLED = 1e-9
MOST_ROUNDS = 200
"""Cutting voices and bursts in turn comes to rest long before."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One rating as the public star sees it; ratings of one `voice` are cut together."""

    stars: Stars
    at: datetime
    contract_amount: Money
    voice: Hashable


@dataclass(frozen=True, slots=True)
class Figures:
    """What the ratings of one provider come to; an empty `means` where there are none."""

    star: Decimal
    count: int
    weight: Decimal
    prior: Decimal
    low: Decimal
    high: Decimal
    distribution: Sequence[int]
    means: Mapping[str, float]


def figures(ratings: Sequence[Counted], now: datetime, prior: Decimal = PRIOR_MEAN) -> Figures:
    """Count what is public at `now`; `prior` is the mean to start from."""
    weighed = weights(ratings, now)
    scores = [float(rating.stars.score) for rating in ratings]
    star = mean(zip(weighed, scores, strict=True), prior)
    low, high = interval(list(zip(weighed, scores, strict=True)), star, prior)
    whole = [int(rating.stars.score.quantize(Decimal(1), ROUND_HALF_UP)) for rating in ratings]
    return Figures(
        star=star,
        count=len(ratings),
        weight=_rounded(sum(weighed)),
        prior=prior,
        low=low,
        high=high,
        distribution=[whole.count(number) for number in range(1, 6)],
        means={name: round(fmean(getattr(one.stars, name) for one in ratings), 2) for name in WEIGHTS}
        if ratings
        else {},
    )


def mean(weighed: Iterable[tuple[float, float]], prior: Decimal = PRIOR_MEAN) -> Decimal:
    """``(C·m + Σ w·s) ÷ (C + Σ w)`` of (weight, score), half up to two decimals; `prior` where there is no rating."""
    total, weight = float(PRIOR_WEIGHT * prior), float(PRIOR_WEIGHT)
    for w, score in weighed:
        total += w * score
        weight += w
    return _rounded(total / weight)


def interval(weighed: Sequence[tuple[float, float]], star: Decimal, prior: Decimal) -> tuple[Decimal, Decimal]:
    """Between which figures the star lies with nine chances in ten.

    Method: normal approximation of a weighted mean with Kish's effective number of ratings, ``(Σ w)² ÷ Σ w²``; the
    assumed ratings are `PRIOR_WEIGHT` of weight one that scatter by `PRIOR_DEVIATION` around the assumed mean.
    """
    centre = float(star)
    weight = PRIOR_WEIGHT + sum(w for w, _ in weighed)
    squares = PRIOR_WEIGHT + sum(w * w for w, _ in weighed)
    scatter = PRIOR_WEIGHT * (PRIOR_DEVIATION**2 + (float(prior) - centre) ** 2)
    scatter += sum(w * (score - centre) ** 2 for w, score in weighed)
    half = NINE_IN_TEN * math.sqrt(scatter / weight * squares) / weight
    return _rounded(max(1.0, centre - half)), _rounded(min(5.0, centre + half))


def weights(ratings: Sequence[Counted], now: datetime) -> list[float]:
    """What each rating weighs, after no voice and no burst carries more than its share."""
    found = [raw_weight(rating, now) for rating in ratings]
    days = [rating.at.astimezone(UTC).toordinal() for rating in ratings]
    groupings: tuple[Sequence[Hashable], ...] = (
        [rating.voice for rating in ratings],
        [day // BURST_DAYS for day in days],
        [(day + BURST_DAYS // 2) // BURST_DAYS for day in days],
    )
    for _ in range(MOST_ROUNDS):
        before = found
        for grouping in groupings:
            found = _cut(found, grouping)
        if sum(before) - sum(found) < SETTLED:
            break
    return found


def raw_weight(rating: Counted, now: datetime) -> float:
    """``0.5^(age in whole days ÷ 365) · min(3, log10(10 + contract in thousand yuan))``."""
    return _decay(max(0, (now - rating.at).days)) * _size(rating.contract_amount.fen)


@lru_cache(maxsize=4096)
def _decay(age_days: int) -> float:
    return float(0.5 ** (age_days / HALF_LIFE_DAYS))


@lru_cache(maxsize=4096)
def _size(fen: int) -> float:
    return min(float(MAX_VALUE_WEIGHT), math.log10(10 + fen / FEN_PER_THOUSAND_YUAN))


def _cut(found: Sequence[float], grouping: Sequence[Hashable]) -> list[float]:
    sums: dict[Hashable, float] = defaultdict(float)
    for weight, group in zip(found, grouping, strict=True):
        sums[group] += weight
    most = most_of_a_voice(list(sums.values()))
    return [
        weight * most / sums[group] if sums[group] > most else weight
        for weight, group in zip(found, grouping, strict=True)
    ]


def most_of_a_voice(sums: Sequence[float]) -> float:
    """Give the weight at which to cut these, each by itself.

    It is the one number ``cap = max(LEAST_VOICE, MOST_SHARE · (C + Σ min(sum, cap)))``: cutting one makes the whole
    smaller, and with it what the others may weigh. Of the largest first, as many are cut as it takes.
    """
    share = float(MOST_SHARE)
    if share * (PRIOR_WEIGHT + sum(min(one, LEAST_VOICE) for one in sums)) <= LEAST_VOICE:
        return LEAST_VOICE
    rest, cap = sum(sums), 0.0
    for cut, largest in enumerate([*sorted(sums, reverse=True), 0.0]):
        cap = share * (PRIOR_WEIGHT + rest) / (1 - cut * share)
        if largest <= cap:
            break
        rest -= largest
    return cap


def _rounded(figure: float) -> Decimal:
    return Decimal(f"{figure:.6f}").quantize(HUNDREDTH, ROUND_HALF_UP)
