"""What a changed notice does to the bids that are there."""

import pytest
from sqlalchemy import select

from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from marketplace.domain.documents.models import Document
from marketplace.domain.tenders import attachments, queries
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import Amendment
from marketplace.domain.tenders.requirements import Kind, Requirement
from marketplace.domain.tenders.states import TenderState
from marketplace.jobs import deadlines
from marketplace.kernel.errors import Conflict, Invalid, NotFound
from tests.domain.market import PRICES, Market
from tests.evidence import CMA, show

CERTIFICATE = Requirement(Kind.QUALIFICATION, CMA, "Measurements count only with it.")


def with_bids(market: Market) -> str:
    ref = market.published()
    for agency, price in PRICES.items():
        market.bid(agency, ref, price)
    return ref


def change(market: Market, ref: str, *conditions: Requirement, asks_again: bool = False) -> None:
    changes = Amendment("Assess thirteen files.", "", 20, conditions)
    with market.acting("approver") as uow:
        bids.amend(uow, ref, "One more.", market.get(Tender, ref).version, changes, asks_again=asks_again)


def states(market: Market) -> dict[str, BidState]:
    with market.house.reading() as session:
        found = {bid.tenderer_id: bid.state for bid in session.scalars(select(Bid))}
    return {name: found[market.organisation_id(name)] for name in PRICES}


def bid_of(market: Market, agency: str) -> str:
    with market.house.reading() as session:
        return session.scalars(select(Bid.ref).where(Bid.tenderer_id == market.organisation_id(agency))).one()


def test_bids_stand_where_their_agencies_have_what_is_asked(market: Market) -> None:
    change(market, with_bids(market))
    assert set(states(market).values()) == {BidState.SUBMITTED}


def test_whoever_lacks_what_is_now_asked_is_invited_again(market: Market) -> None:
    ref = with_bids(market)
    show(market)
    change(market, ref, CERTIFICATE)
    assert states(market) == {
        "agency1": BidState.SUBMITTED,
        "agency2": BidState.INVITED_AGAIN,
        "agency3": BidState.INVITED_AGAIN,
    }
    with pytest.raises(Invalid), market.acting("agency2") as uow:
        bids.confirm(uow, bid_of(market, "agency2"))
    market.clock.at = market.deadline(ref)
    deadlines.close_tenders(market.house)
    assert market.get(Tender, ref).state is TenderState.FAILED, "one bid that counts is too few"


def test_what_is_confirmed_counts_and_opens_as_it_was_sealed(market: Market) -> None:
    ref = with_bids(market)
    change(market, ref, asks_again=True)
    assert set(states(market).values()) == {BidState.INVITED_AGAIN}
    for agency in PRICES:
        with market.acting(agency) as uow:
            bids.confirm(uow, bid_of(market, agency))
    market.clock.at = market.deadline(ref)
    deadlines.close_tenders(market.house)
    assert {bid.price for bid in market.open_bids(ref)} == set(PRICES.values())


def test_only_what_was_invited_again_is_confirmed_by_its_own_agency_and_in_time(market: Market) -> None:
    ref = with_bids(market)
    mine = bid_of(market, "agency1")
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        bids.confirm(uow, mine)
    change(market, ref, asks_again=True)
    for name in ("agency2", "approver"):
        with pytest.raises(NotFound), market.acting(name) as uow:
            bids.confirm(uow, mine)
    market.clock.at = market.deadline(ref)
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        bids.confirm(uow, mine)


def files_of(market: Market, ref: str) -> list[Document]:
    with market.house.reading() as session:
        return list(attachments.of_tender(session, market.get(Tender, ref).id))


def test_files_of_a_published_notice_change_in_public(market: Market) -> None:
    ref = with_bids(market)
    with market.acting("approver") as uow:
        bids.change_files(uow, ref, "The plan is missing.", [market.stored()], [])
    [old] = files_of(market, ref)
    assert old.is_public
    assert set(states(market).values()) == {BidState.SUBMITTED}
    before = market.deadline(ref)
    market.clock.advance(days=1)
    with market.acting("approver") as uow:
        bids.change_files(uow, ref, "A wrong plan.", [market.stored()], [old.ref], asks_again=True)
    [new] = files_of(market, ref)
    assert new.ref != old.ref
    assert market.get(Document, old.ref).is_public, "what was published can still be read"
    assert market.deadline(ref) > before
    assert set(states(market).values()) == {BidState.INVITED_AGAIN}
    with market.house.reading() as session:
        [_, told] = queries.amendments(session, market.get(Tender, ref).id)
    [change] = told.changes
    assert change["field"] == "files"
    assert (old.sha256 in change["before"], old.ref in change["after"], new.ref in change["after"]) == (
        True,
        False,
        True,
    )


def test_files_change_with_a_reason_in_time_and_only_where_something_changes(market: Market) -> None:
    ref = market.published()
    for added, removed, reason, refusal in (
        ([], [], "Why", Invalid),
        ([market.stored()], [], " ", Invalid),
        ([], ["D-NONE"], "Why", NotFound),
        ([market.stored() for _ in range(attachments.MAX_ATTACHMENTS + 1)], [], "Why", Conflict),
    ):
        with pytest.raises(refusal), market.acting("approver") as uow:
            bids.change_files(uow, ref, reason, added, removed)
    assert files_of(market, ref) == []
    market.clock.at = market.deadline(ref)
    with pytest.raises(Conflict), market.acting("approver") as uow:
        bids.change_files(uow, ref, "Late", [market.stored()], [])


def test_a_bid_sealed_to_another_opener_cannot_be_confirmed(market: Market) -> None:
    ref = with_bids(market)
    market.openers.add("operator", market.refs["operator"])
    leaving, coming = market.openers.ref("regulator"), market.openers.ref("operator")
    with market.acting("approver") as uow:
        bids.replace_opener(uow, ref, leaving, coming, "Ill")
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        bids.confirm(uow, bid_of(market, "agency1"))
