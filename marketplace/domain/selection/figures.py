"""Figures without binary fractions: money as integer minor units (fen), everything else as exact fractions."""

import math
import re
from decimal import Decimal
from fractions import Fraction

from marketplace.domain.selection.canonical import shown
from marketplace.domain.selection.texts import SelectionInputError, mark

CURRENCIES = {"CNY": 2, "EUR": 2, "GBP": 2, "HKD": 2, "JPY": 0, "MOP": 2, "USD": 2}
"""ISO 4217 codes and the decimals of their minor unit; the first is the default."""
LARGEST = 2**63 - 1
"""What a BIGINT column holds."""
PLACES = 4
"""Decimals that a weight, a percentage or a score may have [ours]."""
LONGEST_LABEL = 200
"""Characters of an id, a code or a name [ours]."""
LONGEST_TEXT = 4000
"""Characters of a written reason [ours]."""

_PLAIN = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
_UNWRITABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f"  # control characters
    r"\u2028\u2029"  # line and paragraph ends
    r"\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"  # marks that turn a name round or hide in it
    r"\ud800-\udfff]"  # halves of surrogate pairs
)


def read_scaled(value: object, label: str, places: int) -> int:
    """Read a plain non-negative decimal ("12345.67", or a JSON number kept exact) as an integer of 10^-places.

    Raises ``SelectionInputError`` when it is no plain decimal, has too many decimals, or passes 2^63 - 1 units.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise SelectionInputError(
            mark('%(label)s is %(value)s: write a decimal string like "12.5"', label=label, value=shown(value))
        )
    if isinstance(value, int) and abs(value) > LARGEST:
        raise _too_large(label)
    spelled = _PLAIN.fullmatch(str(value))
    if spelled is None:
        raise SelectionInputError(
            mark(
                '%(label)s is %(value)s: write a plain decimal that is not negative, like "12.5"',
                label=label,
                value=shown(value),
            )
        )
    whole, decimals = spelled[1].lstrip("0"), spelled[2] or ""
    if len(decimals) > places:
        raise SelectionInputError(
            mark(
                "%(label)s is %(value)s: at most %(places)s decimals are possible",
                label=label,
                value=shown(value),
                places=places,
            )
        )
    if len(whole) > len(str(LARGEST)):
        raise _too_large(label)
    scaled = int(whole + decimals.ljust(places, "0") or "0")
    if scaled > LARGEST:
        raise _too_large(label)
    return scaled


def _too_large(label: str) -> SelectionInputError:
    return SelectionInputError(mark("%(label)s is too large: stay below 2^63 of its smallest unit", label=label))


def read_number(value: object, label: str) -> Fraction:
    """Read a weight, percentage, factor or score exactly."""
    return Fraction(read_scaled(value, label, PLACES), 10**PLACES)


def read_label(value: object, label: str, longest: int = LONGEST_LABEL, breaks: str = "") -> str:
    """Read an id, a code or a written reason: 1 to ``longest`` characters, no control characters except ``breaks``."""
    if not isinstance(value, str):
        raise SelectionInputError(mark("%(label)s is %(value)s: write text", label=label, value=shown(value)))
    if not 0 < len(value.strip()) <= len(value) <= longest:
        raise SelectionInputError(
            mark("%(label)s must have 1 to %(longest)s characters, not only spaces", label=label, longest=longest)
        )
    if any(character not in breaks for character in _UNWRITABLE.findall(value)):
        raise SelectionInputError(
            mark(
                "%(label)s is %(value)s: leave out control characters, hidden marks and broken Unicode",
                label=label,
                value=shown(value),
            )
        )
    return value


def read_reason(value: object, label: str) -> str:
    """Read a written reason: up to ``LONGEST_TEXT`` characters, line breaks allowed."""
    return read_label(value, label, LONGEST_TEXT, "\r\n")


def half_up(value: Fraction, places: int) -> Fraction:
    """Round to ``places`` decimals, halves away from zero (四舍五入)."""
    doubled = 2 * abs(value) * 10**places
    rounded = Fraction((doubled.numerator + doubled.denominator) // (2 * doubled.denominator), 10**places)
    return rounded if value >= 0 else -rounded


ROUNDINGS = ("half_up", "down", "up")
"""How a figure that is not negative may be rounded: 四舍五入, 舍去, 进一."""


def rounded(value: Fraction, places: int, rounding: str) -> Fraction:
    """Round a figure that is not negative to ``places`` decimals by one of ``ROUNDINGS``."""
    if rounding == "half_up":
        return half_up(value, places)
    scaled = value * 10**places
    return Fraction(math.floor(scaled) if rounding == "down" else math.ceil(scaled), 10**places)


def decimal_text(value: Fraction, places: int) -> str:
    """A figure rounded half up and written with exactly ``places`` decimals."""
    units = int(abs(half_up(value, places)) * 10**places)
    digits = str(units).rjust(places + 1, "0")
    sign = "-" if value < 0 and units else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def plain_text(value: Fraction) -> str:
    """A figure as people write it: at most ``PLACES`` decimals (rounded half up beyond), no trailing zeros."""
    return decimal_text(value, PLACES).rstrip("0").rstrip(".")


def money_text(minor: int, currency: str) -> str:
    """Integer minor units as a decimal string of the major unit: ``8853050, "USD"`` gives ``"88530.50"``."""
    places = CURRENCIES[currency]
    return decimal_text(Fraction(minor, 10**places), places)


def amount_text(minor: Fraction, currency: str) -> str:
    """Minor units that need not be whole, a mean say, rounded half up to the currency's decimals."""
    places = CURRENCIES[currency]
    return decimal_text(minor / 10**places, places)
