"""With two envelopes a bidder whose technical part is doubted is heard before anybody may read a price."""

import pytest

from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState, Ground
from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.evaluation import queries
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Conflict
from tests.domain.bids import doubting
from tests.domain.evaluation.panel import EVALUATORS, POINTS, TERMS, bids_of, confirm, declare, points, score
from tests.domain.market import PRICES, Market


def affiliated(market: Market) -> str:
    """Technical parts are opened; agency1 turns out to belong to the department."""
    tender = market.closed(dict(PRICES), proposal="Our way", **TERMS)
    doubting.tie(market)
    market.open_bids(tender)
    return tender


def decide(market: Market, action: str) -> None:
    doubt = doubting.doubt_of(market).ref
    doubting.reply(market, doubt)
    with market.acting("approver") as uow:
        getattr(bids, action)(uow, doubt, doubting.REASON)


def propose(market: Market, agency: str, ref: str) -> None:
    with market.acting(EVALUATORS[0]) as uow:
        evaluation.propose(uow, ref, points(*POINTS[agency]), "What we all found")


def test_evaluators_agree_once_everybody_was_heard_and_nobody_is_doubted_twice(market: Market) -> None:
    tender = affiliated(market)
    refs = bids_of(market, tender)
    assert market.get(Tender, tender).state is TenderState.EVALUATING, "too few count only if the doubt is upheld"
    declare(market, tender, *EVALUATORS)
    for name in EVALUATORS:
        for agency in ("agency2", "agency3"):
            score(market, name, refs[agency], POINTS[agency])
    with market.house.reading() as session:
        assert not queries.all_are_in(session, session.get_one(Tender, market.get(Tender, tender).id))
    with pytest.raises(Conflict, match="not settled: 1"):
        propose(market, "agency2", refs["agency2"])

    decide(market, "admit")
    for name in EVALUATORS:
        score(market, name, refs["agency1"], POINTS["agency1"])
    for agency, ref in refs.items():
        propose(market, agency, ref)
        confirm(market, ref, *EVALUATORS[1:])
    assert market.get(Tender, tender).state is TenderState.EVALUATED
    market.open_bids(tender)
    assert {agency: market.get(Bid, ref).price for agency, ref in refs.items()} == PRICES
    assert doubting.doubt_of(market).ground is Ground.AFFILIATION, "one doubt, not another at the second sitting"


def test_where_too_few_are_left_after_the_hearing_no_price_is_ever_opened(market: Market) -> None:
    tender = affiliated(market)
    decide(market, "exclude")
    found = market.get(Tender, tender)
    assert found.state is TenderState.FAILED
    assert {market.get(Bid, ref).price for ref in bids_of(market, tender).values()} == {None}
    assert market.get(Bid, bids_of(market, tender)["agency1"]).state is BidState.INVALID


def test_silence_ends_it_too(market: Market) -> None:
    tender = affiliated(market)
    doubt = doubting.doubt_of(market)
    market.clock.at = doubt.due_at
    with market.acting("platform") as uow:
        bids.expire(uow, doubt.ref)
    assert market.get(Tender, tender).state is TenderState.FAILED


def test_whoever_proposes_once_silence_has_left_too_few_is_told_so(market: Market) -> None:
    tender = affiliated(market)
    refs = bids_of(market, tender)
    declare(market, tender, *EVALUATORS)
    for name in EVALUATORS:
        for agency in ("agency2", "agency3"):
            score(market, name, refs[agency], POINTS[agency])
    market.clock.at = doubting.doubt_of(market).due_at
    with pytest.raises(Conflict, match="not being evaluated"):
        propose(market, "agency2", refs["agency2"])
