"""Where the days off of a year come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day off, or a weekend day that is worked in lieu."""

    date: date
    is_workday: bool
    name: str


@dataclass(frozen=True, slots=True)
class YearOfDays:
    """`is_provisional`: only the statutory days are known, the in-lieu days are not yet announced."""

    year: int
    days: Sequence[SpecialDay]
    is_provisional: bool


class HolidaySource(Protocol):
    """Knows the holidays of the country."""

    def year(self, year: int) -> YearOfDays:
        """The exceptional days of one year, in order."""
