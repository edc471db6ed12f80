"""The composite leaves out what is not there; the regulator grades a year once, and the agency replies."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from marketplace.domain.ratings import grading, queries
from marketplace.domain.ratings.composite import (
    SHARES,
    compose,
    grade_in_force,
    read_shares,
    recently_upheld,
    stars_of_facts,
)
from marketplace.domain.ratings.models import YearlyGrade
from marketplace.kernel.errors import Conflict, Invalid, NotPermitted
from tests.domain.market import Market

ALL = {"departments": Decimal("4.50"), "regulator": Decimal(3), "facts": Decimal(5)}


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ((), "4.15"),
        (("regulator",), "4.64"),
        (("facts",), "3.94"),
        (("departments", "facts"), "3.00"),
        (tuple(ALL), None),
    ],
)
def test_the_parts_that_are_there_keep_their_proportion(missing: tuple[str, ...], expected: str | None) -> None:
    """(5·4.50 + 3·3 + 2·5) ÷ 10 = 4.15; without the regulator (22.5 + 10) ÷ 7 = 4.64; without facts 31.5 ÷ 8."""
    found = compose({name: None if name in missing else stars for name, stars in ALL.items()}, SHARES)
    assert found.stars == (None if expected is None else Decimal(expected))
    assert [part.name for part in found.parts] == list(SHARES)


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ((10, 10, 4, 4, 0), "5.00"),
        ((5, 10, 4, 4, 0), "4.00"),
        ((5, 10, 4, 4, 3), "2.50"),
        ((5, 10, 1, 2, 0), "3.00"),
        ((0, 10, 0, 10, 5), "1.00"),
        ((2, 2, 2, 2, 0), None),
    ],
)
def test_the_platforms_part_is_counted_from_facts_alone(figures: tuple[int, ...], expected: str | None) -> None:
    assert stars_of_facts(*figures) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize("written", ["", "5:3", "5:3:2:1", "a:b:c", "0:0:0", "-1:3:2", "5:3:200"])
def test_shares_that_mean_nothing_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_shares(written)


def test_shares_are_read() -> None:
    assert read_shares("70:10:20") == {"departments": 70, "regulator": 10, "facts": 20}


def test_a_year_is_graded_once_by_a_regulator_and_answered_once(market: Market) -> None:
    agency, year = market.refs["agency1"], market.clock.at.year
    for stranger in ("drafter", "agency1", "operator"):
        with pytest.raises(NotPermitted), market.acting(stranger) as uow:
            grading.file_grade(uow, agency, year, 4, "Sound", "Inspection")
    with pytest.raises(Invalid) as refusal, market.acting("regulator") as uow:
        grading.file_grade(uow, agency, year - 2, 6, " ", "")
    assert set(refusal.value.fields) == {"year", "grade", "reason", "evidence"}
    with pytest.raises(Conflict), market.acting("regulator") as uow:
        grading.file_grade(uow, market.refs["department"], year, 4, "Sound", "Inspection")
    with market.acting("regulator") as uow:
        ref = grading.file_grade(uow, agency, year, 4, "Sound", "Inspection of May").ref
    with pytest.raises(Conflict), market.acting("regulator") as uow:
        grading.file_grade(uow, agency, year, 2, "Again", "Inspection")
    with market.acting("agency1") as uow:
        grading.reply_to_grade(uow, ref, "Thanks")
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        grading.reply_to_grade(uow, ref, "More")
    assert market.get(YearlyGrade, ref).reply == "Thanks"
    with market.house.reading() as session:
        assert [one.grade for one in queries.grades_of(session, market.organisation_id("agency1"))] == [4]


def test_a_grade_counts_in_its_year_and_the_next_and_the_latest_alone() -> None:
    assert grade_in_force({2026: 2, 2025: 5}, 2026) == 2
    assert grade_in_force({2025: 5, 2020: 1}, 2026) == 5
    assert grade_in_force({2024: 5}, 2026) is None
    assert grade_in_force({}, 2026) is None


def test_a_complaint_counts_for_a_year_after_its_publication() -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    year = timedelta(days=365)
    assert recently_upheld([now, now - year, now - year - timedelta(seconds=1)], now) == 2
    assert recently_upheld([], now) == 0
