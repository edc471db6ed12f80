"""The index follows what a visitor may see."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.search.ports import Facet, Kind, Question, SearchDocument
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import Amendment
from marketplace.jobs import indexing
from marketplace.jobs.worker import Work
from marketplace.kernel.outbox import OutboxEntry
from marketplace.wiring import JOBS
from tests.domain.market import ITEM, Market
from tests.evidence import NEEDS_CMA, offer, show
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


def test_what_is_taken_back_leaves_the_index_at_once(market: Market) -> None:
    """Words of a rating that was corrected, a description, a service, and the firm itself."""
    contract, _ = market.paid()
    with market.acting("drafter") as uow:
        rating = ratings.rate(uow, contract, Stars(5, 5, 5, 5, 5), "Counted every kingfisher.").ref
    with market.acting("agency1") as uow:
        ratings.rate_buyer(uow, contract, Stars(5, 5, 5, 5, 5), "Clear")
        organisations.update_profile(uow, market.refs["agency1"], description="We love bitterns.")
    run(market)
    mine = [market.refs["agency1"]]
    assert found(market.house, Kind.PROVIDER, "kingfisher") == found(market.house, Kind.PROVIDER, "bitterns") == mine
    with market.acting("drafter") as uow:
        ratings.correct(uow, rating, Stars(4, 4, 4, 4, 4), "Counted.")
    with market.acting("agency1") as uow:
        organisations.update_profile(uow, market.refs["agency1"], description="")
    run(market)
    assert found(market.house, Kind.PROVIDER, "kingfisher") == found(market.house, Kind.PROVIDER, "bitterns") == []
    assert len(providers_of(market, ITEM)) == 3
    with market.acting("agency2") as uow:
        organisations.offer_services(uow, market.refs["agency2"], [NEEDS_CMA])
    with market.acting("agency3") as uow:
        organisations.withdraw(uow, market.refs["agency3"], ())
    run(market)
    assert providers_of(market, ITEM) == mine
    assert market.refs["agency3"] not in found(market.house, Kind.PROVIDER, "agency3")
    with market.acting("agency3") as uow:
        organisations.rejoin(uow, market.refs["agency3"])
    run(market)
    assert sorted(providers_of(market, ITEM)) == sorted([*mine, market.refs["agency3"]])


def providers_of(market: Market, item: str) -> list[str]:
    """Who is found by a service."""
    asked = Question(Kind.PROVIDER, chosen={Facet.ITEM: frozenset({item})})
    with market.house.reading() as session:
        return [session.get_one(Organisation, number).ref for number in market.house.search.engine.find(asked).numbers]


def test_many_changes_of_one_document_are_indexed_once(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    run(market)
    for word in ("heron", "crane", "stork"):
        with market.acting("agency1") as uow:
            organisations.update_profile(
                uow,
                market.refs["agency1"],
                description=word,
                contact_name="王",
                contact_phone="02812345678",
                contact_email="heron@example.org",
            )
    put = Counted(market, monkeypatch)
    Work(market.house, JOBS, ()).run_due()
    assert put.numbers == [market.organisation_id("agency1")]
    assert found(market.house, Kind.PROVIDER, "stork") == [market.refs["agency1"]]
    assert faults(market.house) == []


class Counted:
    """What is put into the index from now on."""

    def __init__(self, market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
        self.numbers: list[int] = []
        engine = market.house.search.engine
        put = engine.put

        def noting(documents: Iterable[SearchDocument]) -> None:
            wanted = list(documents)
            self.numbers += [document.number for document in wanted]
            put(wanted)

        monkeypatch.setattr(engine, "put", noting)


def test_an_event_that_cannot_be_indexed_stays_and_is_tried_again(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(market)
    market.published(title="Heron survey")
    engine = market.house.search.engine
    with monkeypatch.context() as broken:
        broken.setattr(engine, "put", lambda _documents: 1 / 0)
        work = Work(market.house, JOBS, ())
        work.run_due()
        assert work.status().waiting > 0
    market.clock.at += timedelta(hours=8)
    run(market)
    assert len(found(market.house, Kind.TENDER, "heron")) == 1


def test_the_night_tidies_and_mends_what_nobody_told(market: Market) -> None:
    run(market)
    indexing.tonight(market.house)
    indexing.tonight(market.house)
    with market.house.reading() as session:
        [entry] = outbox_entries(session)
        assert entry.due_at == indexing.night_after(market.clock.at)
    ref = market.refs["agency1"]
    market.house.search.engine.remove(Kind.PROVIDER, [ref])
    market.clock.at = entry.due_at
    run(market)
    assert ref in found(market.house, Kind.PROVIDER, "测试机构")


def test_a_certificate_that_ran_out_leaves_a_large_index_overnight(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "COMPARED_AT_NIGHT", 0)
    last = day_of(market.clock.at) + timedelta(days=20)
    offer(market, NEEDS_CMA)
    ref = show(market, valid_to=last, valid_from=day_of(market.clock.at))
    run(market)
    assert ref
    assert holders(market) == [market.refs["agency1"]]
    market.clock.at += timedelta(days=21)
    indexing.tidy(market.house, {})
    assert holders(market) == []


def holders(market: Market) -> list[str]:
    """Who is found by a qualification that counts today."""
    engine = market.house.search.engine
    [certificate] = engine.find(Question(Kind.PROVIDER, counted=(Facet.QUALIFICATION,))).counts.values() or [{}]
    named = frozenset(certificate)
    answer = engine.find(Question(Kind.PROVIDER, chosen={Facet.QUALIFICATION: named}))
    with market.house.reading() as session:
        return [session.get_one(Organisation, number).ref for number in answer.numbers]


def outbox_entries(session: Session) -> Sequence[OutboxEntry]:
    return session.scalars(select(OutboxEntry).where(OutboxEntry.job == indexing.TIDY)).all()


@pytest.mark.parametrize(
    ("now", "night"), [("2026-06-01T18:59", "2026-06-01T19:00"), ("2026-06-01T19:00", "2026-06-02T19:00")]
)
def test_the_night_is_at_three_in_beijing(now: str, night: str) -> None:
    at = datetime.fromisoformat(f"{now}+00:00")
    assert indexing.night_after(at) == datetime.fromisoformat(f"{night}+00:00")
