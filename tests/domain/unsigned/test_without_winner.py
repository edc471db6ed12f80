"""Cancelled or failed at any stage: the money is free again to the fen, and nobody is left half awarded."""

import pytest

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AwardState, Default
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.states import BidState
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.states import ContractState
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.domain.unsigned import operations as unsigned
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.money import ZERO
from tests.domain.market import BUDGET, CEILING, LOWEST, PRICES, Market
from tests.domain.unsigned.cases import declined, drawn_up, money


def test_a_purchase_is_cancelled_after_the_award_and_before_the_contract(market: Market) -> None:
    tender, award = market.awarded()
    contract = drawn_up(market, award)
    with market.acting("approver") as uow:
        unsigned.revoke(uow, tender, "The project was dropped.")
    assert market.get(Tender, tender).state is TenderState.CANCELLED
    assert market.get(Award, award).state is AwardState.REVOKED
    assert market.get(Contract, contract).state is ContractState.VOID
    assert money(market) == (ZERO, ZERO, BUDGET)


def test_a_purchase_whose_winner_dropped_out_is_cancelled_too(market: Market) -> None:
    tender, award = declined(market)
    with market.acting("approver") as uow:
        unsigned.revoke(uow, tender, "The project was dropped.")
    assert market.get(Award, award).state is AwardState.DECLINED
    assert money(market) == (ZERO, ZERO, BUDGET)


def test_a_signed_contract_is_beyond_all_of_this(market: Market) -> None:
    contract = market.signed()
    with market.house.reading() as session:
        found = market.get(Contract, contract)
        award, tender = session.get_one(Award, found.award_id).ref, session.get_one(Tender, found.tender_id).ref
    for name, act in (
        ("agency1", lambda uow: unsigned.decline(uow, award, "Why")),
        ("drafter", lambda uow: unsigned.lapse(uow, award, Default.CANNOT_PERFORM, "Why")),
        ("approver", lambda uow: unsigned.revoke(uow, tender, "Why")),
        ("approver", lambda uow: unsigned.award_next(uow, award)),
        ("approver", lambda uow: tenders.cancel(uow, tender, "Why")),
    ):
        with pytest.raises(Conflict), market.acting(name) as uow:
            act(uow)
    assert market.get(Contract, contract).state is ContractState.ACTIVE
    assert money(market) == (ZERO, LOWEST, BUDGET - LOWEST)


@pytest.mark.parametrize("state", ["draft", "published", "closed", "opened", "selected"])
def test_cancelling_before_the_award_frees_the_money_in_every_state(market: Market, state: str) -> None:
    if state == "draft":
        ref = market.draft()
    elif state == "published":
        ref = market.published()
    elif state == "closed":
        ref = market.closed(dict(PRICES))
    else:
        ref = market.opened(dict(PRICES))
    if state == "selected":
        with market.acting("drafter") as uow:
            awards.select(uow, ref)
    assert money(market)[0] == (ZERO if state == "draft" else CEILING)
    with market.acting("approver") as uow:
        tenders.cancel(uow, ref, "The project was dropped.")
    assert money(market) == (ZERO, ZERO, BUDGET)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_every_way_without_a_winner_fails_with_a_reason_frees_the_money_and_is_issued_again(
    market: Market, count: int
) -> None:
    ref = market.closed(dict(list(PRICES.items())[:count]))
    tender = market.get(Tender, ref)
    assert tender.state is TenderState.FAILED
    assert tender.ended_because
    assert money(market) == (ZERO, ZERO, BUDGET)
    with market.acting("drafter") as uow:
        assert tenders.reissue(uow, ref).replaces_id == tender.id


def test_when_no_bid_is_valid_the_tender_fails_too(market: Market) -> None:
    ref = market.closed(dict(PRICES))
    for agency in PRICES:
        market.spoil(agency, ref)
    assert {bid.state for bid in market.open_bids(ref)} == {BidState.INVALID}
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    tender = market.get(Tender, ref)
    assert (tender.state, money(market)) == (TenderState.FAILED, (ZERO, ZERO, BUDGET))
    assert tender.ended_because is not None
    assert tender.ended_because["params"]["count"] == 0
    with market.acting("drafter") as uow:
        again = tenders.reissue(uow, ref).ref
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve), ("drafter", tenders.publish)):
        with market.acting(name) as uow:
            step(uow, again)
    assert money(market)[0] == CEILING
    market.clock.at = market.deadline(again)
    with market.acting("platform") as uow:
        bids.close(uow, again)
    assert money(market) == (ZERO, ZERO, BUDGET)
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        tenders.reissue(uow, again)


def test_strangers_find_nothing(market: Market) -> None:
    with pytest.raises(NotFound), market.acting("agency1") as uow:
        unsigned.decline(uow, "A-NOTHING1", "Why")
