"""What an operator enters, and which entry is in force where and when."""

from datetime import date

import pytest

from marketplace.domain.documents.tables import Row
from marketplace.domain.regimes import operations, queries
from marketplace.domain.regimes.rules import DEFAULT_TABLE
from marketplace.domain.regimes.states import Regime
from marketplace.kernel.errors import Invalid
from marketplace.kernel.money import Money
from tests.domain.market import ITEM, Market
from tests.domain.regimes.entering import enter, figures, line

GP = Regime.GOV_PROCUREMENT
DAY = date(2026, 6, 1)


def threshold(market: Market, region: str, day: date = DAY) -> Money | None:
    with market.house.reading() as session:
        return queries.in_force(session, region, day)[GP].threshold


def test_without_entries_the_named_default_holds_everywhere(market: Market) -> None:
    with market.house.reading() as session:
        assert queries.in_force(session, "510104", DAY) == DEFAULT_TABLE
        assert queries.in_force(session, "", DAY) == DEFAULT_TABLE


def test_the_nearest_region_then_the_latest_year_then_the_last_entry_decides(market: Market) -> None:
    enter(market, figures(threshold="900000"))
    enter(market, figures(region_code="510000", year="2025", threshold="500000"))
    assert threshold(market, "510104") == Money(500_000_00), "the province is nearer than the country"
    assert threshold(market, "440000") == Money(900_000_00)
    enter(market, figures(region_code="510000", threshold="600000"))
    enter(market, figures(region_code="510000", year="2025", threshold="510000"))
    assert threshold(market, "510104") == Money(600_000_00), "the later year, whenever it was entered"
    assert threshold(market, "510104", date(2025, 12, 31)) == Money(510_000_00), "the last entry of that year"
    enter(market, figures(region_code="510100", year="2027", threshold="100000"))
    assert threshold(market, "510104") == Money(600_000_00), "next year's figures do not hold yet"
    assert threshold(market, "510104", date(2027, 1, 1)) == Money(100_000_00)


@pytest.mark.parametrize(
    "wrong",
    [
        {"year": "1999"},
        {"year": ""},
        {"region_code": "999999"},
        {"regime": "barter"},
        {"threshold": ""},
        {"threshold": "a lot"},
        {"items": "no-such-item"},
        {"window_small": "0"},
        {"window_small": "6"},
        {"window_large": "61"},
        {"publicity": "61"},
        {"citation": ""},
        {"regime": "below_threshold"},
        {"regime": "private", "threshold": "", "items": ITEM},
        {"regime": "private", "threshold": "", "publicity": "0"},
    ],
)
def test_a_bad_line_enters_nothing(market: Market, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid), market.acting("operator") as uow:
        operations.import_rows(uow, [Row(2, figures()), Row(3, figures(**wrong))])
    with market.house.reading() as session:
        assert queries.entries(session) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"year": 1999}, "year"),
        ({"region_code": "999999"}, "region_code"),
        ({"items": ("no-such-item",)}, "items"),
        ({"window_small": 6}, "window_small"),
        ({"sign_within": 61}, "sign_within"),
        ({"threshold": None}, "threshold"),
        ({"citation": " "}, "citation"),
        ({"regime": Regime.PRIVATE, "threshold": None}, "publicity"),
    ],
)
def test_a_line_that_is_typed_is_refused_at_its_field(market: Market, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused, market.acting("operator") as uow:
        operations.enter(uow, line(**wrong))
    assert list(refused.value.fields) == [field]


def test_a_line_that_is_typed_holds_like_one_of_a_table(market: Market) -> None:
    with market.acting("operator") as uow:
        ref = operations.enter(uow, line(threshold=Money(700_000_00), items=(ITEM,))).ref
    with market.house.reading() as session:
        found = queries.in_force(session, "510104", DAY)[GP]
    assert (found.threshold, found.items, found.ref) == (Money(700_000_00), frozenset({ITEM}), ref)
