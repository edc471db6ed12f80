"""Reading the journal."""

from datetime import date

import pytest
from sqlalchemy import text

from marketplace.domain.audit import queries as audit
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.rules import Content
from marketplace.domain.calendar import operations as calendar
from marketplace.kernel.actor import ANYONE, Actor
from marketplace.kernel.errors import NotPermitted
from marketplace.providers import Providers
from tests.domain.market import LOWEST, PRICES, Market
from tests.parties import agency, operator, regulator


@pytest.fixture
def reader(house: Providers) -> Actor:
    actor = operator(house)
    with house.writing(actor) as uow:
        for day in range(1, 8):
            calendar.set_day(uow, date(2026, 6, day), is_workday=True, name="x")
    return actor


def test_the_newest_acts_come_first_page_by_page(house: Providers, reader: Actor) -> None:
    with house.reading() as session:
        first = audit.entries(session, reader, action="calendar:set_day", limit=3)
        second = audit.entries(session, reader, action="calendar:set_day", limit=3, before=first[-1].seq)
    assert [entry.object_ref[-1] for entry in (*first, *second)] == ["7", "6", "5", "4", "3", "2"]


def test_the_acts_on_one_object(house: Providers, reader: Actor) -> None:
    with house.reading() as session:
        assert [entry.action for entry in audit.entries(session, reader, object_ref="2026-06-03")] == [
            "calendar:set_day"
        ]
        assert audit.entries(session, reader, object_ref="nothing") == []


def test_regulators_and_operators_read_it_and_nobody_else(house: Providers, reader: Actor) -> None:
    others = (ANYONE, agency(house)[1])
    inspector = regulator(house)
    with house.reading() as session:
        assert audit.entries(session, inspector)
        for actor in others:
            with pytest.raises(NotPermitted):
                audit.entries(session, actor)


def test_verifying_names_a_changed_entry(house: Providers, reader: Actor) -> None:
    with house.reading() as session:
        assert audit.verify(session) == []
    with house.engine.begin() as connection:
        connection.execute(text("UPDATE journal SET object_ref = 'else' WHERE object_ref = '2026-06-03'"))
    with house.reading() as session:
        assert len(audit.verify(session)) == 1


def test_who_bids_is_not_to_be_read_before_the_opening(market: Market) -> None:
    ref = market.published()
    with market.acting("agency1") as uow:
        bids.save_draft(uow, ref, market.refs["agency1"], Content(LOWEST, ""), market.sealer)
    for agency_name, price in PRICES.items():
        market.bid(agency_name, ref, price)

    def seen() -> set[str]:
        with market.house.reading() as session:
            found = audit.entries(session, market.actor("operator"), limit=1000)
            return {entry.action for entry in found if entry.action.startswith("bid:")}

    assert seen() == set()
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    assert seen() == set()
    market.open_bids(ref)
    assert seen() == {"bid:draft", "bid:submit", "bid:open"}
