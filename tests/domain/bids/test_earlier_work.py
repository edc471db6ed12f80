"""Whoever worked on the project before, in a role that bars it: found at the opening, heard, and decided upon."""

import pytest
from sqlalchemy import select

from marketplace.domain.awards import operations as awards
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.earlier_work import WORKED
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState, Ground
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import queries
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.recusals import Named
from marketplace.domain.tenders.states import EarlierRole
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.i18n import from_json
from tests.domain.bids import doubting
from tests.domain.market import PRICES, Market
from tests.domain.tenders.test_projects import PROJECT, TESTS

DESIGN = EarlierRole.DESIGN


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


def change(market: Market, ref: str, agency: str | None, *lifted: str, role: EarlierRole | None = DESIGN) -> None:
    code = market.get(Organisation, market.refs[agency]).credit_code if agency else None
    with market.acting("approver") as uow:
        bids.change_recusals(
            uow, ref, "It came to light.", Named(code, role, "It made the design.") if code else None, lifted
        )


def test_whoever_is_named_after_its_bid_is_out_at_the_opening_and_heard(market: Market) -> None:
    ref = market.published()
    for agency, price in PRICES.items():
        market.bid(agency, ref, price)
    before = market.deadline(ref)
    market.clock.advance(days=1)
    change(market, ref, "agency1")
    assert market.deadline(ref) > before
    with market.house.reading() as session:
        [told] = queries.amendments(session, market.get(Tender, ref).id)
    [changed] = told.changes
    assert (changed["field"], changed["before"]) == ("recusals", [])
    assert changed["after"] == [
        {
            "agency": market.refs["agency1"],
            "name": "测试机构 agency1",
            "role": "design",
            "reason": "It made the design.",
        }
    ]
    with pytest.raises(NotPermitted, match="worked on the project before"):
        market.bid("agency1", ref, PRICES["agency1"], after=1)
    assert states(market, ref) == [BidState.SUBMITTED] * 3
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    market.open_bids(ref)
    assert states(market, ref) == [BidState.INVALID, BidState.VALID, BidState.VALID]
    doubt = doubting.doubt_of(market)
    assert doubt.ground is Ground.EARLIER_WORK
    assert "It made the design." in str(from_json(doubt.reasons[0]))
    doubting.reply(market, doubt.ref)


def test_whoever_is_taken_off_the_list_bids(market: Market) -> None:
    ref = market.published()
    change(market, ref, "agency1")
    market.clock.advance(days=1)
    change(market, ref, "agency2", market.refs["agency1"])
    market.bid("agency1", ref, PRICES["agency1"])
    with pytest.raises(NotPermitted):
        market.bid("agency2", ref, PRICES["agency2"])


def test_the_list_changes_only_where_something_is_said_and_in_time(market: Market) -> None:
    ref = market.published()
    with pytest.raises(Invalid):
        change(market, ref, None)
    with pytest.raises(Invalid) as refused:
        change(market, ref, "agency1", role=None)
    assert set(refused.value.fields) == {"role"}
    with pytest.raises(NotFound):
        change(market, ref, None, market.refs["agency1"])
    change(market, ref, "agency1")
    with pytest.raises(Conflict):
        change(market, ref, "agency1")
    market.clock.at = market.deadline(ref)
    with pytest.raises(Conflict, match="deadline has passed"):
        change(market, ref, "agency2")


def test_every_kind_of_work_has_its_words() -> None:
    assert set(WORKED) == set(EarlierRole)
