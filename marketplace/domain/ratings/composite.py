"""The composite of three parties: departments' star, the regulator's yearly grade, and the platform's facts. Pure.

Running platforms weigh them 5 : 3 : 2 (余姚市 2025); an instance sets other shares in its settings. A part that is not
there is left out, and the others keep their proportion. It stands beside the star and sorts nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from marketplace.domain.ratings.rules import HUNDREDTH, STARS_APART, SUFFICIENT

SHARES = {"departments": 5, "regulator": 3, "facts": 2}
"""What each part counts, in this order, unless the settings of an instance say otherwise [own default]."""

COMPLAINT_COSTS = Decimal("0.5")
"""Stars that each complaint upheld in the last year takes from the part of the facts [own default]."""

COMPLAINT_DAYS = 365
"""For so many days after its publication a complaint that was upheld counts there [own default]."""

GRADE_YEARS = 1
"""A yearly grade counts in its year and so many after it, until the next one is filed [own default]."""

WORST = Decimal(1)
MOST_SHARE_OF_A_PART = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three: its name in `SHARES`, what it counts, and its stars; None where there is too little."""

    name: str
    share: int
    stars: Decimal | None


@dataclass(frozen=True, slots=True)
class Composite:
    """`stars` is None where no part is there."""

    stars: Decimal | None
    parts: tuple[Part, ...]


def read_shares(written: str) -> Mapping[str, int]:
    """Shares written as ``5:3:2``; raises ValueError for anything else, and where nothing would count."""
    numbers = [int(each) for each in written.split(":")]
    if not sum(numbers) or not all(0 <= each <= MOST_SHARE_OF_A_PART for each in numbers):
        message = "shares are three whole numbers from 0 to 100, not all zero"
        raise ValueError(message)
    return dict(zip(SHARES, numbers, strict=True))


def grade_in_force(grades: Mapping[int, int], year: int) -> Decimal | None:
    """The stars of the latest of the ``{year: grade}`` that counts in this year."""
    latest = max(grades, default=0)
    return Decimal(grades[latest]) if latest >= year - GRADE_YEARS and grades else None


def recently_upheld(upheld_at: Iterable[datetime], now: datetime) -> int:
    """How many of the complaints that were upheld still count."""
    return sum(at >= now - timedelta(days=COMPLAINT_DAYS) for at in upheld_at)


def stars_of_facts(on_time: int, delivered: int, price_kept: int, over: int, upheld: int) -> Decimal | None:
    """``1 + 4 · mean(on time ÷ delivered, price kept ÷ contracts over) − 0.5 · complaints upheld``, never below one.

    A share of fewer than `SUFFICIENT` cases is left out; None where both are.
    """
    shares = [
        Decimal(part) / whole for part, whole in ((on_time, delivered), (price_kept, over)) if whole >= SUFFICIENT
    ]
    if not shares:
        return None
    stars = WORST + STARS_APART * sum(shares, Decimal(0)) / len(shares) - COMPLAINT_COSTS * upheld
    return max(WORST, stars).quantize(HUNDREDTH, ROUND_HALF_UP)


def compose(stars: Mapping[str, Decimal | None], shares: Mapping[str, int]) -> Composite:
    """Σ share · stars ÷ Σ share over the parts that are there, half up to two decimals."""
    parts = tuple(Part(name, share, stars.get(name)) for name, share in shares.items())
    there = [(part.share, part.stars) for part in parts if part.stars is not None and part.share]
    whole = sum(share for share, _ in there)
    total = sum((share * each for share, each in there), Decimal(0))
    return Composite((total / whole).quantize(HUNDREDTH, ROUND_HALF_UP) if whole else None, parts)
