"""Both sides rate each other blindly, once; each may change its rating, the other may reply."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.rules import RATE_WITHIN
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings import queries
from marketplace.domain.ratings.models import Rating
from marketplace.domain.ratings.rules import Stars
from marketplace.jobs.deadlines import show_ratings
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.journal import JournalEntry
from tests.domain import own_funds
from tests.domain.bids import doubting
from tests.domain.market import FIVE, Market

FOUR = Stars(4, 4, 4, 4, 4)


def of_the_agency(market: Market) -> str:
    with market.house.reading() as session:
        return session.scalars(select(Rating.ref).where(Rating.by_supplier)).one()


def public(market: Market, contract: str) -> list[str]:
    """Which sides' ratings everybody reads now."""
    key = market.get(Contract, contract).id
    with market.house.reading() as session:
        both = (
            queries.of_contract(session, key, market.clock.at),
            queries.of_buyer(session, key, market.clock.at),
        )
        return [name for name, one in zip(("department", "agency"), both, strict=True) if one is not None]


def test_each_side_rates_once_and_only_for_itself(market: Market) -> None:
    contract, _ = market.paid()
    for stranger in ("agency1", "regulator", "officer1"):
        with pytest.raises(NotPermitted), market.acting(stranger) as uow:
            ratings.rate(uow, contract, FIVE, "x")
    for stranger in ("drafter", "regulator"):
        with pytest.raises(NotPermitted), market.acting(stranger) as uow:
            ratings.rate_buyer(uow, contract, FIVE, "x")
    with pytest.raises(NotFound), market.acting("other_drafter") as uow:
        ratings.rate(uow, contract, FIVE, "x")
    market.rated(contract)
    with pytest.raises(Conflict), market.acting("approver") as uow:
        ratings.rate(uow, contract, FIVE, "Again")
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        ratings.rate_buyer(uow, contract, FIVE, "Again")


def test_neither_reads_the_others_before_both_are_in(market: Market) -> None:
    contract, _ = market.paid()
    ref = market.rated(contract, both=False)
    supplier = market.get(Rating, ref).supplier_id
    assert public(market, contract) == []
    with market.house.reading() as session:
        assert queries.of_supplier(session, supplier, market.clock.at) == []
        assert queries.standings(session, [supplier], market.clock.at) == {}
        assert queries.credit(session, [supplier], market.clock.at) == {}
        assert queries.count(session, market.clock.at) == 0
        assert queries.given(session, market.get(Contract, contract).id, by_supplier=False) is not None
        noted = [row.data for row in session.scalars(select(JournalEntry)) if row.action == "contract:rate"]
        assert "5.00" not in str(noted), "not even the journal tells"
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        ratings.reply(uow, ref, "What did you write?")
    with market.acting("agency1") as uow:
        ratings.rate_buyer(uow, contract, FOUR, "Clear")
    assert public(market, contract) == ["department", "agency"]
    with market.house.reading() as session:
        standing = queries.standings(session, [supplier], market.clock.at)[supplier]
        assert (standing.count, standing.is_sufficient) == (1, False)
        assert queries.count(session, market.clock.at) == 1, "what agencies say makes no star"


@pytest.mark.parametrize("has_swept", [True, False])
def test_at_the_end_of_the_time_it_is_shown_whether_a_job_runs_or_not(market: Market, *, has_swept: bool) -> None:
    contract, _ = market.paid()
    ref = market.rated(contract, both=False)
    until = market.get(Contract, contract).rate_until
    assert until is not None
    market.clock.at = until - timedelta(microseconds=1)
    assert public(market, contract) == []
    market.clock.at = until
    if has_swept:
        show_ratings(market.house)
    rating = market.get(Rating, ref)
    assert (rating.announced_at is not None) is has_swept
    assert public(market, contract) == ["department"]
    with market.house.reading() as session:
        standing = queries.standings(session, [rating.supplier_id], market.clock.at)[rating.supplier_id]
        credit = queries.credit(session, [rating.supplier_id], market.clock.at)[rating.supplier_id]
    assert (standing.count, standing.star) == (1, Decimal("4.17"))
    assert credit == Decimal("4.17") * 20
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        ratings.rate_buyer(uow, contract, FOUR, "Now that I know")


def test_the_time_to_rate_counts_from_the_end_of_the_contract(market: Market) -> None:
    contract, _ = market.accepted()
    with market.house.reading() as session:
        found = session.scalars(select(Contract).where(Contract.ref == contract)).one()
        assert found.rate_until is not None
        assert found.rate_until - market.clock.at > timedelta(days=RATE_WITHIN), "working days"
        row = queries.to_rate(session, [found.buyer_id], market.clock.at, by_supplier=False)
        assert [one.Contract.ref for one in row] == [contract]
        assert queries.to_rate(session, [found.buyer_id], found.rate_until, by_supplier=False) == []


def test_a_rating_is_changed_once_while_it_is_blind_and_corrected_once_when_it_is_shown(market: Market) -> None:
    contract, _ = market.paid()
    ref = market.rated(contract, both=False)
    with pytest.raises(NotPermitted), market.acting("agency1") as uow:
        ratings.correct(uow, ref, FIVE, "Mine")
    with market.acting("approver") as uow:
        ratings.correct(uow, ref, FOUR, "On reflection")
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        ratings.correct(uow, ref, FIVE, "Or not")
    rating = market.get(Rating, ref)
    assert (rating.score, rating.text, rating.corrected_at) == (Decimal(4), "On reflection", None)
    assert rating.amended_at == market.clock.at
    with market.acting("agency1") as uow:
        ratings.rate_buyer(uow, contract, FOUR, "Clear")
    with market.acting("drafter") as uow:
        ratings.correct(uow, ref, FIVE, "We had missed the annex")
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        ratings.correct(uow, ref, FOUR, "Again")
    rating = market.get(Rating, ref)
    assert (rating.score, rating.corrected_at) == (Decimal(5), market.clock.at)
    with market.house.reading() as session:
        assert queries.standings(session, [rating.supplier_id], market.clock.at)[rating.supplier_id].star == Decimal(
            "4.17"
        )
        assert list(queries.faults(session)) == []


def test_whoever_is_rated_replies_once(market: Market) -> None:
    contract, _ = market.paid()
    ref, back = market.rated(contract), of_the_agency(market)
    with pytest.raises(NotPermitted), market.acting("agency2") as uow:
        ratings.reply(uow, ref, "Not mine")
    with pytest.raises(NotFound), market.acting("agency1") as uow:
        ratings.reply(uow, back, "To my own")
    with pytest.raises(NotFound), market.acting("drafter") as uow:
        ratings.correct(uow, back, FIVE, "Theirs")
    with market.acting("agency1") as uow:
        ratings.reply(uow, ref, "Thanks")
    with market.acting("drafter") as uow:
        ratings.reply_of_buyer(uow, back, "Likewise")
    for who, act, which in (("agency1", ratings.reply, ref), ("drafter", ratings.reply_of_buyer, back)):
        with pytest.raises(Conflict), market.acting(who) as uow:
            act(uow, which, "More")
    assert (market.get(Rating, ref).reply, market.get(Rating, back).reply) == ("Thanks", "Likewise")


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
    rating = market.get(Rating, market.rated(contract))
    assert rating.is_affiliated
    with market.house.reading() as session:
        standing = queries.standings(session, [rating.supplier_id], market.clock.at)[rating.supplier_id]
        assert (standing.count, standing.means) == (0, {})
        assert queries.count(session, market.clock.at) == 1


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
