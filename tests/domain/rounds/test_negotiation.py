"""Quotes and answers by turns: people are asked one after the other, each once, and it ends when the buyer says so."""

from datetime import datetime, timedelta

import pytest

from marketplace.domain.awards import operations as awards
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.rounds import operations, rules
from marketplace.kernel.errors import Conflict, Invalid
from tests.domain.market import Market
from tests.domain.rounds.auctions import (
    begin,
    bid_of,
    close,
    current,
    find_current,
    kinds,
    negotiation,
    offer,
    reply,
    to_be_quoted,
    to_be_replied,
)


def test_the_last_quotes_decide(market: Market) -> None:
    ref = to_be_replied(market)
    reply(market, ref, "reply_1", "yes")
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
    reply(market, ref, "reply_2", "no")
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


def test_nobody_need_answer_or_quote_on_a_day_off(market: Market) -> None:
    ref = negotiation(market)
    friday = datetime(2026, 3, 13, 16, tzinfo=MARKET_ZONE)
    market.clock.at = friday - rules.CALLED_BEFORE
    begin(market, ref, friday)
    assert current(market, ref).closes_at == datetime(2026, 3, 16, 16, tzinfo=MARKET_ZONE)
    market.clock.at = datetime(2026, 3, 14, 10, tzinfo=MARKET_ZONE)
    reply(market, ref, "reply_1", "yes")
    assert current(market, ref).closes_at == datetime(2026, 3, 17, tzinfo=MARKET_ZONE)


def test_an_interruption_over_days_off_leaves_what_was_left(market: Market) -> None:
    ref = negotiation(market)
    friday = datetime(2026, 3, 13, 16, tzinfo=MARKET_ZONE)
    market.clock.at = friday - rules.CALLED_BEFORE
    begin(market, ref, friday)
    market.clock.at = friday + timedelta(hours=2)
    with market.acting("drafter") as uow:
        operations.pause(uow, ref, "Why")
    market.clock.at = datetime(2026, 3, 16, 9, tzinfo=MARKET_ZONE)
    with market.acting("drafter") as uow:
        operations.resume(uow, ref, datetime(2026, 3, 16, 10, tzinfo=MARKET_ZONE))
    assert current(market, ref).closes_at == datetime(2026, 3, 17, 8, tzinfo=MARKET_ZONE)


def test_a_postponed_step_lasts_as_long(market: Market) -> None:
    ref = negotiation(market)
    friday = datetime(2026, 3, 13, 16, tzinfo=MARKET_ZONE)
    market.clock.at = friday - rules.CALLED_BEFORE
    begin(market, ref, friday)
    with market.acting("drafter") as uow:
        operations.postpone(uow, ref, datetime(2026, 3, 17, 9, tzinfo=MARKET_ZONE), "Why")
    assert current(market, ref).closes_at == datetime(2026, 3, 18, 9, tzinfo=MARKET_ZONE)


def test_without_an_answer_the_last_quotes_stand(market: Market) -> None:
    ref = to_be_quoted(market)
    offer(market, "agency2", ref, "80000", "quote_2")
    for _step in ("quote_2", "reply_2"):
        market.clock.at = current(market, ref).closes_at
        close(market, ref)
    assert find_current(market, ref) is None
    with market.acting("drafter") as uow:
        assert awards.result_of(awards.select(uow, ref))["winner"] == bid_of(market, "agency2", ref).ref
