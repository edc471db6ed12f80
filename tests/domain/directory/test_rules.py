"""What counts on a day, and when awards are a market."""

from datetime import date

import pytest

from marketplace.domain.awards.track_records import quartiles
from marketplace.domain.directory import rules
from marketplace.domain.organisations.states import OfferState

FIRST, LAST = date(2026, 3, 1), date(2026, 6, 30)
SPAN = [FIRST.isoformat(), LAST.isoformat(), None]
LINE = [["甲", "A", None], ["乙", "B", []], ["丙", "C", [SPAN]]]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([7], (7, 7, 7)),
        ([1, 2], (1, 1, 1)),
        ([1, 2, 3], (1, 2, 2)),
        ([40, 10, 30, 20], (17, 25, 32)),
        ([10, 20, 30, 40, 50], (20, 30, 40)),
        ([10**15, 10**15 - 3], (10**15 - 3, 10**15 - 2, 10**15 - 1)),
    ],
)
def test_quartiles_lie_between_neighbours_and_are_rounded_down(
    values: list[int], expected: tuple[int, int, int]
) -> None:
    assert quartiles(values) == expected


@pytest.mark.parametrize(
    ("number", "buyers", "agencies", "expected"),
    [(2, 3, 3, False), (3, 1, 3, True), (3, 3, 1, True), (30, 2, 2, False), (1, 1, 1, False)],
)
def test_a_market_needs_three_awards_and_three_on_one_side(
    number: int, buyers: int, agencies: int, expected: bool
) -> None:
    assert rules.is_market(number, buyers, agencies) is expected


@pytest.mark.parametrize(
    ("spans", "on", "expected"),
    [
        (None, FIRST, OfferState.COUNTS),
        ([], FIRST, OfferState.ON_COMMITMENT),
        ([SPAN], FIRST, OfferState.COUNTS),
        ([SPAN], LAST, OfferState.COUNTS),
        ([SPAN], date(2026, 7, 1), OfferState.INACTIVE),
        ([SPAN], date(2026, 2, 28), OfferState.INACTIVE),
        ([[FIRST.isoformat(), None, "2026-04-01"]], date(2026, 3, 31), OfferState.COUNTS),
        ([[FIRST.isoformat(), None, "2026-04-01"]], date(2026, 4, 1), OfferState.INACTIVE),
        ([SPAN, ["2026-07-01", None, None]], date(2026, 7, 1), OfferState.COUNTS),
    ],
)
def test_an_offer_stands_and_falls_with_its_certificates(
    spans: list[list[str | None]] | None, on: date, expected: OfferState
) -> None:
    assert rules.offer_on(spans, on) is expected


def test_a_line_names_what_counts_that_day() -> None:
    assert [english for _, english in rules.offered_on(LINE, LAST)] == ["A", "B", "C"]
    assert [english for _, english in rules.offered_on(LINE, date(2026, 7, 1))] == ["A", "B"]


def test_the_certificate_that_ran_out_last_is_named() -> None:
    earlier = ["2025-01-01", "2025-12-31", None]
    assert rules.ran_out([earlier, SPAN], date(2026, 7, 1)) == LAST
    assert rules.ran_out([SPAN], LAST) is None
    assert rules.ran_out([[FIRST.isoformat(), None, "2026-04-01"]], LAST) is None


def test_a_certificate_has_a_first_day() -> None:
    with pytest.raises(ValueError, match="first day"):
        rules.valid_on([None, None, None], FIRST)
