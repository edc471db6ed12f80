"""The lines of the directory, out of stored records and without them."""

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.directory import lists, operations, records
from marketplace.domain.directory.lists import Said
from marketplace.domain.organisations import operations as organisations
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.paging import FIRST
from marketplace.wiring import OPEN_BUSINESS
from tests.domain.market import Market
from tests.evidence import NEEDS_CMA, offer


def lines(market: Market) -> dict[str, Said]:
    """``{slug: what its line says}`` of the first page."""
    with market.house.reading() as session:
        rows = lists.by_name(session, FIRST, lambda: 0)
        said = lists.said_of(session, rows, day_of(market.clock.at), market.clock.at)
        assert [row.id for row in lists.these(session, [row.id for row in reversed(rows)])] == [
            row.id for row in reversed(rows)
        ]
    return {row.slug: one for row, one in zip(rows, said, strict=True)}


def keep(market: Market, *which: int) -> None:
    with market.house.writing(PLATFORM) as uow:
        operations.keep_records(uow, [market.organisation_id(f"agency{n}") for n in which])


def test_a_line_says_the_same_before_its_record_is_stored(market: Market) -> None:
    offer(market, NEEDS_CMA)
    before = lines(market)
    assert list(before) == ["agency1", "agency2", "agency3"]
    assert before["agency1"].services != before["agency2"].services != []
    keep(market, 1)
    assert lines(market) == before
    keep(market, 2, 3)
    with market.house.reading() as session:
        stored = lists.by_name(session, FIRST, lambda: 0)
        assert all(row.version for row in stored)
    assert lines(market) == before


def test_who_has_left_is_on_no_list_though_the_record_stays(market: Market) -> None:
    keep(market, 1, 2, 3)
    leaver = market.organisation_id("agency2")
    with market.acting("agency2") as uow:
        organisations.withdraw(uow, market.refs["agency2"], OPEN_BUSINESS)
    assert list(lines(market)) == ["agency1", "agency3"]
    with market.house.reading() as session:
        assert lists.these(session, [leaver]) == []
        assert records.gather(session, [leaver], market.clock.at)[leaver].line
