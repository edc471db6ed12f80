"""Late deliverables, last dates, contracts that end early, and work accepted in part; the money is right to the fen."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts import queries as contract_queries
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.operations import changes, endings, lateness, parts
from marketplace.domain.contracts.states import ChangeState, ContractState, EndGround, MilestoneState
from marketplace.domain.notifications.models import Notice
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.rules import Stars
from marketplace.jobs import deadlines
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.money import ZERO, Money
from tests.domain.contracts.afterwards import (
    HALF,
    TENTH,
    WHY,
    accept,
    agree,
    ask_for_time,
    balance,
    change_state,
    deliver,
    demand,
    in_vain,
    make_late,
    new_part,
    pay,
    propose,
    records,
    state,
    supplemented,
    terminate,
    two_parts,
)
from tests.domain.market import LOWEST, Market
from tests.domain.notifications.telling import tell_all

FEN = Money(1)


def contract_state(market: Market, ref: str) -> ContractState:
    return market.get(Contract, ref).state


def test_it_is_late_from_the_very_end_of_its_last_day(market: Market) -> None:
    _, first, _ = two_parts(market)
    part = market.get(Milestone, first)
    assert part.due_at is not None
    assert not part.is_late(part.due_at - timedelta(microseconds=1))
    assert part.is_late(part.due_at)


def test_the_sweep_tells_both_sides_once(market: Market) -> None:
    _, first, second = two_parts(market)
    deliver(market, second)
    make_late(market, first)
    for _ in range(2):
        deadlines.note_late_milestones(market.house)
        tell_all(market)
    names = {number: name for name, number in market.users.items()}
    with market.house.reading() as session:
        told = session.execute(select(Notice.kind, Notice.user_id).where(Notice.kind.contains("late"))).all()
    assert sorted((row.kind, names[row.user_id]) for row in told) == [
        ("deliverable_late_buyer", "approver"),
        ("deliverable_late_buyer", "drafter"),
        ("deliverable_late_supplier", "agency1"),
    ]
    assert market.get(Milestone, first).late_noted_at is not None
    assert market.get(Milestone, second).late_noted_at is None, "what is handed over is not late"


def test_a_last_date_is_set_for_what_is_late_only(market: Market) -> None:
    _, first, _ = two_parts(market)
    with pytest.raises(Conflict, match="late"):
        demand(market, first)
    make_late(market, first)
    for days in (2, 61):
        with pytest.raises(Invalid):
            demand(market, first, days)
    for name, refusal in (("drafter", NotPermitted), ("agency1", NotPermitted), ("agency2", NotFound)):
        with pytest.raises(refusal), market.acting(name) as uow:
            lateness.demand(uow, first, 3, WHY)
    assert demand(market, first) > market.clock.at


def test_for_delay_it_ends_only_after_the_last_date_has_passed_in_vain(market: Market) -> None:
    contract, first, _ = two_parts(market)
    make_late(market, first)
    with pytest.raises(Conflict, match="last date"):
        terminate(market, contract, EndGround.DELAY)
    until = demand(market, first)
    market.clock.at = until - timedelta(microseconds=1)
    with pytest.raises(Conflict, match="last date"):
        terminate(market, contract, EndGround.DELAY)
    market.clock.at = until
    terminate(market, contract, EndGround.DELAY)
    assert balance(market, contract) == (ZERO, ZERO, ZERO, LOWEST)
    assert contract_state(market, contract) is ContractState.TERMINATED


def test_who_delivers_or_gets_more_time_within_the_last_date_is_not_ended_for_delay(market: Market) -> None:
    contract, first, _ = two_parts(market)
    in_vain(market, first)
    agree(market, ask_for_time(market, first, 30), "approver")
    with pytest.raises(Conflict, match="last date"):
        terminate(market, contract, EndGround.DELAY)
    deliver(market, first)
    with pytest.raises(Conflict, match="last date"):
        terminate(market, contract, EndGround.DELAY)


def test_more_time_takes_the_force_from_an_older_last_date(market: Market) -> None:
    contract, first, _ = two_parts(market)
    in_vain(market, first)
    agree(market, ask_for_time(market, first, 30), "approver")
    make_late(market, first)
    with pytest.raises(Conflict, match="last date"):
        terminate(market, contract, EndGround.DELAY)
    market.clock.at = demand(market, first)
    terminate(market, contract, EndGround.DELAY)


def test_accepted_work_stays_payable_and_the_rest_is_released(market: Market) -> None:
    contract, first, second = two_parts(market)
    supplemented(market, contract, new_part(TENTH))
    deliver(market, first)
    accept(market, first)
    terminate(market, contract)
    assert balance(market, contract) == (ZERO, HALF, ZERO, HALF + TENTH)
    pay(market, first, "BANK-1")
    assert balance(market, contract) == (HALF, ZERO, ZERO, HALF + TENTH)
    assert contract_state(market, contract) is ContractState.TERMINATED
    assert state(market, second) is MilestoneState.ENDED
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        contracts.deliver(uow, second, market.document())
    [*_, record] = records(market, contract)
    assert (record.terms["released_fen"], record.terms["payable_fen"]) == ((HALF + TENTH).fen, HALF.fen)


def test_what_was_handed_over_is_first_accepted_or_returned(market: Market) -> None:
    contract, first, _ = two_parts(market)
    deliver(market, first)
    with pytest.raises(Conflict, match="handed over"):
        terminate(market, contract)
    assert balance(market, contract) == (ZERO, ZERO, LOWEST, ZERO)
    with market.acting("drafter") as uow:
        contracts.send_back(uow, first, "Three files are missing.")
    terminate(market, contract)
    assert balance(market, contract) == (ZERO, ZERO, ZERO, LOWEST)


@pytest.mark.parametrize(("one", "other"), [("approver", "agency1"), ("agency1", "approver")])
def test_by_agreement_one_side_proposes_and_the_other_accepts(market: Market, one: str, other: str) -> None:
    contract, *_ = two_parts(market)
    with market.acting(one) as uow:
        change = changes.propose_termination(uow, contract, WHY).ref
    with pytest.raises(NotPermitted), market.acting(one) as uow:
        changes.agree(uow, change)
    with pytest.raises(NotPermitted), market.acting("drafter") as uow:
        changes.agree(uow, change)
    pending = propose(market, contract, new_part(TENTH))
    agree(market, pending, "approver")
    agree(market, change, other)
    assert change_state(market, pending) is ChangeState.LAPSED
    assert market.line().reserved == ZERO
    assert balance(market, contract) == (ZERO, ZERO, ZERO, LOWEST)
    assert contract_state(market, contract) is ContractState.TERMINATED


def test_a_refused_end_leaves_the_contract_in_force(market: Market) -> None:
    contract, *_ = two_parts(market)
    with market.acting("agency1") as uow:
        change = changes.propose_termination(uow, contract, WHY).ref
    with market.acting("approver") as uow:
        changes.refuse(uow, change, "We need the report.")
    assert contract_state(market, contract) is ContractState.ACTIVE
    assert balance(market, contract) == (ZERO, ZERO, LOWEST, ZERO)


def test_only_an_approver_ends_it_for_the_department_and_says_why(market: Market) -> None:
    contract, *_ = two_parts(market)
    for name, refusal in (("drafter", NotPermitted), ("agency1", NotPermitted), ("other_approver", NotFound)):
        with pytest.raises(refusal), market.acting(name) as uow:
            endings.terminate(uow, contract, EndGround.PURPOSE_GONE, WHY)
    with pytest.raises(Invalid), market.acting("approver") as uow:
        endings.terminate(uow, contract, EndGround.PURPOSE_GONE, " ")
    with pytest.raises(Invalid):
        terminate(market, contract, EndGround.AGREEMENT)
    terminate(market, contract)
    with pytest.raises(Conflict):
        terminate(market, contract)


def test_a_contract_that_ended_can_be_rated(market: Market) -> None:
    contract, *_ = two_parts(market)
    terminate(market, contract)
    with market.acting("drafter") as uow:
        ratings.rate(uow, contract, Stars(2, 1, 3, 3, 3), "Nothing came.")


def test_work_accepted_in_part_leaves_the_rest_to_be_delivered(market: Market) -> None:
    contract, first, second = two_parts(market)
    deliver(market, first)
    most = HALF - FEN
    for amount in (ZERO, HALF, HALF + FEN):
        with pytest.raises(Invalid) as refusal, market.acting("drafter") as uow:
            parts.accept_in_part(uow, first, amount, 5, WHY)
        assert set(refusal.value.fields) == {"amount"}
    with pytest.raises(NotPermitted), market.acting("agency1") as uow:
        parts.accept_in_part(uow, first, most, 5, WHY)
    with market.acting("drafter") as uow:
        parts.accept_in_part(uow, first, most, 5, WHY)
    assert balance(market, contract) == (ZERO, most, HALF + FEN, ZERO)
    rest = market.milestones(contract)[2]
    pay(market, first, "BANK-1")
    assert balance(market, contract) == (most, ZERO, HALF + FEN, ZERO)
    for number, part in enumerate((second, rest)):
        deliver(market, part)
        accept(market, part)
        pay(market, part, f"BANK-R{number}")
    assert contract_state(market, contract) is ContractState.COMPLETED
    assert balance(market, contract) == (LOWEST, ZERO, ZERO, ZERO)


def test_the_rest_can_be_given_up_by_both(market: Market) -> None:
    contract = market.signed()
    [only] = market.milestones(contract)
    deliver(market, only)
    with market.acting("drafter") as uow:
        parts.accept_in_part(uow, only, HALF, 5, WHY)
    rest = market.milestones(contract)[1]
    with market.acting("approver") as uow:
        change = changes.propose_waiver(uow, rest, WHY).ref
    with pytest.raises(NotPermitted), market.acting("approver") as uow:
        changes.agree(uow, change)
    agree(market, change, "agency1")
    assert balance(market, contract) == (ZERO, HALF, ZERO, LOWEST - HALF)
    assert contract_state(market, contract) is ContractState.FULFILLED
    pay(market, only, "BANK-1")
    assert contract_state(market, contract) is ContractState.COMPLETED


def test_nothing_is_accepted_in_part_that_was_not_handed_over(market: Market) -> None:
    _, first, _ = two_parts(market)
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        parts.accept_in_part(uow, first, FEN, 5, WHY)
    deliver(market, first)
    until = market.get(Milestone, first).next_check_at
    assert until is not None
    market.clock.at = until
    with pytest.raises(Conflict, match="counts as accepted"), market.acting("drafter") as uow:
        parts.accept_in_part(uow, first, FEN, 5, WHY)


def test_a_deliverable_is_returned_as_often_as_it_needs(market: Market) -> None:
    contract, first, _ = two_parts(market)
    reasons = ["No signature.", "Page 3 is missing.", "The map is illegible."]
    for reason in reasons:
        deliver(market, first)
        with market.acting("drafter") as uow:
            contracts.send_back(uow, first, reason)
    deliver(market, first)
    accept(market, first)
    with market.house.reading() as session:
        found = contract_queries.deliveries(session, session.scalars(select(Contract.id)).one())
        [handed_over] = found.values()
        assert [one.deliverable.returned_because for one in handed_over] == [None, *reversed(reasons)]
        assert len({one.document.ref for one in handed_over}) == 4
        assert session.scalar(select(func.count(Milestone.id)).where(Milestone.state == MilestoneState.ACCEPTED)) == 1
    assert balance(market, contract) == (ZERO, HALF, HALF, ZERO)
