"""Who must stay out for earlier work: named in the draft, told to everybody, refused before it seals."""

import pytest

from marketplace.domain.bids import operations as bids
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import drafting, recusals
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.recusals import Named
from marketplace.domain.tenders.states import EarlierRole
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from tests.domain.bids import doubting
from tests.domain.market import Market

WHY = "It made the design."


def published(market: Market, ref: str) -> None:
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve), ("drafter", tenders.publish)):
        with market.acting(name) as uow:
            step(uow, ref)


def listed(market: Market, ref: str) -> list[str]:
    with market.house.reading() as session:
        return [row.ref for row in recusals.of_tender(session, market.get(Tender, ref).id)]


def test_whoever_is_named_does_not_bid_and_all_others_do(market: Market) -> None:
    ref = doubting.recused(market)
    published(market, ref)
    with pytest.raises(NotPermitted, match="worked on the project before"):
        market.bid("agency1", ref)
    market.bid("agency2", ref)
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        drafting.let_bid(uow, ref, market.refs["agency1"])


def test_a_mistake_in_the_draft_is_taken_back(market: Market) -> None:
    ref = doubting.recused(market)
    with pytest.raises(NotFound), market.acting("drafter") as uow:
        drafting.let_bid(uow, ref, market.refs["agency2"])
    with market.acting("drafter") as uow:
        drafting.let_bid(uow, ref, market.refs["agency1"])
    assert listed(market, ref) == []
    published(market, ref)
    market.bid("agency1", ref)


def test_what_is_asked_is_asked_at_its_field_and_once(market: Market) -> None:
    ref = doubting.recused(market)
    first, second = (market.get(Organisation, market.refs[name]).credit_code or "" for name in ("agency1", "agency2"))
    for given, field in (
        (("?", EarlierRole.DESIGN, WHY), "credit_code"),
        ((second, None, WHY), "role"),
        ((second, EarlierRole.DESIGN, " "), "because"),
    ):
        with pytest.raises(Invalid) as refused, market.acting("drafter") as uow:
            drafting.recuse(uow, ref, Named(*given))
        assert set(refused.value.fields) == {field}
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        drafting.recuse(uow, ref, Named(first, EarlierRole.TESTING, WHY))


def test_the_tender_that_is_issued_again_names_the_same(market: Market) -> None:
    ref = doubting.recused(market)
    published(market, ref)
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    with market.acting("drafter") as uow:
        again = tenders.reissue(uow, ref).ref
    assert listed(market, again) == [market.refs["agency1"]]
