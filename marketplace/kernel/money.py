"""Money is a whole number of fen (minor units) and a currency; never a binary float."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import mark

CURRENCY = "CNY"
"""The accounting currency of the instance (ISO 4217); docs/adr/0005 says why there is one."""

MAX_FEN = 10**15
"""Ten trillion yuan: above any contract, far below 2**63."""

_PLAIN_DECIMAL = re.compile(r"\d{1,20}(\.\d+)?", re.ASCII)
_GROUPED_DECIMAL = re.compile(r"\d{1,3}(,\d{3}){1,6}(\.\d+)?", re.ASCII)
"""Commas only between full groups of three, so that 8.000,00 is refused and not read as 8."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in fen."""

    fen: int
    currency: str = CURRENCY

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read what a person typed, e.g. ``96000``, ``96,000.50``, ``¥96000``; at most two decimals.

        Raises Invalid with what to mend.
        """
        bare = re.sub(r"[\s¥￥]", "", written).replace("，", ",")
        if not (_PLAIN_DECIMAL.fullmatch(bare) or _GROUPED_DECIMAL.fullmatch(bare)):
            raise Invalid(mark("Write the amount in yuan with digits only, for example 96000 or 96000.50."))
        fen = Decimal(bare.replace(",", "")) * 100
        if fen != fen.to_integral_value():
            raise Invalid(mark("An amount has at most two decimals (fen)."))
        if fen > MAX_FEN:
            raise Invalid(mark("This amount is larger than the platform can record."))
        return cls(int(fen))

    @property
    def yuan(self) -> Decimal:
        """The amount in the major unit with two decimals."""
        return Decimal(self.fen).scaleb(-2)

    def __add__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.fen + other.fen, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.fen - other.fen, self.currency)

    def __bool__(self) -> bool:
        return self.fen != 0

    def __str__(self) -> str:
        return f"{self.yuan:.2f} {self.currency}"

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            message = f"cannot combine {self.currency} with {other.currency}"
            raise TypeError(message)


ZERO = Money(0)
