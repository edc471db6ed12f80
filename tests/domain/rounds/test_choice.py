"""Choosing by credit: a small list drawn by the seed of the bids, and a choice with reasons out of it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards import queries as award_queries
from marketplace.domain.awards.models import Award
from marketplace.domain.rounds import operations, queries, rules
from marketplace.domain.rounds.models import Round
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Conflict, Invalid
from tests.domain.market import PRICES, Market
from tests.domain.rounds.auctions import bid_of, close, current, find_current, kinds


def opened(market: Market) -> str:
    return market.opened(dict(PRICES), method="credit_merit")


def called(market: Market) -> str:
    """The choice is open; agency1 has credit, nobody knows anything of the others."""
    ref = opened(market)
    known = market.organisation_id("agency1")

    def credit(_session: Session, _agencies: Collection[int], _now: datetime) -> Mapping[int, Decimal]:
        return {known: Decimal("93.20")}

    with market.acting("drafter") as uow:
        operations.call(uow, ref, uow.now + rules.CALLED_BEFORE, credit)
    market.clock.at = current(market, ref).opens_at
    return ref


def choose(market: Market, ref: str, agency: str, reasons: str = "Its team knows the river.") -> None:
    with market.acting("drafter") as uow:
        operations.reply(uow, ref, "choice", {"chosen": bid_of(market, agency, ref).ref, "reasons": reasons})


def test_the_buyer_chooses_with_reasons_and_the_evidence_shows_all_of_it(market: Market) -> None:
    ref = called(market)
    step: Round = current(market, ref)
    assert (step.name, step.who, step.closes_at - step.opens_at) == ("choice", ["buyer"], rules.CHOICE_LASTS)
    assert sorted(step.asks[0]["choices"]) == sorted(bid_of(market, each, ref).ref for each in PRICES)
    choose(market, ref, "agency3")
    assert find_current(market, ref) is None
    assert kinds(market, ref) == ["call", "answer", "close"]
    with market.acting("drafter") as uow:
        selection = awards.select(uow, ref)
    with market.acting("approver") as uow:
        award = awards.announce(uow, ref)
    assert market.get(Award, award.ref).amount == PRICES["agency3"]
    result = awards.result_of(selection)
    assert result["winner"] == bid_of(market, "agency3", ref).ref
    assert result["ranking"][0]["reasons"][0]["params"] == {"reasons": "Its team knows the river."}
    credit = {each["id"]: each["credit"] for each in selection.evidence["candidates"]}
    assert [credit[bid_of(market, each, ref).ref] for each in PRICES] == ["93.20", "80", "80"]
    with market.house.reading() as session:
        assert list(award_queries.record_faults(session, ref)) == []


def test_nothing_is_selected_before_the_choice(market: Market) -> None:
    ref = opened(market)
    for _ in range(2):
        with pytest.raises(Conflict, match="not over"), market.acting("drafter") as uow:
            awards.select(uow, ref)
        if find_current(market, ref) is None:
            with market.acting("drafter") as uow:
                operations.call(uow, ref, uow.now + rules.CALLED_BEFORE)


def test_a_choice_without_reasons_or_outside_the_list_is_refused_at_its_field(market: Market) -> None:
    ref = called(market)
    bid = bid_of(market, "agency1", ref).ref
    for data, field in (({"chosen": bid, "reasons": " "}, "reasons"), ({"chosen": "B-1", "reasons": "So."}, "chosen")):
        with pytest.raises(Invalid) as refused, market.acting("drafter") as uow:
            operations.reply(uow, ref, "choice", data)
        assert refused.value.fields.keys() == {field}
    assert kinds(market, ref) == ["call"]


def test_who_chooses_nobody_in_time_has_a_failed_tender(market: Market) -> None:
    ref = called(market)
    market.clock.at = current(market, ref).closes_at
    with pytest.raises(Conflict, match="ended"):
        choose(market, ref, "agency1")
    close(market, ref)
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    assert market.get(Tender, ref).state is TenderState.FAILED
    with market.house.reading() as session:
        assert list(award_queries.record_faults(session, ref)) == []


def test_two_are_needed(market: Market) -> None:
    ref = market.opened({"agency1": PRICES["agency1"], "agency2": PRICES["agency2"]}, method="credit_merit")
    market.get(Tender, ref)
    with market.house.reading() as session:
        assert not queries.are_over(session, market.get(Tender, ref))
