"""A discount rate (下浮率): how far below the ceiling price a bidder offers to work. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import mark

RATE_PLACES = 2
"""Decimals of a rate (practice: notices that state 下浮率 as a percentage with two decimals)."""

NOT_A_RATE = mark("Write a percentage from 0 to 99.99 with at most two decimals, for example 12.50.")

_RATE = re.compile(r"\d{1,2}(\.\d{1,2}0*)?", re.ASCII)
"""From 0, the ceiling itself, to 99.99: nothing is bought for nothing (政府采购法 Art 2)."""


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """A percentage off the ceiling, in hundredths of a percent: 0 to 9999."""

    hundredths: int

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read what a person typed, e.g. ``12.5``, ``12.50%``, ``１２．５``; Invalid with what to mend."""
        bare = re.sub(r"[\s%]", "", unicodedata.normalize("NFKC", written))
        if not _RATE.fullmatch(bare):
            raise Invalid(NOT_A_RATE)
        return cls(int(Decimal(bare).scaleb(RATE_PLACES)))

    @property
    def percent(self) -> Decimal:
        """The rate in percent, with two decimals."""
        return Decimal(self.hundredths).scaleb(-RATE_PLACES)

    def __str__(self) -> str:
        return f"{self.percent:.2f}"
