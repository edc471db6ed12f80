"""A reverse auction from the opening to the award: who may offer what when, and what comes of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards import queries as award_queries
from marketplace.domain.awards.models import Award, Selection
from marketplace.domain.bids import operations as bids
from marketplace.domain.rounds import operations, queries, rules
from marketplace.domain.selection.evidence import replay
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Conflict, Invalid, NotFound
from marketplace.kernel.money import Money
from tests.domain.bids import doubting
from tests.domain.market import PRICES, Market
from tests.domain.rounds.auctions import (
    begun,
    bid_of,
    call,
    called,
    close,
    current,
    end_all,
    end_round,
    find_current,
    kinds,
    minutes,
    moment,
    offer,
    opened,
)

ONE_SECOND = timedelta(seconds=1)


def test_the_notice_says_how_many_rounds_there_are_and_how_long(market: Market) -> None:
    said = (("extension_minutes", 0), ("round_minutes", 15), ("rounds", 2))
    ref = market.opened(dict(PRICES), method="reverse_auction", method_settings=said)
    begins = market.clock.at + rules.CALLED_BEFORE
    with market.acting("drafter") as uow:
        operations.call(uow, ref, begins)
    assert current(market, ref).closes_at == begins + minutes(15)
    market.clock.at = current(market, ref).closes_at - ONE_SECOND
    offer(market, "agency1", ref, "80000")
    assert "extend" not in kinds(market, ref)
    end_round(market, ref)
    end_round(market, ref)
    assert find_current(market, ref) is None
    with market.acting("drafter") as uow:
        evidence = awards.select(uow, ref).evidence
    assert evidence["settings"]["rounds"] == len([line for line in evidence["journal"] if line["by"] == "platform"])
    assert replay(evidence) == []


@pytest.mark.parametrize("wrong", [0, 21, "two"])
def test_a_notice_with_settings_out_of_bounds_is_refused(market: Market, wrong: object) -> None:
    with pytest.raises(Invalid) as refused:
        market.draft(method="reverse_auction", method_settings=(("rounds", wrong),))
    assert refused.value.fields.keys() == {"setting_reverse_auction_rounds"}


def test_the_lowest_last_price_is_awarded_and_anybody_can_compute_it_again(market: Market) -> None:
    ref = begun(market)
    offer(market, "agency3", ref, "87000")
    offer(market, "agency1", ref, "86500.50")
    end_round(market, ref)
    offer(market, "agency2", ref, "86000", "round_2")
    end_all(market, ref)
    with market.acting("drafter") as uow:
        selection = awards.select(uow, ref)
        assert selection.evidence["result"]["winner"] == bid_of(market, "agency2", ref).ref
        assert [line["step"] for line in selection.evidence["journal"] if line["by"] == "platform"] == [
            "round_1",
            "round_2",
            "round_3",
        ]
        assert replay(selection.evidence) == []
    with market.acting("approver") as uow:
        award = awards.announce(uow, ref)
        assert award.amount == Money(86_000_00)
    with market.house.reading() as session:
        assert list(award_queries.record_faults(session, ref)) == []


def test_a_record_whose_award_is_not_for_the_last_price_is_found(market: Market) -> None:
    ref = begun(market)
    offer(market, "agency1", ref, "86000")
    end_all(market, ref)
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    with market.acting("approver") as uow:
        award = awards.announce(uow, ref).ref
    with market.acting("platform") as uow:
        uow.session.scalars(select(Award).where(Award.ref == award)).one().amount = PRICES["agency1"]
    with market.house.reading() as session:
        [fault] = award_queries.record_faults(session, ref)
        assert "for 88000.00, the result for 86000.00" in fault


def test_nothing_is_selected_before_the_rounds_are_over(market: Market) -> None:
    ref = opened(market)
    for _ in range(2):
        with pytest.raises(Conflict, match="not over"), market.acting("drafter") as uow:
            awards.select(uow, ref)
        if find_current(market, ref) is None:
            with market.acting("drafter") as uow:
                operations.call(uow, ref, uow.now + rules.CALLED_BEFORE)


@pytest.mark.parametrize(
    ("price", "why"),
    [
        ("88000", "88000.00"),
        ("88000.01", "88000.00"),
        ("0", "above zero"),
        ("96000.01", "ceiling"),
        ("87000.001", "price"),
        ("cheap", "price"),
    ],
)
def test_an_offer_that_would_not_count_is_refused_and_nothing_is_kept(market: Market, price: str, why: str) -> None:
    ref = begun(market)
    with pytest.raises(Invalid) as refused:
        offer(market, "agency1", ref, price)
    assert why in str(refused.value.fields["price"])
    assert kinds(market, ref) == ["call"]


def test_every_offer_lies_below_the_own_last_one(market: Market) -> None:
    ref = begun(market)
    offer(market, "agency2", ref, "80000")
    offer(market, "agency1", ref, "87999.99")
    with pytest.raises(Invalid):
        offer(market, "agency1", ref, "87999.99")
    offer(market, "agency1", ref, "87999.98")


def test_the_acknowledgements_instant_decides(market: Market) -> None:
    ref = called(market)
    step = current(market, ref)
    market.clock.at = step.opens_at - ONE_SECOND
    with pytest.raises(Conflict, match="begins at"):
        offer(market, "agency1", ref, "80000")
    market.clock.at = step.opens_at
    offer(market, "agency1", ref, "80000")
    market.clock.at = step.closes_at
    with pytest.raises(Conflict, match="ended at"):
        offer(market, "agency1", ref, "79000")
    close(market, ref)
    market.clock.at = current(market, ref).opens_at
    with pytest.raises(Conflict, match="is over"):
        offer(market, "agency1", ref, "79000")


def test_a_late_offer_extends_the_round_and_an_early_one_does_not(market: Market) -> None:
    ref = begun(market)
    end = current(market, ref).closes_at
    market.clock.at = end - minutes(2) - ONE_SECOND
    offer(market, "agency1", ref, "87000")
    assert current(market, ref).closes_at == end
    market.clock.at = end - ONE_SECOND
    offer(market, "agency1", ref, "86000")
    assert current(market, ref).closes_at == end + minutes(2)
    offer(market, "agency2", ref, "85000")
    assert current(market, ref).closes_at == end + minutes(2)
    assert kinds(market, ref) == ["call", "answer", "answer", "extend", "answer"]


def test_no_round_is_extended_for_ever(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_EXTENSIONS", 1)
    ref = begun(market)
    for price in ("87000", "86000"):
        market.clock.at = moment(market, ref, ONE_SECOND)
        end = current(market, ref).closes_at
        offer(market, "agency1", ref, price)
    assert current(market, ref).closes_at == end


def test_a_bidder_learns_its_own_place_and_equals_share_the_better_one(market: Market) -> None:
    ref = begun(market)
    offer(market, "agency3", ref, "88000")
    for agency, place in (("agency1", 1), ("agency2", 3), ("agency3", 1)):
        bid = bid_of(market, agency, ref)
        with market.house.reading() as session:
            assert queries.standing(session, market.get(Tender, ref), bid.ref)[1] == place


def test_whoever_has_no_bid_has_no_say(market: Market) -> None:
    ref = begun(market)
    market.unverified("late")
    with pytest.raises(NotFound):
        offer(market, "late", ref, "80000")
    with pytest.raises(NotFound), market.acting("agency1") as uow:
        operations.answer(uow, ref, market.refs["agency2"], "round_1", {"price": "80000"})


def test_an_excluded_bid_is_not_asked(market: Market) -> None:
    market.unverified("agency4")
    ref = market.closed(PRICES | {"agency4": Money(80_000_00)}, method="reverse_auction")
    market.spoil("agency2", ref)
    market.open_bids(ref)
    with market.acting("drafter") as uow:
        operations.call(uow, ref, uow.now + rules.CALLED_BEFORE)
    market.clock.at = current(market, ref).opens_at
    with pytest.raises(Conflict, match="not asked"):
        offer(market, "agency2", ref, "80000")


def test_bidders_are_told_in_time(market: Market) -> None:
    ref = opened(market)
    for ahead in (rules.CALLED_BEFORE - ONE_SECOND, timedelta(days=10)):
        with pytest.raises(Invalid) as refused, market.acting("drafter") as uow:
            operations.call(uow, ref, uow.now + ahead)
        assert refused.value.fields.keys() == {"opens_at"}


def test_an_interruption_stops_the_time_and_gives_it_back(market: Market) -> None:
    ref = begun(market)
    end = current(market, ref).closes_at
    market.clock.at = end - minutes(4)
    with market.acting("operator") as uow:
        operations.pause(uow, ref, "The line to the city is down")
    with pytest.raises(Conflict, match="interrupted"):
        offer(market, "agency1", ref, "80000")
    market.clock.at = end + minutes(60)
    close(market, ref)
    assert current(market, ref).closed_at is None
    with market.acting("drafter") as uow:
        again = uow.now + rules.CALLED_BEFORE
        operations.resume(uow, ref, again)
    assert current(market, ref).closes_at == again + minutes(4)
    with pytest.raises(Conflict, match="begins at"):
        offer(market, "agency1", ref, "80000")
    market.clock.at = again
    offer(market, "agency1", ref, "80000")
    assert kinds(market, ref) == ["call", "pause", "resume", "answer"]


def test_a_round_is_postponed_only_before_it_begins(market: Market) -> None:
    ref = called(market)
    later = current(market, ref).opens_at + minutes(30)
    with market.acting("approver") as uow:
        operations.postpone(uow, ref, later, "The bidders asked")
    step = current(market, ref)
    assert (step.opens_at, step.closes_at) == (later, later + minutes(10))
    market.clock.at = later
    with pytest.raises(Conflict, match="has begun"), market.acting("approver") as uow:
        operations.postpone(uow, ref, later + minutes(60), "Again")


def test_whoever_closes_late_begins_late(market: Market) -> None:
    ref = begun(market)
    market.clock.at = current(market, ref).closes_at + minutes(30)
    close(market, ref)
    step = current(market, ref)
    assert step.opens_at == market.clock.at + rules.BREAK
    assert step.closes_at == step.opens_at + minutes(10)
    with pytest.raises(Conflict, match="open until"):
        close(market, ref)


def test_a_cancelled_tender_asks_nobody(market: Market) -> None:
    ref = begun(market)
    with market.acting("platform") as uow:
        tender = uow.session.scalars(select(Tender).where(Tender.ref == ref)).one()
        tender.state = type(tender.state).CANCELLED
    with pytest.raises(Conflict, match="cancelled"):
        offer(market, "agency1", ref, "80000")
    with market.house.reading() as session:
        assert queries.refs_due_to_close(session, current(market, ref).closes_at) == []


def test_the_evidence_holds_the_whole_journal(market: Market) -> None:
    ref = begun(market)
    for price in ("87000", "86000"):
        offer(market, "agency1", ref, price)
    end_all(market, ref)
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    with market.house.reading() as session:
        evidence = session.scalars(select(Selection)).one().evidence
    assert [line["data"] for line in evidence["journal"]][:3] == [
        {"price": "87000.00"},
        {"price": "86000.00"},
        {"closed": True},
    ]
    evidence["journal"][1]["data"]["price"] = "89000"
    assert replay(evidence)


def test_a_low_last_price_is_explained_before_the_selection(market: Market) -> None:
    four = {**PRICES, "agency4": Money(92_000_00)}
    doubting.fourth(market)
    ref = begun(market, four)
    offer(market, "agency1", ref, "40000")
    end_all(market, ref)
    doubt = doubting.doubt_of(market)
    with pytest.raises(Conflict, match="not settled"), market.acting("drafter") as uow:
        awards.select(uow, ref)
    market.clock.at = doubt.due_at
    with market.acting("drafter") as uow:
        result = awards.select(uow, ref).evidence["result"]
    assert result["winner"] == bid_of(market, "agency2", ref).ref
    assert [out["id"] for out in result["excluded"]] == [bid_of(market, "agency1", ref).ref]


def test_a_tender_fails_where_too_few_are_left_once_the_rounds_are_over(market: Market) -> None:
    ref = begun(market)
    offer(market, "agency1", ref, "40000")
    end_all(market, ref)
    market.clock.at = doubting.doubt_of(market).due_at
    with market.acting("platform") as uow:
        bids.expire(uow, doubting.doubt_of(market).ref)
    with market.house.reading() as session:
        tender = session.scalars(select(Tender).where(Tender.ref == ref)).one()
        assert queries.are_over(session, tender)
    with market.acting("drafter") as uow:
        evidence = awards.select(uow, ref).evidence
    assert evidence["result"]["failed"] is not None
    assert replay(evidence) == []
    assert market.get(Tender, ref).state is TenderState.FAILED


def test_no_round_is_called_while_a_bidder_is_heard(market: Market) -> None:
    ref = market.closed(dict(PRICES), method="reverse_auction")
    doubting.tie(market)
    market.open_bids(ref)
    with pytest.raises(Conflict, match="not settled"):
        call(market, ref)
