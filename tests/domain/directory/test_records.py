"""What a record says, and what a reader is shown of it the moment something leaves."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.complaints import operations as complaints
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts import track_records
from marketplace.domain.contracts.operations import changes, endings, lateness
from marketplace.domain.contracts.rules import Part, Supplement
from marketplace.domain.contracts.states import EndGround
from marketplace.domain.directory import market_facts, markets, operations, queries, records
from marketplace.domain.directory.models import ItemMarket, ProviderRecord
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.unsigned import operations as unsigned
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from marketplace.wiring import OPEN_BUSINESS
from tests.domain.complaints import cases
from tests.domain.market import FIVE, ITEM, LOWEST, Market
from tests.evidence import CMA, NEEDS_CMA, name_person, offer, show, statement

AGENCIES = ("agency1", "agency2", "agency3")


def keep(market: Market, *names: str) -> None:
    with market.house.writing(PLATFORM) as uow:
        operations.keep_records(uow, [market.organisation_id(name) for name in names or AGENCIES])
        operations.keep_markets(uow, markets.gather(uow.session, queries.codes(uow.session)))


def stored(market: Market, name: str) -> ProviderRecord:
    with market.house.reading() as session:
        return session.get_one(ProviderRecord, market.organisation_id(name))


def read(market: Market, name: str) -> queries.Known:
    with market.house.reading() as session:
        return queries.provider(session, market.organisation_id(name), day_of(market.clock.at), market.clock.at)


def figures(market: Market, name: str) -> Mapping[str, Any]:
    keep(market)
    found: Mapping[str, Any] = stored(market, name).record["figures"]
    return found


def faults(market: Market) -> list[str]:
    with market.house.reading() as session:
        return list(queries.faults(session, market.clock.at))


def test_wins_and_losses_are_counted_from_opened_tenders_alone(market: Market) -> None:
    market.closed({"agency1": LOWEST, "agency2": LOWEST})
    assert figures(market, "agency1")["bids"] == 0
    market.opened({"agency1": LOWEST, "agency2": Money(90_000_00), "agency3": Money(91_000_00)})
    assert figures(market, "agency1")["bids"] == 0, "they are opened and not public yet"
    market.awarded()
    assert (figures(market, "agency1")["won"], figures(market, "agency1")["lost"]) == (1, 0)
    assert (figures(market, "agency2")["won"], figures(market, "agency2")["lost"]) == (0, 1)
    assert stored(market, "agency1").awards == 1


def test_an_award_that_was_given_up_is_neither_won_nor_lost(market: Market) -> None:
    _, award = market.awarded()
    with market.acting("agency1") as uow:
        unsigned.decline(uow, award, "We cannot.")
    found = figures(market, "agency1")
    assert (found["bids"], found["won"], found["lost"], found["dropped"]) == (1, 0, 0, 1)
    assert stored(market, "agency1").details["wins"] == []


def test_days_and_the_price_are_those_of_the_contract(market: Market) -> None:
    contract = market.signed(Part("Report", LOWEST, 20))
    market.clock.advance(days=7)
    [milestone] = market.milestones(contract)
    with market.acting("agency1") as uow:
        contracts.deliver(uow, milestone, market.document())
    found = figures(market, "agency1")
    assert (found["signed"], found["delivered"], found["on_time"], found["over"]) == (1, 1, 1, 0)
    assert found["actual_days"] is None, "nothing is accepted yet"
    with market.acting("drafter") as uow:
        contracts.accept(uow, milestone)
    found = figures(market, "agency1")
    assert (found["finished"], found["promised_days"], found["actual_days"]) == (1, 20, 5), "a week has five"
    assert (found["over"], found["price_kept"]) == (1, 1)


def test_a_supplement_that_costs_more_is_a_price_not_kept(market: Market) -> None:
    contract = market.signed(Part("Report", LOWEST, 20))
    with market.acting("drafter") as uow:
        more = Supplement("", "One more file", Money(1_000_00), 30)
        change = changes.propose_supplement(uow, contract, more, "One more file.").ref
    with market.acting("approver") as uow:
        changes.agree(uow, change)
    with market.acting("agency1") as uow:
        changes.agree(uow, change)
    for part in market.milestones(contract):
        with market.acting("agency1") as uow:
            contracts.deliver(uow, part, market.document())
        with market.acting("drafter") as uow:
            contracts.accept(uow, part)
    found = figures(market, "agency1")
    assert (found["over"], found["price_kept"]) == (1, 0)


def test_complaints_disputes_and_ratings_are_named(market: Market) -> None:
    contract, _ = market.paid()
    with market.acting("drafter") as uow:
        ratings.rate(uow, contract, Stars(5, 4, 5, 4, 5), "Careful work.")
    keep(market)
    assert stored(market, "agency1").details["ratings"] == [], "it is blind still"
    with market.acting("agency1") as uow:
        ratings.rate_buyer(uow, contract, FIVE, "Clear")
    ref = cases.agency_asked(market)
    with market.acting("agency1") as uow:
        complaints.state(uow, ref, "Because", [])
    for act in ((complaints.decide, cases.FOUND), (complaints.publish,)):
        with market.acting("regulator") as uow:
            act[0](uow, ref, *act[1:])
    dispute = market.disputed("agency1")
    with market.acting("operator") as uow:
        organisations.reject(uow, dispute, "Nothing shows it.")
    keep(market)
    record = stored(market, "agency1").record
    assert (len(record["upheld_at"]), record["unfounded"], record["disputes"]) == (1, 0, {"rejected": 1})
    assert [ruling["ref"] for ruling in stored(market, "agency1").details["rulings"]] == [ref]
    [said] = stored(market, "agency1").details["ratings"]
    assert (said["text"], said["stars"]["timeliness"]) == ("Careful work.", 4)
    assert (record["rating"]["count"], record["rating"]["star"]) == (1, ""), "one is not enough for a star"
    assert stored(market, "agency1").star == 0


def test_a_lone_award_is_never_shown_as_a_market(market: Market) -> None:
    market.awarded()
    keep(market)
    with market.house.reading() as session:
        found = session.get_one(ItemMarket, ITEM)
        assert (found.agencies, found.awards, found.buyers, found.winners) == (3, 1, 1, 1)
        assert (found.price_middle, found.days_middle) == (None, None)


def test_three_awards_to_three_agencies_are_a_market(market: Market) -> None:
    for first, second, third in (AGENCIES, AGENCIES[1:] + AGENCIES[:1], AGENCIES[2:] + AGENCIES[:2]):
        low = {"agency1": Money(80_000_00), "agency2": Money(84_000_00), "agency3": Money(86_000_00)}[first]
        market.awarded({first: low, second: Money(90_000_00), third: Money(91_000_00)}, ceiling=Money(96_000_00))
    keep(market)
    with market.house.reading() as session:
        found = session.get_one(ItemMarket, ITEM)
        assert (found.awards, found.buyers, found.winners) == (3, 1, 3)
        assert (found.price_low, found.price_middle, found.price_high) == (
            Money(82_000_00),
            Money(84_000_00),
            Money(85_000_00),
        )


def test_a_firm_that_has_left_and_one_in_the_making_leave_at_once(market: Market) -> None:
    keep(market)
    with market.acting("agency3") as uow:
        organisations.withdraw(uow, market.refs["agency3"], OPEN_BUSINESS)
    assert read(market, "agency3").row.state.value == "withdrawn", "though its record is as it was"
    market.person("heron")
    with market.acting("heron") as uow:
        market.refs["heron"] = organisations.register_agency(
            uow, market.particulars("heron", "91"), services=[ITEM], has_committed=True, slug="heron"
        ).ref
    keep(market, "heron")
    for name in ("heron", "department"):
        with pytest.raises(NotFound):
            read(market, name)
    numbers = [market.organisation_id("agency1"), market.organisation_id("heron")]
    with market.house.reading() as session, pytest.raises(NotFound):
        queries.compared(session, numbers, day_of(market.clock.at), market.clock.at)


def test_what_is_taken_off_or_given_up_leaves_before_the_record_is_written_anew(market: Market) -> None:
    offer(market, ITEM, NEEDS_CMA)
    certificate = show(market)
    keep(market)
    before = read(market, "agency1").record
    assert [one["name"] for one in before["certificates"]] == [CMA]
    assert [one["code"] for one in before["services"]] == sorted([ITEM, NEEDS_CMA])
    with market.acting("agency1") as uow:
        organisations.take_off_qualification(uow, certificate)
    offer(market, ITEM)
    after = read(market, "agency1").record
    assert (after["certificates"], [one["code"] for one in after["services"]]) == ([], [ITEM])
    assert len(stored(market, "agency1").record["certificates"]) == 1, "the record itself is a moment old"


def test_a_dispute_that_opens_is_told_at_once(market: Market) -> None:
    keep(market)
    assert not read(market, "agency1").row.is_disputed
    dispute = market.disputed("agency1")
    assert read(market, "agency1").row.is_disputed
    with market.acting("operator") as uow:
        organisations.reject(uow, dispute, "Nothing shows it.")
    assert not read(market, "agency1").row.is_disputed


def test_without_a_record_the_page_gathers_the_facts_itself(market: Market) -> None:
    assert [one["code"] for one in read(market, "agency1").record["services"]] == [ITEM]
    assert read(market, "agency1").row.record_version is None


def test_people_are_counted_by_the_day(market: Market) -> None:
    name_person(market)
    with market.house.reading() as session:
        number, on = market.organisation_id("agency1"), day_of(market.clock.at)
        assert [tuple(row) for row in queries.people(session, number, on)] == [("注册环评工程师", 1)]
        assert queries.people(session, number, on.replace(year=2025)) == []


def test_a_record_is_written_only_when_it_says_something_else(market: Market) -> None:
    keep(market)
    with market.house.writing(PLATFORM) as uow:
        assert operations.keep_records(uow, [market.organisation_id("agency1")]) == 0
        assert operations.keep_markets(uow, markets.gather(uow.session, [ITEM])) == 0
    assert stored(market, "agency1").version == 1
    with market.acting("agency1") as uow:
        organisations.state_service(uow, market.refs["agency1"], ITEM, statement())
    assert faults(market) == [f"the record of provider {market.organisation_id('agency1')} differs in record, details"]
    keep(market)
    assert (stored(market, "agency1").version, faults(market)) == (2, [])


def test_check_names_what_is_missing_and_what_differs(market: Market) -> None:
    assert len(faults(market)) == len(AGENCIES) + len(_codes(market))
    keep(market)
    assert faults(market) == []
    with market.house.writing(PLATFORM) as uow:
        uow.session.get_one(ItemMarket, ITEM).awards = 7
        uow.session.get_one(ProviderRecord, market.organisation_id("agency2")).star = 480
    assert sorted(faults(market)) == [
        f"the market of service {ITEM} differs in awards",
        f"the record of provider {market.organisation_id('agency2')} differs in star",
    ]


def test_long_lists_go_on_behind_the_last_row(market: Market) -> None:
    with_ratings = [market.accepted()[0] for _ in range(3)]
    for text, contract in zip("abc", with_ratings, strict=True):
        with market.acting("drafter") as uow:
            ratings.rate(uow, contract, Stars(5, 4, 5, 4, 5), text)
        with market.acting("agency1") as uow:
            ratings.rate_buyer(uow, contract, FIVE, "Clear")
    with market.house.reading() as session:
        number, other = market.organisation_id("agency1"), market.organisation_id("agency2")
        newest, middle, oldest = track_records.signed_page(session, number)
        assert newest.id > middle.id > oldest.id
        assert [row.id for row in track_records.signed_page(session, number, middle.id)] == [oldest.id]
        assert track_records.signed_page(session, other) == []
        first = market_facts.ratings_page(session, number, 0, 2, market.clock.at)
        assert [one["text"] for one in first] == ["c", "b"]
        assert [
            one["text"] for one in market_facts.ratings_page(session, number, first[-1]["id"], 2, market.clock.at)
        ] == ["a"]
        assert market_facts.ratings_page(session, other, first[-1]["id"], 2, market.clock.at) == []


def test_contracts_that_ended_early_for_delay_are_told(market: Market) -> None:
    contract = market.signed(Part("Report", LOWEST, 1))
    [milestone] = market.milestones(contract)
    market.clock.advance(days=30)
    with market.acting("approver") as uow:
        lateness.demand(uow, milestone, 5, "It is late.")
    market.clock.advance(days=30)
    with market.acting("approver") as uow:
        endings.terminate(uow, contract, EndGround.DELAY, "It did not come.")
    found = figures(market, "agency1")
    assert (found["ended_early"], found["ended_for_delay"], found["finished"], found["over"]) == (1, 1, 0, 1)


def test_nothing_of_a_contact_stands_in_a_record(market: Market) -> None:
    keep(market)
    written = str([getattr(stored(market, "agency1"), name) for name in ("record", "details", "line")])
    assert "李某" not in written
    assert "@example.org" not in written
    assert records.HUNDREDTHS == 100


def _codes(market: Market) -> list[str]:
    with market.house.reading() as session:
        assert session.scalars(select(ProviderRecord)).all() == []
        return list(queries.codes(session))
