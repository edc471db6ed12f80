"""What is indexed is what is public, and an index that differs is found out."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationState
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.search import indexing
from marketplace.domain.search.ports import Kind
from marketplace.kernel.actor import PLATFORM
from tests.domain.market import Market
from tests.evidence import NEEDS_CMA, offer, show
from tests.searching import faults, found, rebuild


@pytest.fixture
def indexed(market: Market) -> Market:
    market.published(title="青水河治理", description="Assess twelve files of the river")
    market.draft(title="秘密草稿", description="hidden-draft")
    assert rebuild(market.house) == 4 + items(market)
    return market


def items(market: Market) -> int:
    with market.house.reading() as session:
        return len(catalogue.items(session))


def refresh(market: Market, name: str) -> None:
    indexing.refresh(market.house.looking, market.house.search.engine, {Kind.PROVIDER: [market.organisation_id(name)]})


def test_published_tenders_and_active_agencies_are_found(indexed: Market) -> None:
    assert len(found(indexed.house, Kind.TENDER, "青水河")) == 1
    assert len(found(indexed.house, Kind.TENDER, "environmental river")) == 0
    assert len(found(indexed.house, Kind.PROVIDER, "测试机构")) == 3
    assert len(found(indexed.house, Kind.PROVIDER, "EIA technical")) == 3, "by the services they offer"


def test_a_draft_is_in_no_index(indexed: Market) -> None:
    assert found(indexed.house, Kind.TENDER, "秘密") == []
    assert found(indexed.house, Kind.TENDER, "hidden") == []


def test_a_rating_is_found_on_its_provider(indexed: Market) -> None:
    contract, _ = indexed.paid()
    with indexed.acting("drafter") as uow:
        ratings.rate(uow, contract, Stars(5, 5, 5, 5, 5), "remarkablework")
    refresh(indexed, "agency1")
    assert found(indexed.house, Kind.PROVIDER, "remarkablework") == [], "nobody reads a blind rating"
    with indexed.acting("agency1") as uow:
        ratings.rate_buyer(uow, contract, Stars(5, 5, 5, 5, 5), "Clear")
    refresh(indexed, "agency1")
    assert found(indexed.house, Kind.PROVIDER, "remarkablework") == [indexed.refs["agency1"]]


def test_check_names_what_is_missing_changed_or_too_much(indexed: Market) -> None:
    engine = indexed.house.search.engine
    assert faults(indexed.house) == []
    engine.remove(Kind.PROVIDER, [indexed.refs["agency1"]])
    change(indexed, "agency2", name="改名")
    change(indexed, "agency3", state=OrganisationState.RETURNED)
    found = sorted(faults(indexed.house))
    assert [fault.removeprefix("provider ") for fault in found] == sorted(
        [
            f"{indexed.refs['agency1']} is not in the index",
            f"{indexed.refs['agency2']} stands in the index in another wording",
            f"{indexed.refs['agency3']} is in the index and must not be",
        ]
    )
    assert rebuild(indexed.house) == 3 + items(indexed)
    assert faults(indexed.house) == []


def change(market: Market, who: str, **values: object) -> None:
    """Behind the back of everything that tells of it."""
    with market.house.writing(PLATFORM) as uow:
        uow.session.execute(update(Organisation).where(Organisation.ref == market.refs[who]).values(**values))


def test_a_provider_is_found_by_a_service_until_its_certificate_expires(market: Market) -> None:
    name = "生态环境委托监测"
    offer(market, NEEDS_CMA)
    show(market)

    def is_offered(at: datetime) -> bool:
        market.clock.at = at
        refresh(market, "agency1")
        assert list(found(market.house, Kind.PROVIDER, "测试机构")) == [market.refs["agency1"]]
        return bool(found(market.house, Kind.PROVIDER, name))

    assert is_offered(datetime(2026, 6, 30, 15, 59, tzinfo=UTC))
    assert not is_offered(datetime(2026, 6, 30, 16, 0, tzinfo=UTC))
