"""The index follows what a visitor may see."""

from marketplace.domain.organisations import operations as organisations
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.search.ports import Kind
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import Amendment
from marketplace.jobs.worker import Work
from marketplace.wiring import JOBS
from tests.domain.market import ITEM, Market
from tests.searching import faults, found


def run(market: Market) -> None:
    work = Work(market.house, JOBS, ())
    work.run_due()
    assert work.status().waiting == 0
    assert faults(market.house) == []


def test_a_tender_is_found_once_it_is_published_and_as_it_was_amended(market: Market) -> None:
    ref = market.draft(title="Heron survey")
    run(market)
    assert found(market.house, Kind.TENDER, "heron") == []
    ref = market.published(title="Heron survey")
    run(market)
    assert found(market.house, Kind.TENDER, "heron") == [ref]
    with market.acting("approver") as uow:
        changes = Amendment("Count the kingfishers.", "", 20)
        tenders.amend(uow, ref, "Another bird.", market.get(Tender, ref).version, changes)
    run(market)
    assert found(market.house, Kind.TENDER, "kingfishers") == [ref]


def test_an_agency_is_found_once_it_is_active_and_as_it_describes_itself(market: Market) -> None:
    run(market)
    market.person("heron")
    with market.acting("heron") as uow:
        ref = organisations.register_agency(
            uow, market.particulars("heron", "91"), services=[ITEM], has_committed=True, slug="heron"
        ).ref
    run(market)
    assert found(market.house, Kind.PROVIDER, "heron") == []
    with market.acting("operator") as uow:
        organisations.pass_check(uow, ref)
    run(market)
    assert found(market.house, Kind.PROVIDER, "heron") == [ref]
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
    assert found(market.house, Kind.PROVIDER, "kingfishers") == [ref]


def test_an_agency_is_found_by_what_is_said_of_it(market: Market) -> None:
    contract, _ = market.paid()
    run(market)
    with market.acting("drafter") as uow:
        ratings.rate(uow, contract, Stars(5, 5, 5, 5, 5), "Counted every kingfisher.")
    run(market)
    assert found(market.house, Kind.PROVIDER, "kingfisher") == [], "nobody reads a blind rating"
    with market.acting("agency1") as uow:
        ratings.rate_buyer(uow, contract, Stars(5, 5, 5, 5, 5), "Clear")
    run(market)
    assert found(market.house, Kind.PROVIDER, "kingfisher") == [market.refs["agency1"]]
