"""Money is a whole number of fen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.errors import Invalid
from marketplace.kernel.money import MAX_FEN, ZERO, Money


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("96000", 9_600_000),
        ("96,000.50", 9_600_050),
        ("¥ 96000.5", 9_600_050),
        ("￥1，000", 100_000),
        ("0.01", 1),
        ("0", 0),
    ],
)
def test_what_people_type(written: str, fen: int) -> None:
    assert Money.parse(written) == Money(fen)


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "-1",
        "+1",
        "1e9",
        "NaN",
        "Infinity",
        "1.234",
        "1.2.3",
        "8.000,00",
        "1,00",
        ",100",
        "10,0000",
        "0x10",
        "一万",
        "１２３",
        "٣",
        "1\x00",
        "9" * 30,
        "10000000000000.01",
    ],
)
def test_what_is_not_an_amount_says_how_to_write_it(written: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Money.parse(written)
    assert str(refusal.value)


@given(st.integers(0, MAX_FEN))
def test_printing_and_reading_agree(fen: int) -> None:
    assert Money.parse(f"{Money(fen).yuan:.2f}") == Money(fen)


def test_sums_are_exact_and_never_mix_currencies() -> None:
    assert Money(10) + Money(20) - Money(5) == Money(25)
    assert Money(1050).yuan == Decimal("10.50")
    assert str(Money(1050)) == "10.50 CNY"
    assert not ZERO
    assert Money(1)
    with pytest.raises(TypeError):
        Money(1) + Money(1, "USD")
