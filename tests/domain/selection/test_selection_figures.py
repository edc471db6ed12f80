"""Figures: exact, rounded half up, and written the one way."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.selection.figures import (
    LONGEST_LABEL,
    decimal_text,
    half_up,
    money_text,
    plain_text,
    read_label,
    read_number,
    read_reason,
    read_scaled,
)
from marketplace.domain.selection.texts import SelectionInputError

EXACT = Context(prec=200, rounding=ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.005", "0.01"), ("0.0049", "0.00"), ("-0.005", "-0.01"), ("-0.0049", "0.00"), ("2.675", "2.68"), ("7", "7.00")],
)
def test_halves_go_away_from_zero(value: str, rounded: str) -> None:
    assert decimal_text(Fraction(value), 2) == rounded
    assert half_up(Fraction(value), 2) == Fraction(rounded)


@given(st.integers(-(10**25), 10**25), st.integers(1, 10**25), st.integers(0, 6))
def test_rounding_equals_a_long_division_rounded_once(over: int, under: int, places: int) -> None:
    expected = EXACT.divide(Decimal(over), Decimal(under)).quantize(Decimal(1).scaleb(-places), context=EXACT)
    assert Fraction(decimal_text(Fraction(over, under), places)) == Fraction(expected)


@given(st.integers(0, 2**63 - 1))
def test_money_is_read_as_it_is_written(fen: int) -> None:
    assert read_scaled(money_text(fen, "CNY"), "price", 2) == fen


@pytest.mark.parametrize(
    ("value", "fen"),
    [("0", 0), ("00012.3", 1230), (12, 1200), (Decimal("12.30"), 1230), ("92233720368547758.07", 2**63 - 1)],
)
def test_spellings_of_money(value: object, fen: int) -> None:
    assert read_scaled(value, "price", 2) == fen


def test_the_largest_and_the_longest_figure() -> None:
    for largest in (2**63 - 1, str(2**63 - 1)):
        assert read_scaled(largest, "count", 0) == 2**63 - 1
    for more in (2**63, str(2**63)):
        with pytest.raises(SelectionInputError, match=r"^count is too large"):
            read_scaled(more, "count", 0)
    assert read_scaled("0" * 30 + "1", "price", 2) == 100


@pytest.mark.parametrize(
    "value", ["", ".5", "5.", "+1", " 1", "1 ", "1,000", "１２", "0x1", "1_000", "1\n", "-0", None, b"1"]
)
def test_what_is_no_plain_decimal(value: object) -> None:
    with pytest.raises(SelectionInputError, match=r"^price is "):
        read_scaled(value, "price", 2)


def test_numbers_are_exact() -> None:
    assert read_number("0.9501", "factor") == Fraction(9501, 10000)
    assert plain_text(Fraction(100)) == "100"
    assert plain_text(Fraction("12.50")) == "12.5"
    assert plain_text(Fraction(0)) == "0"


def test_a_label_has_at_most_its_longest() -> None:
    assert read_label("x" * LONGEST_LABEL, "id") == "x" * LONGEST_LABEL
    with pytest.raises(SelectionInputError) as refused:
        read_label("x" * (LONGEST_LABEL + 1), "id")
    assert str(refused.value) == "id must have 1 to 200 characters, not only spaces"


def test_reasons_may_have_several_lines_and_an_end() -> None:
    assert read_reason("one\r\ntwo", "reasons") == "one\r\ntwo"
    for bad in ("", "\n", "a\x0b", "x" * 4001, "a\x85", "a\u2028b", "\u202egnp", "\ufeffa", "\ud800"):
        with pytest.raises(SelectionInputError, match="reasons"):
            read_reason(bad, "reasons")
