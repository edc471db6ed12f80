"""The public figures are those of the ratings, at once and every night; circles speak as one."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.states import BuyerKind
from marketplace.domain.ratings import circles, queries, standings
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.models import ProviderStanding, Rating, RatingMean
from marketplace.domain.ratings.rules import PRIOR_MEAN, PRIOR_UNTIL
from marketplace.jobs.standings import recount
from marketplace.kernel.outbox import OutboxEntry
from tests.domain import own_funds
from tests.domain.bids import doubting
from tests.domain.market import FIVE, Market


def kept(market: Market, agency: str = "agency1") -> ProviderStanding:
    key = market.organisation_id(agency)
    with market.house.reading() as session:
        return session.get_one(ProviderStanding, key)


def jobs(market: Market) -> int:
    with market.house.reading() as session:
        return len(session.scalars(select(OutboxEntry).where(OutboxEntry.job == "index")).all())


def faults(market: Market) -> list[str]:
    with market.house.reading() as session:
        return list(queries.faults(session))


def test_figures_are_kept_in_the_transaction_that_shows_a_rating_and_the_index_hears_of_it(market: Market) -> None:
    contract, _ = market.paid()
    before = jobs(market)
    market.rated(contract, both=False)
    assert jobs(market) == before, "a blind rating moves nothing"
    with market.acting("agency1") as uow:
        ratings.rate_buyer(uow, contract, FIVE, "Clear")
    standing = kept(market)
    assert (standing.star, standing.count, standing.distribution) == (Decimal("4.17"), 1, [0, 0, 0, 0, 1])
    assert standing.means == dict.fromkeys(("quality", "timeliness", "fees", "conduct", "compliance"), 5.0)
    assert jobs(market) == before + 2, "for what is said, and for the figures"
    assert faults(market) == []


def test_a_figure_that_is_not_counted_from_the_ratings_is_found(market: Market) -> None:
    market.rated(market.paid()[0])
    with market.acting("platform") as uow:
        uow.session.get_one(ProviderStanding, market.organisation_id("agency1")).star = Decimal("4.99")
        uow.session.flush()
    assert len(faults(market)) == 1


def test_the_star_fades_by_night_and_only_once_a_day(market: Market) -> None:
    market.rated(market.paid()[0])
    market.clock.advance(days=1)
    recount(market.house)
    before = jobs(market)
    market.clock.advance(days=3 * 365)
    recount(market.house)
    recount(market.house)
    assert kept(market).star == Decimal("4.05"), "of weight two, a fourth after two years and an eighth after three"
    assert (kept(market).counted_at, jobs(market)) == (market.clock.at, before + 1)
    assert faults(market) == []
    with market.house.reading() as session:
        days = session.scalars(select(RatingMean)).all()
        assert [(one.mean, one.count, one.recounted_to) for one in days] == [(Decimal(5), 1, None)] * 2


@pytest.mark.parametrize(("count", "expected"), [(PRIOR_UNTIL - 1, PRIOR_MEAN), (PRIOR_UNTIL, Decimal("3.10"))])
def test_the_mean_of_the_platform_is_assumed_from_thirty_ratings_on(
    market: Market, count: int, expected: Decimal
) -> None:
    with market.acting("platform") as uow:
        uow.add(RatingMean(counted_at=uow.now, mean=Decimal("3.10"), count=count, recounted_to=None))
        assert standings.prior(uow.session) == expected


def test_a_large_market_is_counted_in_parts(market: Market) -> None:
    market.rated(market.paid()[0])
    market.clock.advance(days=1)
    with market.acting("platform") as uow:
        assert ratings.assume(uow)
        assert not ratings.assume(uow)
        assert ratings.recount(uow, 1)
    with market.acting("platform") as uow:
        assert not ratings.recount(uow, 1), "one agency has contracts"
        assert not ratings.recount(uow, 1)


def house(market: Market, agency: str) -> str:
    """The person who runs this agency has a buyer with own funds, too; as that buyer they go by the name given back."""
    name = f"house-of-{agency}"
    with market.acting(agency) as uow:
        ref = organisations.register_buyer(
            uow, BuyerKind.ENTERPRISE, market.particulars(name, "91"), has_committed=True
        ).ref
    with market.acting("operator") as uow:
        organisations.pass_check(uow, ref)
    market.users[name], market.refs[name] = market.users[agency], ref
    return name


def sold(market: Market, buyer: str, supplier: str) -> Rating:
    """The person `buyer` buys with own funds from `supplier`; both sides rate."""
    contract, _ = own_funds.accepted(market, buyer, supplier)
    with market.acting(buyer) as uow:
        ref = ratings.rate(uow, contract, FIVE, "Good").ref
    with market.acting(supplier) as uow:
        ratings.rate_buyer(uow, contract, FIVE, "Good")
    return market.get(Rating, ref)


def test_who_rates_ones_own_house_is_not_counted_and_a_circle_has_one_voice(market: Market) -> None:
    doubting.alike(market, "contact_phone", "028-11111111", "agency1")
    one, two, three = (house(market, agency) for agency in ("agency1", "agency2", "agency3"))
    forth, back = sold(market, two, "agency1"), sold(market, one, "agency2")
    outside = sold(market, three, "agency1")
    assert not forth.is_affiliated
    with market.house.reading() as session:
        found = circles.voices(
            session,
            {forth.supplier_id: {forth.buyer_id, outside.buyer_id}, back.supplier_id: {back.buyer_id}},
            market.clock.at,
        )
        assert found == {forth.supplier_id: {forth.buyer_id}, back.supplier_id: {back.buyer_id}}
        assert circles.are_of_one_house(session, back.buyer_id, forth.supplier_id)
        assert not circles.are_of_one_house(session, outside.buyer_id, forth.supplier_id)
        before = circles.voices(session, {forth.supplier_id: {forth.buyer_id}}, market.clock.at - timedelta(days=90))
        assert before == {forth.supplier_id: set()}, "no circle before it was closed"
