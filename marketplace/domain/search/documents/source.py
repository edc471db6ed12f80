"""What every kind of document offers to whoever keeps an index, and how facets are written."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.search.ports import SearchDocument

REGION_DIGITS = 2
"""A province, a prefecture and a county have so many digits each (GB/T 2260)."""
WHOLE = "00"
"""Stands for all that lies in a region."""
BANDS = range(1, 5)
"""Stars that one may ask for at least."""
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Source:
    """Where the documents of a kind come from; `number` is that of `SearchDocument`."""

    after: Callable[[Session, int, int], Sequence[int]]
    """The next numbers behind one, the smallest first, at most so many; of some no document may come."""
    known: Callable[[Session, Collection[int], Collection[str]], Mapping[int, str]]
    """``{number: key}`` of what has one of these numbers or one of these keys, public or not."""
    build: Callable[[Session, Collection[int], datetime], Sequence[SearchDocument]]
    """The documents of these numbers as they are public at an instant, in a fixed number of queries."""
    count: Callable[[Session], int]
    """How many documents there are in all."""


def text(*parts: str | None) -> str:
    """The parts that say something, one behind the other."""
    return " ".join(filter(None, parts))


def around(code: str | None) -> tuple[str, ...]:
    """A region and every region around it, without trailing noughts, the widest first."""
    inner = code or ""
    while inner.endswith(WHOLE):
        inner = inner.removesuffix(WHOLE)
    return tuple(inner[:end] for end in range(REGION_DIGITS, len(inner) + 1, REGION_DIGITS))


def lines(written: Iterable[str]) -> tuple[str, ...]:
    """What people wrote as values of a facet, each on one line."""
    return tuple(sorted({" ".join(text.split()) for text in written}))


def bands(star: int) -> tuple[str, ...]:
    """The bands that a star in hundredths reaches; none for 0."""
    return tuple(str(band) for band in BANDS if star >= band * HUNDREDTHS)


def instant(at: datetime | None) -> int:
    """Seconds since 1970; 0 for none."""
    return 0 if at is None else int(at.timestamp())


def year(at: datetime) -> tuple[str]:
    """The year in Beijing."""
    return (str(day_of(at).year),)
