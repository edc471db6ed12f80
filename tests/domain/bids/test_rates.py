"""Discount rates as they are typed and as they are sealed."""

import json

import pytest

from marketplace.domain.bids import rules
from marketplace.domain.bids.envelopes import NONCE, PRICE, PROPOSAL
from marketplace.domain.bids.rates import Rate
from marketplace.domain.bids.rules import Asked, Content
from marketplace.kernel.errors import Invalid
from marketplace.kernel.money import Money

ASKED = Asked(Money(96_000_00), price_is_fixed=False, by_rate=True, needs_proposal=False)


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [("12.5", 12_50), ("12.50 %", 12_50), ("0", 0), ("99.99", 99_99), ("7.1000", 7_10), ("１２．５％", 12_50)],
)
def test_what_people_type_is_read(typed: str, hundredths: int) -> None:
    assert Rate.parse(typed) == Rate(hundredths)


@pytest.mark.parametrize("typed", ["", "100", "-1", "12.345", "12,5", "a", "1e1", ".5", "5.", "٥"])
def test_what_is_no_rate_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="a percentage from 0 to"):
        Rate.parse(typed)


def test_a_sealed_rate_is_read_back_in_one_spelling_only() -> None:
    content = Content(None, "Words", rate=Rate(12_50))
    parts = content.parts(b"n")
    assert json.loads(parts[PRICE]) == {"discount_rate": "12.50"}
    assert Content.from_parts(parts) == content
    assert Content.unpacked(content.packed()) == content
    for other in ({"discount_rate": "12.5"}, {"discount_rate": 12}, {"discount_rate": "12.50", "fen": 1}, {}, [], 7):
        with pytest.raises(ValueError):  # noqa: PT011 - any
            Content.from_parts({NONCE: b"", PRICE: json.dumps(other).encode(), PROPOSAL: parts[PROPOSAL]})


@pytest.mark.parametrize(
    ("content", "asked", "field"),
    [
        (Content(None, ""), ASKED, "rate"),
        (Content(Money(1), ""), ASKED, "rate"),
        (Content(None, "", rate=Rate(99_99)), Asked(Money(1), False, True, False), "rate"),
        (Content(None, "", rate=Rate(1)), Asked(Money(1), False, False, False), "price"),
    ],
)
def test_the_wrong_quote_is_refused_at_its_field(content: Content, asked: Asked, field: str) -> None:
    assert rules.faults(content, asked).keys() == {field}


def test_a_rate_within_its_bounds_is_taken() -> None:
    rules.check(Content(None, "", rate=Rate(0)), ASKED)
    rules.check(Content(None, "", rate=Rate(99_99)), ASKED)
