"""Two envelopes: no price can be read before the evaluators have agreed, and nothing they agreed on moves after it."""

import json
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from marketplace.adapters.sealing import handing_in, threshold
from marketplace.domain.awards import operations as awards
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids import queries as bid_queries
from marketplace.domain.bids.models import Bid, KeyShare
from marketplace.domain.bids.states import BidState, Sitting
from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.evaluation import queries
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders import policies
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import Scoring, TenderState
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, Invalid, NotPermitted
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.money import Money
from tests.domain.evaluation.panel import (
    EVALUATORS,
    POINTS,
    TERMS,
    agreed,
    bids_of,
    confirm,
    declare,
    opened,
    points,
    score,
    scored,
)
from tests.domain.market import PRICES, Market
from tests.openers import key_of

CANARY = Money(87_654_321)
"""A price that stands nowhere else, in fen."""
CANARIES = ("87654321", "876543.21", "876,543.21")
WITH_CANARY: dict[str, Money | None] = {"agency1": Money(88_000_000), "agency2": CANARY, "agency3": Money(89_000_000)}
CEILING: dict[str, object] = {"ceiling": Money(90_000_000), "window_days": 5}


def state_of(market: Market, tender: str) -> TenderState:
    return market.get(Tender, tender).state


def of_agency(market: Market, tender: str, agency: str) -> str:
    """The reference of its bid."""
    of_tender, of_agency = market.get(Tender, tender).id, market.organisation_id(agency)
    with market.house.reading() as session:
        return session.scalars(select(Bid.ref).where(Bid.tender_id == of_tender, Bid.tenderer_id == of_agency)).one()


def everything(market: Market) -> str:
    """Every row of every table, as text."""
    found = []
    with market.house.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            found += [repr(row) for row in connection.execute(text(f'SELECT * FROM "{table}"'))]  # noqa: S608
    return "\n".join(found)


def test_from_the_technical_opening_to_the_award_and_the_losers_sheets(market: Market) -> None:
    tender = opened(market)
    assert state_of(market, tender) is TenderState.EVALUATING
    refs = agreed(market, tender)
    assert state_of(market, tender) is TenderState.EVALUATED
    assert {market.get(Bid, ref).price for ref in refs.values()} == {None}
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        awards.select(uow, tender)
    market.open_bids(tender)
    assert state_of(market, tender) is TenderState.OPENED
    assert {name: market.get(Bid, ref).price for name, ref in refs.items()} == PRICES
    with market.acting("drafter") as uow:
        selection = awards.select(uow, tender)
    assert awards.result_of(selection)["winner"] == refs["agency2"]
    with market.acting("approver") as uow:
        awards.announce(uow, tender)
    with market.house.reading() as session:
        sheets = queries.of_bid(session, session.scalars(select(Bid).where(Bid.ref == refs["agency1"])).one())
    assert [sheet.points for sheet in sheets.alone] == [points(*POINTS["agency1"])] * 3
    assert sheets.together is not None
    assert (sheets.together.points, sheets.together.reasons) == (points(*POINTS["agency1"]), "What we all found")


def test_no_price_is_anywhere_before_the_evaluators_have_agreed(market: Market) -> None:
    tender = opened(market, WITH_CANARY, **CEILING)
    agreed(market, tender)
    read = everything(market)
    assert not [canary for canary in CANARIES if canary in read]
    for ref in bids_of(market, tender).values():
        bid = market.get(Bid, ref)
        assert (bid.price, bid.nonce, set(bid.keys)) == (None, None, {"proposal"})
    market.open_bids(tender)
    assert CANARIES[0] in everything(market), "the canary is found once it may be"


def test_keys_of_prices_that_are_handed_in_too_early_leave_no_trace(market: Market) -> None:
    """A device that is older than two envelopes, or a hostile one, hands in all it can read."""
    tender = market.closed(dict(PRICES), proposal="Our way", **TERMS)
    honest: dict[str, Any] = json.loads(json.dumps(market.openers.shares("approver", tender)))
    with market.house.reading() as session:
        found = session.scalars(select(Tender).where(Tender.ref == tender)).one()
        rows = bid_queries.to_open(session, market.actor("approver"), found)
        panel = policies.of_tender(session, found.id)
    early = handing_in.document(
        panel, market.openers.ref("approver"), key_of("approver"), [(bid, of) for bid, of in rows], Sitting.PRICES
    )
    assert {name for of in honest["shares"].values() for name in of} == {"proposal"}
    for document in (early, {**honest, "shares": {**honest["shares"], "B-OTHER": {}}}):
        with pytest.raises(Invalid, match="more than is opened now"), market.acting("approver") as uow:
            bids.hand_in(uow, tender, document, threshold)
    with market.house.reading() as session:
        assert session.scalars(select(KeyShare)).all() == []
    with pytest.raises(ValueError, match="whole"):
        handing_in.document(panel, market.openers.ref("approver"), key_of("approver"), [], Sitting.WHOLE)


