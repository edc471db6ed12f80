"""What is indexed is what is public, and an index that differs is found out."""

from datetime import UTC, datetime

import pytest

from marketplace.domain.organisations.models import Organisation
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.search import indexing, queries
from marketplace.domain.search.ports import Kind
from tests.domain.market import Market
from tests.evidence import NEEDS_CMA, offer, show


@pytest.fixture
def indexed(market: Market) -> Market:
    market.published(title="青水河治理", description="Assess twelve files of the river")
    market.draft(title="秘密草稿", description="hidden-draft")
    with market.house.reading() as session:
        assert indexing.rebuild(session, market.house.search, market.clock.at, lambda _done: None) == 4
    return market


def test_published_tenders_and_active_agencies_are_found(indexed: Market) -> None:
    search = indexed.house.search
    assert len(search.find(Kind.TENDER, "青水河", 10)) == 1
    assert len(search.find(Kind.TENDER, "environmental river", 10)) == 0
    assert len(search.find(Kind.PROVIDER, "测试机构", 10)) == 3
    assert len(search.find(Kind.PROVIDER, "EIA technical", 10)) == 3, "by the services they offer"


def test_a_draft_is_in_no_index(indexed: Market) -> None:
    assert indexed.house.search.find(Kind.TENDER, "秘密", 10) == []
    assert indexed.house.search.find(Kind.TENDER, "hidden", 10) == []


def test_a_rating_is_found_on_its_provider(indexed: Market) -> None:
    contract, _ = indexed.paid()
    with indexed.acting("drafter") as uow:
        ratings.rate(uow, contract, Stars(5, 5, 5, 5, 5), "remarkablework")
    with indexed.acting("agency1") as uow:
        ratings.rate_buyer(uow, contract, Stars(5, 5, 5, 5, 5), "Clear")
    with indexed.house.reading() as session:
        indexing.refresh(session, indexed.house.search, Kind.PROVIDER, indexed.refs["agency1"], indexed.clock.at)
    assert indexed.house.search.find(Kind.PROVIDER, "remarkablework", 10) == [indexed.refs["agency1"]]


def test_check_names_what_is_missing_changed_or_too_much(indexed: Market) -> None:
    search = indexed.house.search
    with indexed.house.reading() as session:
        assert list(queries.faults(session, search, indexed.clock.at)) == []
        search.remove(Kind.PROVIDER, [indexed.refs["agency1"]])
        session.get_one(Organisation, indexed.organisation_id("agency2")).name = "改名"
        session.get_one(Organisation, indexed.organisation_id("agency3")).state = "RETURNED"
        session.flush()
        found = sorted(queries.faults(session, search, indexed.clock.at))
        session.rollback()
    assert len(found) == 3
    assert any("not in the index" in fault for fault in found)
    assert any("another wording" in fault for fault in found)
    assert any("must not be" in fault for fault in found)


def test_what_is_no_longer_public_is_taken_out(indexed: Market) -> None:
    with indexed.house.reading() as session:
        indexing.refresh(session, indexed.house.search, Kind.PROVIDER, "O-NOTHING", indexed.clock.at)
        indexing.refresh(session, indexed.house.search, Kind.PROVIDER, indexed.refs["agency1"], indexed.clock.at)
        assert list(queries.faults(session, indexed.house.search, indexed.clock.at)) == []


def test_a_provider_is_found_by_a_service_until_its_certificate_expires(market: Market) -> None:
    search, name = market.house.search, "生态环境委托监测"
    offer(market, NEEDS_CMA)
    show(market)

    def found(at: datetime) -> bool:
        with market.house.reading() as session:
            indexing.refresh(session, search, Kind.PROVIDER, market.refs["agency1"], at)
            assert list(search.find(Kind.PROVIDER, "测试机构", 10)) == [market.refs["agency1"]]
        return bool(search.find(Kind.PROVIDER, name, 10))

    assert found(datetime(2026, 6, 30, 15, 59, tzinfo=UTC))
    assert not found(datetime(2026, 6, 30, 16, 0, tzinfo=UTC))
