"""Quotes and answers by turns: people are asked one after the other, each once, and it ends when the buyer says so."""

import pytest

from marketplace.domain.awards import operations as awards
from marketplace.domain.rounds import operations
from marketplace.kernel.errors import Conflict, Invalid
from tests.domain.market import Market
from tests.domain.rounds.auctions import bid_of, current, find_current, kinds, offer, to_be_replied


def said(market: Market, ref: str, step: str, go_on: str) -> None:
    with market.acting("drafter") as uow:
        operations.reply(uow, ref, step, {"reply": "Leave out the visit.", "go_on": go_on})


def test_the_last_quotes_decide(market: Market) -> None:
    ref = to_be_replied(market)
    said(market, ref, "reply_1", "yes")
    assert current(market, ref).name == "quote_2"
    market.clock.at = current(market, ref).opens_at
    with pytest.raises(Invalid):
        offer(market, "agency1", ref, "88000.01", "quote_2")
    offer(market, "agency1", ref, "88000", "quote_2")
    with pytest.raises(Conflict, match="answered"):
        offer(market, "agency1", ref, "80000", "quote_2")
    offer(market, "agency2", ref, "87000", "quote_2")
    offer(market, "agency3", ref, "86000", "quote_2")
    assert current(market, ref).name == "reply_2"
    market.clock.at = current(market, ref).opens_at
    said(market, ref, "reply_2", "no")
    assert find_current(market, ref) is None
    with market.acting("drafter") as uow:
        assert awards.result_of(awards.select(uow, ref))["winner"] == bid_of(market, "agency3", ref).ref


def test_an_answer_outside_the_question_is_refused(market: Market) -> None:
    ref = to_be_replied(market)
    with pytest.raises(Invalid) as refused, market.acting("drafter") as uow:
        operations.reply(uow, ref, "reply_1", {"reply": " ", "go_on": "perhaps"})
    assert refused.value.fields.keys() <= {"reply", "go_on"}
    with pytest.raises(Conflict, match="not asked"):
        offer(market, "agency1", ref, "80000", "reply_1")
    assert kinds(market, ref) == ["call"]