def test_nobody_hands_in_keys_between_the_sittings(market: Market) -> None:
    tender = opened(market)
    with pytest.raises(Conflict), market.house.reading() as session:
        bid_queries.to_open(session, market.actor("approver"), market.get(Tender, tender))
    with pytest.raises(Conflict), market.acting("approver") as uow:
        bids.hand_in(uow, tender, {}, threshold)
    scored(market, tender)
    with pytest.raises(Conflict), market.acting("approver") as uow:
        bids.hand_in(uow, tender, {}, threshold)


def test_the_price_of_an_excluded_bid_is_never_opened(market: Market) -> None:
    market.unverified("agency4")
    tender = market.closed(WITH_CANARY | {"agency4": Money(88_500_000)}, proposal="Our way", **(TERMS | CEILING))
    market.spoil("agency2", tender)
    market.open_bids(tender)
    refs = bids_of(market, tender)
    assert market.get(Bid, refs["agency2"]).state is BidState.INVALID
    declare(market, tender, *EVALUATORS)
    valid = {ref for ref in refs.values() if ref != refs["agency2"]} | {of_agency(market, tender, "agency4")}
    for ref in sorted(valid):
        for name in EVALUATORS:
            score(market, name, ref, (50, 50))
    for ref in sorted(valid):
        with market.acting(EVALUATORS[0]) as uow:
            evaluation.propose(uow, ref, points(50, 50), "Alike")
        confirm(market, ref, *EVALUATORS[1:])
    with pytest.raises(Conflict), market.acting(EVALUATORS[0]) as uow:
        evaluation.score(uow, refs["agency2"], points(1, 1), "Why")
    shares = market.openers.shares("approver", tender)["shares"]
    assert shares.keys() == valid
    assert {name for of in shares.values() for name in of} == {"nonce", "price"}
    market.open_bids(tender)
    out = market.get(Bid, refs["agency2"])
    assert (out.price, out.nonce, out.keys) == (None, None, {})
    assert CANARIES[0] not in everything(market)
    with market.acting("drafter") as uow:
        assert awards.result_of(awards.select(uow, tender))["failed"] is None


def test_too_few_technical_parts_that_count_fail_the_tender_and_no_price_is_opened(market: Market) -> None:
    tender = market.closed(dict(WITH_CANARY), proposal="Our way", **(TERMS | CEILING))
    market.spoil("agency1", tender)
    market.open_bids(tender)
    failed = market.get(Tender, tender)
    assert failed.state is TenderState.FAILED
    assert (failed.ended_because or {})["params"] == {"valid": 2, "needed": 3}
    assert CANARIES[0] not in everything(market)


def journal_of(market: Market, action: str) -> list[dict[str, Any]]:
    with market.house.reading() as session:
        wanted = select(JournalEntry).where(JournalEntry.action == action).order_by(JournalEntry.seq)
        return [entry.data for entry in session.scalars(wanted)]


def test_the_journal_tells_nobodys_points_before_all_are_in(market: Market) -> None:
    tender = opened(market)
    scored(market, tender)
    assert journal_of(market, "bid:score") == [{}] * 9
    [complete] = journal_of(market, "tender:sheets_complete")
    assert complete.keys() == {"sheets", "sha256"}
    agreed_on = journal_of(market, "bid:propose_points")
    assert agreed_on == []


def test_nobody_joins_once_all_sheets_are_in_and_who_has_a_conflict_counts_out(market: Market) -> None:
    tender = opened(market)
    refs = bids_of(market, tender)
    late = market.person("late_evaluator")
    with market.acting("platform") as uow:
        organisations.add_member(uow, market.refs["department"], late, Role.EVALUATOR)
    with market.acting("late_evaluator") as uow:
        evaluation.declare(uow, tender, has_conflict=True, statement="My brother works there")
    declare(market, tender, *EVALUATORS[:2])
    for name in EVALUATORS[:2]:
        for ref in refs.values():
            score(market, name, ref, (50, 50))
    with pytest.raises(Conflict, match="at least 3"), market.acting("evaluator1") as uow:
        evaluation.propose(uow, refs["agency1"], points(50, 50), "Two of us")
    declare(market, tender, EVALUATORS[2])
    for ref in refs.values():
        score(market, EVALUATORS[2], ref, (50, 50))
    other = market.person("other_evaluator")
    with market.acting("platform") as uow:
        organisations.add_member(uow, market.refs["department"], other, Role.EVALUATOR)
    with pytest.raises(Conflict, match="nobody joins"):
        declare(market, tender, "other_evaluator")
    for act in (evaluation.propose, evaluation.score):
        with pytest.raises(NotPermitted, match="interest"), market.acting("late_evaluator") as uow:
            act(uow, refs["agency1"], points(50, 50), "Me too")
    for ref in refs.values():
        with market.acting("evaluator1") as uow:
            evaluation.propose(uow, ref, points(50, 50), "Three of us")
        confirm(market, ref, *EVALUATORS[1:])
    assert state_of(market, tender) is TenderState.EVALUATED


