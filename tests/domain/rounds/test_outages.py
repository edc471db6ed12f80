"""A round that nobody could reach for a while goes on afterwards: by itself, for everybody, once."""

from datetime import timedelta

import pytest

from marketplace.domain.rounds import rules
from marketplace.kernel.errors import Conflict
from tests.domain.bids.test_outages import alive, every_ten_seconds
from tests.domain.market import Market
from tests.domain.rounds.auctions import begun, close, current, kinds, minutes, offer

AN_HOUR = timedelta(hours=1)


def test_what_was_lost_is_given_back_once(market: Market) -> None:
    ref = begun(market)
    step = current(market, ref)
    alive(market, every_ten_seconds(step.opens_at - AN_HOUR, step.opens_at + minutes(3)))
    alive(market, every_ten_seconds(step.opens_at + minutes(7), step.closes_at))
    market.clock.at = step.closes_at
    close(market, ref)
    again = current(market, ref)
    assert again.name == step.name
    assert again.opens_at == step.closes_at + rules.CALLED_BEFORE
    assert again.closes_at == again.opens_at + minutes(4)
    assert kinds(market, ref) == ["call", "make_good"]
    market.clock.at = again.opens_at
    offer(market, "agency1", ref, "80000")
    market.clock.at = again.closes_at
    close(market, ref)
    assert kinds(market, ref) == ["call", "make_good", "answer", "close", "call"]


def test_a_round_is_not_closed_while_nobody_can_reach_the_platform(market: Market) -> None:
    ref = begun(market)
    step = current(market, ref)
    alive(market, every_ten_seconds(step.opens_at - AN_HOUR, step.opens_at + minutes(3)))
    market.clock.at = step.closes_at + minutes(5)
    with pytest.raises(Conflict, match="when it is back"):
        close(market, ref)


def test_a_round_without_a_gap_is_closed(market: Market) -> None:
    ref = begun(market)
    step = current(market, ref)
    alive(market, every_ten_seconds(step.opens_at - AN_HOUR, step.closes_at))
    market.clock.at = step.closes_at
    close(market, ref)
    assert current(market, ref).name == "round_2"
