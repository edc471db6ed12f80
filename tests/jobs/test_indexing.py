"""The index follows what a visitor may see."""

from marketplace.domain.organisations import operations as organisations
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.search import queries
from marketplace.domain.search.ports import Kind
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import Amendment
from marketplace.jobs.worker import Work
from marketplace.wiring import JOBS
from tests.domain.market import ITEM, Market


def run(market: Market) -> None:
    work = Work(market.house, JOBS, ())
    work.run_due()
    assert work.status().waiting == 0
    with market.house.reading() as session:
        assert list(queries.faults(session, market.house.search, market.clock.at)) == []


def test_a_tender_is_found_once_it_is_published_and_as_it_was_amended(market: Market) -> None:
    search = market.house.search
    ref = market.draft(title="Heron survey")
    run(market)
    assert search.find(Kind.TENDER, "heron", 5) == []
    ref = market.published(title="Heron survey")
    run(market)
    assert search.find(Kind.TENDER, "heron", 5) == [ref]
    with market.acting("approver") as uow:
        changes = Amendment("Count the kingfishers.", "", 20)
        tenders.amend(uow, ref, "Another bird.", market.get(Tender, ref).version, changes)
    run(market)
    assert search.find(Kind.TENDER, "kingfishers", 5) == [ref]


def test_an_agency_is_found_once_it_is_active_and_as_it_describes_itself(market: Market) -> None:
    run(market)
    search = market.house.search
    market.person("heron")
    with market.acting("heron") as uow:
        ref = organisations.register_agency(
            uow, market.particulars("heron", "91"), services=[ITEM], has_committed=True, slug="heron"
        ).ref
    run(market)
    assert search.find(Kind.PROVIDER, "heron", 5) == []
    with market.acting("operator") as uow:
        organisations.pass_check(uow, ref)
    run(market)
    assert search.find(Kind.PROVIDER, "heron", 5) == [ref]
    with market.acting("heron") as uow:
        organisations.update_profile(
            uow,
            ref,
            description="We count kingfishers.",
            contact_name="李某",
            contact_phone="13800000000",
            contact_email="heron@example.org",
        )
    run(market)
    assert search.find(Kind.PROVIDER, "kingfishers", 5) == [ref]


def test_an_agency_is_found_by_what_is_said_of_it(market: Market) -> None:
    contract, _ = market.paid()
    run(market)
    with market.acting("drafter") as uow:
        ratings.rate(uow, contract, Stars(5, 5, 5, 5, 5), "Counted every kingfisher.")
    run(market)
    assert market.house.search.find(Kind.PROVIDER, "kingfisher", 5) == [], "nobody reads a blind rating"
    with market.acting("agency1") as uow:
        ratings.rate_buyer(uow, contract, Stars(5, 5, 5, 5, 5), "Clear")
    run(market)
    assert market.house.search.find(Kind.PROVIDER, "kingfisher", 5) == [market.refs["agency1"]]
