"""Selection, award notice, publicity period."""

import pytest
from sqlalchemy import func, select, text

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards import queries
from marketplace.domain.awards.models import Award, Selection
from marketplace.domain.awards.states import AwardState
from marketplace.domain.regimes.rules import Regime
from marketplace.domain.selection import evidence
from marketplace.domain.tenders import notice
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Conflict, NotFound, NotPermitted
from tests.domain.market import CEILING, PRICES, Market
from tests.domain.rounds import auctions


def test_the_evidence_replays_to_itself_for_every_method(market: Market) -> None:
    """Every method on offer ends in a winner; what people score or choose is taken through that elsewhere."""
    for method in notice.offered(Regime.BELOW_THRESHOLD):
        if notice.is_scored(method.code) or notice.ranks_by_credit(method.code):
            continue
        is_fixed = notice.price_is_fixed(method.code)
        ref = market.opened(
            {agency: None if is_fixed else price for agency, price in PRICES.items()}, method=method.code
        )
        if "collect" in method.steps:
            auctions.without_offers(market, ref)
        with market.acting("drafter") as uow:
            selection = awards.select(uow, ref)
        assert evidence.replay(selection.evidence) == []
        assert awards.result_of(selection)["winner"]


def test_a_draw_is_awarded_at_the_published_price(market: Market) -> None:
    _, award = market.awarded(dict.fromkeys(PRICES), method="random")
    assert market.get(Award, award).amount == CEILING


def test_too_few_valid_bids_fail_the_tender_and_say_so(market: Market) -> None:
    ref = market.closed(dict(PRICES))
    market.spoil("agency3", ref)
    market.open_bids(ref)
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    tender = market.get(Tender, ref)
    assert tender.state is TenderState.FAILED
    assert tender.ended_because is not None
    assert tender.ended_because["params"]["count"] == 2
    with pytest.raises(Conflict), market.acting("approver") as uow:
        awards.announce(uow, ref)


def test_who_selected_does_not_award(market: Market) -> None:
    ref = market.opened(dict(PRICES))
    with market.acting("approver") as uow:
        awards.select(uow, ref)
    with pytest.raises(NotPermitted), market.acting("approver") as uow:
        awards.announce(uow, ref)
    with market.house.reading() as session:
        assert session.scalar(select(func.count(Award.id))) == 0


def test_a_selection_is_made_once(market: Market) -> None:
    ref, _ = market.awarded()
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        awards.select(uow, ref)
    with pytest.raises(Conflict), market.acting("approver") as uow:
        awards.announce(uow, ref)
    with market.house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Selection)) == 1
        assert session.scalar(select(func.count(Award.id))) == 1


def test_an_award_to_a_disputed_agency_is_not_tried_again_and_again(market: Market) -> None:
    _, ref = market.awarded()
    market.disputed("agency1")
    with market.house.reading() as session:
        assert queries.refs_due_to_confirm(session, market.get(Award, ref).publicity_until) == []


def test_the_publicity_period_ends_by_the_clock(market: Market) -> None:
    _, ref = market.awarded()
    with pytest.raises(Conflict, match="publicity"), market.acting("platform") as uow:
        awards.confirm(uow, ref)
    market.clock.at = market.get(Award, ref).publicity_until
    with market.house.reading() as session:
        assert queries.refs_due_to_confirm(session, market.clock.at) == [ref]
    for _ in range(2):
        with market.acting("platform") as uow:
            awards.confirm(uow, ref)
    assert market.get(Award, ref).state is AwardState.CONFIRMED
    with pytest.raises(NotPermitted), market.acting("approver") as uow:
        awards.confirm(uow, ref)


def test_awards_and_evidence_are_public(market: Market) -> None:
    tender, award = market.awarded()
    with market.house.reading() as session:
        assert [row.ref for row in queries.public_page(session)] == [award]
        assert queries.public_page(session, item_code="other") == []
        assert queries.evidence_of(session, tender).evidence["tender"] == tender
        supplier = market.organisation_id("agency1")
        assert [row.ref for row in queries.of_suppliers(session, [supplier])] == [award]
        tender_id = market.get(Tender, tender).id
        assert queries.of_tender(session, tender_id) is not None
        assert queries.selection_of(session, tender_id) is not None
        with pytest.raises(NotFound):
            queries.evidence_of(session, "T-NOTHING")


def test_a_bid_that_did_not_open_stands_in_the_evidence_with_its_reason(market: Market) -> None:
    ref = market.closed(dict(PRICES))
    with market.house.engine.begin() as connection:
        connection.execute(text("UPDATE bid_envelope SET ciphertext = :junk WHERE id = 1"), {"junk": b"junk"})
    market.open_bids(ref)
    with market.acting("drafter") as uow:
        selection = awards.select(uow, ref)
    [excluded] = awards.result_of(selection)["excluded"]
    assert "not the one that was received" in excluded["reason"]["params"]["reason"]
    assert evidence.replay(selection.evidence) == []
