"""Leaving the market and coming back."""

from collections.abc import Callable

import pytest

from marketplace.domain.directory import lists
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationState
from marketplace.domain.search.ports import Kind
from marketplace.domain.unsigned import operations as unsigned
from marketplace.kernel.actor import ANYONE
from marketplace.kernel.errors import Conflict, NotFound, NotPermitted
from marketplace.kernel.paging import FIRST
from marketplace.wiring import OPEN_BUSINESS
from tests.domain.market import LOWEST, PRICES, Market
from tests.evidence import statement
from tests.searching import found, rebuild


def leave(market: Market, agency: str = "agency1") -> None:
    with market.acting(agency) as uow:
        organisations.withdraw(uow, market.refs[agency], OPEN_BUSINESS)


def come_back(market: Market, agency: str = "agency1") -> None:
    with market.acting(agency) as uow:
        organisations.rejoin(uow, market.refs[agency])


def directory(market: Market) -> list[str]:
    with market.house.reading() as session:
        return [row.ref for row in lists.by_name(session, FIRST, lambda: 0)]


def test_who_leaves_vanishes_from_directory_and_search_and_keeps_a_page(market: Market) -> None:
    leave(market)
    ref = market.refs["agency1"]
    assert ref not in directory(market)
    gone = market.get(Organisation, ref)
    assert (gone.state, gone.withdrawn_at) == (OrganisationState.WITHDRAWN, market.clock.at)
    rebuild(market.house)
    with market.house.reading() as session:
        assert queries.provider(session, gone.id).ref == ref
        assert queries.by_ref(session, ANYONE, ref).ref == ref
        assert queries.count_providers(session) == 2
    assert ref not in found(market.house, Kind.PROVIDER, "测试机构")
    come_back(market)
    assert ref in directory(market)
    assert market.get(Organisation, ref).withdrawn_at is None


def test_who_has_left_neither_bids_nor_shows_anything(market: Market) -> None:
    tender = market.published()
    leave(market)
    with pytest.raises(NotPermitted):
        market.bid("agency1", tender, LOWEST)
    with pytest.raises(NotPermitted), market.acting("agency1") as uow:
        organisations.state_service(uow, market.refs["agency1"], "env-monitor", statement())
    come_back(market)
    market.bid("agency1", tender, LOWEST)


def sealed_bid(market: Market) -> None:
    market.bid("agency1", market.published(), LOWEST)


def opened_bid(market: Market) -> None:
    market.opened(dict(PRICES))


def award(market: Market) -> None:
    market.awarded()


def contract(market: Market) -> None:
    market.signed()


@pytest.mark.parametrize(
    ("begin", "words"),
    [
        (sealed_bid, "it has a bid in tender"),
        (opened_bid, "it has a bid in tender"),
        (award, "is not signed"),
        (contract, "is not completed"),
    ],
)
def test_open_business_keeps_an_agency(market: Market, begin: Callable[[Market], None], words: str) -> None:
    begin(market)
    with pytest.raises(Conflict, match=words):
        leave(market)
    assert market.get(Organisation, market.refs["agency1"]).state is OrganisationState.ACTIVE


def test_who_may_follow_the_winner_stays(market: Market) -> None:
    tender, award = market.awarded()
    with pytest.raises(Conflict, match="may follow"):
        leave(market, "agency2")
    with market.acting("agency1") as uow:
        unsigned.decline(uow, award, "No people")
    with pytest.raises(Conflict, match=f"may follow the winner's until a contract for the tender {tender}"):
        leave(market, "agency2")
    leave(market, "agency1")


def test_finished_business_lets_it_go(market: Market) -> None:
    market.paid()
    leave(market)
    leave(market, "agency2")


def test_nobody_leaves_twice_or_comes_back_without_having_left(market: Market) -> None:
    with pytest.raises(Conflict):
        come_back(market)
    leave(market)
    with pytest.raises(Conflict):
        leave(market)


def test_a_department_cannot_leave(market: Market) -> None:
    with pytest.raises((NotFound, NotPermitted)), market.acting("approver") as uow:
        organisations.withdraw(uow, market.refs["department"], OPEN_BUSINESS)
