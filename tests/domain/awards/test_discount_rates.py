"""Bids that say a discount rate: sealed, opened, compared, awarded and put under contract at the price it comes to."""

import pytest

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards import queries as award_queries
from marketplace.domain.awards.models import Award
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.rates import Rate
from marketplace.domain.bids.states import BidState
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.states import Quote
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.money import Money
from tests.domain.market import CEILING, LOWEST, Market
from tests.domain.rounds.auctions import bid_of

RATES = {"agency1": Rate(12_50), "agency2": Rate(6_25), "agency3": Rate(0)}


def test_the_highest_rate_wins_at_the_price_it_comes_to(market: Market) -> None:
    ref, award = market.awarded(dict(RATES), quote=Quote.DISCOUNT_RATE)
    assert market.get(Award, award).amount == Money(84_000_00)
    assert [bid_of(market, each, ref).price for each in RATES] == [
        Money(84_000_00),
        Money(90_000_00),
        CEILING,
    ]
    with market.house.reading() as session:
        document = award_queries.evidence_of(session, ref).evidence
        assert list(award_queries.record_faults(session, ref)) == []
    assert document["settings"]["quote"] == "discount_rate"
    assert {each["id"]: (each["discount_rate"], "price" in each) for each in document["candidates"]} == {
        bid_of(market, agency, ref).ref: (str(rate), False) for agency, rate in RATES.items()
    }


@pytest.mark.parametrize(
    ("ceiling", "rate", "price"),
    [
        (1_00, 50, 1_00),  # 0.995 yuan is 99.5 fen: the half goes up
        (1_00, 51, 99),
        (96_000_01, 33_33, 64_003_21),  # 64003.206667
        (3, 50_00, 2),  # 1.5 fen
    ],
)
def test_a_price_is_rounded_half_up_to_fen(market: Market, ceiling: int, rate: int, price: int) -> None:
    quoted = {"agency1": Rate(rate), "agency2": Rate(rate - 1), "agency3": Rate(rate - 1)}
    ref, award = market.awarded(dict(quoted), quote=Quote.DISCOUNT_RATE, ceiling=Money(ceiling))
    assert market.get(Award, award).amount == min(Money(price), Money(ceiling))
    with market.house.reading() as session:
        assert list(award_queries.record_faults(session, ref)) == []


def test_who_quotes_in_the_other_way_is_excluded_and_the_others_go_on(market: Market) -> None:
    quoted = {**RATES, "agency3": LOWEST}
    ref = market.opened(quoted, quote=Quote.DISCOUNT_RATE)
    stranger = bid_of(market, "agency3", ref)
    assert (stranger.state, stranger.price, stranger.discount_rate) == (BidState.INVALID, LOWEST, None)
    with market.acting("drafter") as uow:
        result = awards.result_of(awards.select(uow, ref))
    assert [out["id"] for out in result["excluded"]] == [stranger.ref]


def test_a_rate_is_excluded_where_prices_are_asked_for(market: Market) -> None:
    ref = market.opened({"agency1": LOWEST, "agency2": LOWEST, "agency3": Rate(12_50)})
    stranger = bid_of(market, "agency3", ref)
    assert (stranger.state, stranger.discount_rate) == (BidState.INVALID, 12_50)
    with market.acting("drafter") as uow:
        result = awards.result_of(awards.select(uow, ref))
    assert [out["id"] for out in result["excluded"]] == [stranger.ref]


def test_a_rate_that_leaves_nothing_is_excluded(market: Market) -> None:
    ref = market.opened(
        {"agency1": Rate(99_99), "agency2": Rate(0), "agency3": Rate(0)}, quote=Quote.DISCOUNT_RATE, ceiling=Money(3)
    )
    assert bid_of(market, "agency1", ref).state is BidState.INVALID


@pytest.mark.parametrize("method", ["random", "reverse_auction"])
def test_a_method_that_compares_no_rates_refuses_them_at_the_field(market: Market, method: str) -> None:
    with pytest.raises(Invalid) as refused:
        market.draft(method=method, quote=Quote.DISCOUNT_RATE)
    assert refused.value.fields.keys() == {"quote"}


def test_a_rate_stands_in_no_bid_that_is_not_opened(market: Market) -> None:
    ref = market.closed(dict(RATES), quote=Quote.DISCOUNT_RATE)
    with pytest.raises(Conflict), market.acting("platform") as uow:
        uow.session.get_one(Bid, bid_of(market, "agency1", ref).id).discount_rate = 5_00


def test_a_failed_tender_is_issued_again_with_its_way_of_quoting(market: Market) -> None:
    ref = market.closed({"agency1": Rate(5_00)}, quote=Quote.DISCOUNT_RATE)
    with market.acting("drafter") as uow:
        assert tenders.reissue(uow, ref).quote is Quote.DISCOUNT_RATE
