"""One rating per contract, one reply, and a public star that does not flatter."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings import queries
from marketplace.domain.ratings.models import Rating
from marketplace.domain.ratings.rules import WEIGHTS, Counted, Stars, public_star, weight
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.money import ZERO, Money
from tests.domain import own_funds
from tests.domain.bids import doubting
from tests.domain.market import Market

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FIVE = Stars(5, 5, 5, 5, 5)


def counted(score: str, number: int, *, age_days: int = 0, amount: Money = ZERO) -> list[Counted]:
    return [Counted(Decimal(score), NOW - timedelta(days=age_days), amount)] * number


@pytest.mark.parametrize(
    ("ratings_", "star"),
    [(counted("5", 1), "4.17"), (counted("5", 20), "4.80"), (counted("3", 20), "3.20"), ([], "4.00")],
)
def test_the_public_star_as_the_domain_rules_print_it(ratings_: list[Counted], star: str) -> None:
    assert public_star(ratings_, NOW) == Decimal(star)


def test_a_rating_counts_half_after_a_year_and_a_large_contract_is_capped() -> None:
    assert weight(*counted("5", 1, age_days=365), NOW) == Decimal("0.5")
    assert weight(*counted("5", 1, amount=Money(990_000_00)), NOW) == 3
    assert weight(*counted("5", 1, amount=Money(10**13)), NOW) == 3


def test_the_score_weighs_five_dimensions() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert Stars(quality=5, timeliness=4, fees=3, conduct=2, compliance=1).score == Decimal("3.40")


def test_a_contract_is_rated_once_by_its_buyer_and_answered_once_by_its_agency(market: Market) -> None:
    contract, _ = market.paid()
    for stranger in ("agency1", "regulator", "officer1"):
        with pytest.raises(NotPermitted), market.acting(stranger) as uow:
            ratings.rate(uow, contract, FIVE, "x")
    with pytest.raises(NotFound), market.acting("other_drafter") as uow:
        ratings.rate(uow, contract, FIVE, "x")
    with market.acting("drafter") as uow:
        ref = ratings.rate(uow, contract, FIVE, "Good").ref
    with pytest.raises(Conflict), market.acting("approver") as uow:
        ratings.rate(uow, contract, FIVE, "Again")
    with pytest.raises(NotPermitted), market.acting("agency2") as uow:
        ratings.reply(uow, ref, "Not mine")
    with market.acting("agency1") as uow:
        ratings.reply(uow, ref, "Thanks")
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        ratings.reply(uow, ref, "More")
    rating = market.get(Rating, ref)
    assert (rating.text, rating.reply, rating.score) == ("Good", "Thanks", Decimal(5))
    with market.house.reading() as session:
        [(one, *_)] = queries.of_supplier(session, rating.supplier_id)
        assert one.ref == ref
        standing = queries.standings(session, [rating.supplier_id], market.clock.at)[rating.supplier_id]
        assert (standing.count, standing.is_sufficient) == (1, False)
        assert queries.of_contract(session, rating.contract_id) is not None
        assert queries.count(session) == 1


@pytest.mark.parametrize(
    ("stars", "text", "field"),
    [(Stars(0, 5, 5, 5, 5), "x", "quality"), (Stars(5, 5, 5, 5, 6), "x", "compliance"), (FIVE, " ", "text")],
)
def test_a_rating_out_of_bounds_names_its_field(market: Market, stars: Stars, text: str, field: str) -> None:
    contract, _ = market.paid()
    with pytest.raises(Invalid) as refusal, market.acting("drafter") as uow:
        ratings.rate(uow, contract, stars, text)
    assert set(refusal.value.fields) == {field}


def test_an_unfinished_contract_is_not_rated(market: Market) -> None:
    contract = market.signed()
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        ratings.rate(uow, contract, FIVE, "Too early")


def test_what_those_say_who_belong_together_weighs_nothing(market: Market) -> None:
    contract, _ = market.paid()
    doubting.tie(market)
    with market.acting("drafter") as uow:
        rating = ratings.rate(uow, contract, FIVE, "Good")
    assert rating.is_affiliated
    with market.house.reading() as session:
        assert queries.standings(session, [rating.supplier_id], market.clock.at) == {}
        assert queries.dimension_means(session, [rating.supplier_id]) == {}
        assert queries.count(session) == 1


@pytest.mark.parametrize(("phone", "counts"), [("028-12345678", False), ("028-87654321", True)])
def test_a_buyer_with_own_funds_who_shares_a_telephone_does_not_count(
    market: Market, phone: str, *, counts: bool
) -> None:
    own_funds.enterprise(market)
    contract, _ = own_funds.accepted(market)
    doubting.alike(market, "contact_phone", "028-12345678", "agency1")
    doubting.alike(market, "contact_phone", phone, "owner")
    with market.acting("owner") as uow:
        assert ratings.rate(uow, contract, FIVE, "Good").is_affiliated is not counts