def test_whoever_works_for_a_regulator_does_not_evaluate_and_reads_why(market: Market) -> None:
    tender = opened(market)
    with market.acting("platform") as uow:
        organisations.add_member(uow, market.refs["regulator"], market.users["evaluator1"], Role.REGULATOR)
    with pytest.raises(NotPermitted, match="regulator of this market"):
        declare(market, tender, "evaluator1")


def test_another_proposal_asks_all_anew_and_far_points_need_a_reason(market: Market) -> None:
    tender = opened(market)
    refs = scored(market, tender)
    bid = refs["agency1"]
    with market.acting("evaluator1") as uow:
        evaluation.propose(uow, bid, points(60, 60), "As it is")
    confirm(market, bid, "evaluator2")
    with pytest.raises(Invalid) as refused, market.acting("evaluator2") as uow:
        evaluation.propose(uow, bid, points(39, 60), "Less")
    assert set(refused.value.fields) == {"deviation"}
    with market.acting("evaluator2") as uow:
        assert evaluation.propose(uow, bid, points(40, 60), "Less").deviation == ""
    with market.acting("evaluator2") as uow:
        evaluation.propose(uow, bid, points(39, 60), "Less", "A permit is missing")
    with pytest.raises(Conflict, match="Other points"), market.acting("evaluator3") as uow:
        evaluation.confirm(uow, bid, 1)
    for ref in (refs["agency2"], refs["agency3"]):
        agency = next(name for name, of in refs.items() if of == ref)
        with market.acting("evaluator1") as uow:
            evaluation.propose(uow, ref, points(*POINTS[agency]), "Yes")
        confirm(market, ref, *EVALUATORS[1:])
    confirm(market, bid, "evaluator1")
    assert state_of(market, tender) is TenderState.EVALUATING, "the third has not confirmed the last proposal"
    confirm(market, bid, "evaluator3")
    assert state_of(market, tender) is TenderState.EVALUATED


def test_whole_bids_may_be_opened_at_once_and_the_agreed_points_count_all_the_same(market: Market) -> None:
    tender = opened(market, scoring=Scoring.CONSENSUS)
    assert state_of(market, tender) is TenderState.OPENED
    refs = scored(market, tender)
    with pytest.raises(Conflict, match="have not agreed"), market.acting("drafter") as uow:
        awards.select(uow, tender)
    for agency, ref in refs.items():
        better = (99, 99) if agency == "agency1" else POINTS[agency]
        with market.acting("evaluator1") as uow:
            evaluation.propose(uow, ref, points(*better), "Together", "We had missed a page")
        confirm(market, ref, *EVALUATORS[1:])
    with market.acting("drafter") as uow:
        assert awards.result_of(awards.select(uow, tender))["winner"] == refs["agency1"]


def test_evaluators_agree_on_points_only_where_proposals_are_scored(market: Market) -> None:
    with pytest.raises(Invalid) as refused:
        market.draft(scoring=Scoring.TWO_ENVELOPES)
    assert set(refused.value.fields) == {"scoring"}
    plain = opened(market, scoring=Scoring.MEANS)
    refs = scored(market, plain)
    with pytest.raises(Conflict, match="takes the mean"), market.acting("evaluator1") as uow:
        evaluation.propose(uow, refs["agency1"], points(60, 60), "Why")


def test_points_do_not_change_once_they_are_agreed_and_prices_are_open(market: Market) -> None:
    tender = opened(market)
    refs = agreed(market, tender)
    for _ in range(2):
        with pytest.raises(Conflict), market.acting("evaluator1") as uow:
            evaluation.propose(uow, refs["agency1"], points(100, 100), "More", "For the price")
        with pytest.raises(Conflict), market.acting("evaluator2") as uow:
            evaluation.confirm(uow, refs["agency1"], 1)
        if state_of(market, tender) is TenderState.EVALUATED:
            market.open_bids(tender)
