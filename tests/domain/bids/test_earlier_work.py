"""Whoever worked on the project before, in a role that bars it: found at the opening, heard, and decided upon."""

import pytest
from sqlalchemy import select

from marketplace.domain.awards import operations as awards
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.doubts import WORKED
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState, Ground
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import EarlierRole
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import from_json
from tests.domain.bids import doubting
from tests.domain.market import PRICES, Market
from tests.domain.tenders.test_projects import PROJECT, TESTS


def opened(market: Market) -> tuple[str, str]:
    """A contract of agency1 to test the project, and a tender of it that is opened afterwards."""
    contract = market.signed(item=TESTS, **PROJECT)
    return contract, market.opened(dict(PRICES), **PROJECT)


def bid_of(market: Market, agency: str, ref: str) -> Bid:
    tender = market.get(Tender, ref).id
    with market.house.reading() as session:
        mine = (Bid.tender_id == tender, Bid.tenderer_id == market.organisation_id(agency))
        return session.scalars(select(Bid).where(*mine)).one()


def states(market: Market, ref: str) -> list[BidState]:
    return [bid_of(market, agency, ref).state for agency in PRICES]


def test_the_tester_of_the_project_is_out_is_told_why_and_is_asked(market: Market) -> None:
    contract, ref = opened(market)
    doubt = doubting.doubt_of(market)
    assert doubt.ground is Ground.EARLIER_WORK
    said = str(from_json(doubt.reasons[0]))
    assert contract in said
    assert "政府采购法实施条例 Art 18" in said
    assert states(market, ref) == [BidState.INVALID, BidState.VALID, BidState.VALID]
    excluded = bid_of(market, "agency1", ref).excluded_because
    assert excluded is not None
    assert "tests the same project" in str(from_json(excluded))
    with pytest.raises(Conflict, match="not settled: 1"), market.acting("drafter") as uow:
        awards.select(uow, ref)


def test_the_department_decides_after_the_reply(market: Market) -> None:
    _, ref = opened(market)
    doubt = doubting.doubt_of(market)
    doubting.reply(market, doubt.ref)
    with market.acting("approver") as uow:
        bids.admit(uow, doubt.ref, "The tests were of another building.")
    with market.acting("drafter") as uow:
        result = awards.select(uow, ref).evidence["result"]
    assert result["winner"] == bid_of(market, "agency1", ref).ref


def test_work_in_another_role_is_no_reason(market: Market) -> None:
    market.signed(**PROJECT)
    ref = market.opened(dict(PRICES), item=TESTS, **PROJECT)
    assert states(market, ref) == [BidState.VALID] * 3


def test_work_on_another_project_is_no_reason(market: Market) -> None:
    market.signed(item=TESTS, **PROJECT)
    ref = market.opened(dict(PRICES), project_code="2020-510100-77-03-999999", project_name="Another")
    assert states(market, ref) == [BidState.VALID] * 3


def test_every_kind_of_work_has_its_words() -> None:
    assert set(WORKED) == set(EarlierRole)
