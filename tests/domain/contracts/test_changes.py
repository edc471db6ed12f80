"""Supplements, extensions and parts given up: who may, how much, and what stays of what was signed first."""

from datetime import datetime

import pytest
from sqlalchemy import update

from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.calendar.rules import MARKET_ZONE, ONE_DAY
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts import rules
from marketplace.domain.contracts.models import Contract, ContractChange, Milestone
from marketplace.domain.contracts.operations import changes, lateness
from marketplace.domain.contracts.rules import Supplement
from marketplace.domain.contracts.states import CHANGE, ChangeKind, ChangeState, ContractState, MilestoneState
from marketplace.domain.organisations import operations as organisations
from marketplace.kernel.actor import Role
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
    make_late,
    new_part,
    pay,
    propose,
    records,
    state,
    supplemented,
    two_parts,
)
from tests.domain.market import LOWEST, Market

FEN = Money(1)


def test_a_supplement_of_exactly_a_tenth_is_agreed_and_not_one_fen_more(market: Market) -> None:
    contract, *_ = two_parts(market)
    signed = market.get(Contract, contract).terms_sha256
    with pytest.raises(Invalid, match="10") as refusal:
        propose(market, contract, new_part(TENTH + FEN))
    assert set(refusal.value.fields) == {"amount"}
    supplemented(market, contract, new_part(TENTH))
    assert balance(market, contract) == (ZERO, ZERO, LOWEST + TENTH, ZERO)
    assert market.line().reserved == ZERO
    after = market.get(Contract, contract)
    assert (after.amount, after.terms_sha256) == (LOWEST, signed)
    with pytest.raises(Invalid):
        propose(market, contract, new_part(FEN))


def test_several_supplements_share_the_tenth_and_a_cheaper_part_gives_no_room(market: Market) -> None:
    contract, first, second = two_parts(market)
    supplemented(market, contract, Supplement(first, "", HALF + Money(TENTH.fen - 1), 0))
    supplemented(market, contract, Supplement(second, "", HALF - Money(1_000_00), 0))
    assert balance(market, contract) == (ZERO, ZERO, LOWEST + TENTH - FEN - Money(1_000_00), ZERO)
    with pytest.raises(Invalid):
        propose(market, contract, new_part(Money(2)))
    supplemented(market, contract, new_part(FEN))


def test_a_refused_supplement_gives_its_room_and_its_money_back(market: Market) -> None:
    contract, *_ = two_parts(market)
    change = propose(market, contract, new_part(TENTH))
    agree(market, change, "approver")
    assert market.line().reserved == TENTH, "the department holds the money while the agency thinks"
    with market.acting("agency1") as uow:
        changes.refuse(uow, change, "Too little time.")
    assert market.line().reserved == ZERO
    assert change_state(market, change) is ChangeState.REFUSED
    assert balance(market, contract) == (ZERO, ZERO, LOWEST, ZERO)
    supplemented(market, contract, new_part(TENTH))


def test_who_proposes_a_supplement_does_not_approve_it(market: Market) -> None:
    contract, *_ = two_parts(market)
    change = propose(market, contract, new_part(TENTH), "approver")
    for act in (changes.agree, lambda uow, ref: changes.refuse(uow, ref, WHY)):
        with pytest.raises(NotPermitted), market.acting("approver") as uow:
            act(uow, change)
    for name, refusal in (("agency1", NotPermitted), ("drafter", NotPermitted), ("agency2", NotFound)):
        with pytest.raises(refusal), market.acting(name) as uow:
            changes.agree(uow, change)
    with market.acting("approver") as uow:
        changes.withdraw(uow, change)
    assert change_state(market, change) is ChangeState.WITHDRAWN


def test_the_agency_signs_after_the_approver_and_nobody_else(market: Market) -> None:
    contract, *_ = two_parts(market)
    change = propose(market, contract, new_part(TENTH))
    agree(market, change, "approver")
    for name in ("approver", "drafter"):
        with pytest.raises(NotPermitted), market.acting(name) as uow:
            changes.agree(uow, change)
    agree(market, change, "agency1")
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        changes.agree(uow, change)


def test_a_line_without_money_refuses_at_the_proposal_and_at_the_approval(market: Market) -> None:
    contract, *_ = two_parts(market)
    change = propose(market, contract, new_part(TENTH))
    with market.acting("platform") as uow:
        uow.session.execute(update(BudgetLine).values(amount=LOWEST + TENTH - FEN))
    with pytest.raises(Conflict, match="left"), market.acting("approver") as uow:
        changes.agree(uow, change)
    with pytest.raises(Invalid, match="left"):
        propose(market, contract, Supplement(market.milestones(contract)[0], "", HALF + TENTH, 0))


def test_a_part_that_was_accepted_meanwhile_keeps_its_price(market: Market) -> None:
    contract, first, _ = two_parts(market)
    change = propose(market, contract, Supplement(first, "", HALF + FEN, 0))
    agree(market, change, "approver")
    deliver(market, first)
    accept(market, first)
    with pytest.raises(Conflict, match="accepted or changed"), market.acting("agency1") as uow:
        changes.agree(uow, change)
    with pytest.raises(Invalid):
        propose(market, contract, Supplement(first, "", HALF + FEN, 0))
    assert balance(market, contract) == (ZERO, HALF, HALF, ZERO)


def test_an_added_part_is_delivered_and_paid_like_any_other(market: Market) -> None:
    contract, first, second = two_parts(market)
    supplemented(market, contract, new_part(TENTH))
    *_, third = market.milestones(contract)
    for number, part in enumerate((first, second, third)):
        deliver(market, part)
        accept(market, part)
        pay(market, part, f"BANK-{number}")
    assert balance(market, contract) == (LOWEST + TENTH, ZERO, ZERO, ZERO)
    assert market.get(Contract, contract).state is ContractState.COMPLETED


def test_what_was_agreed_is_recorded_with_before_and_after(market: Market) -> None:
    contract, first, _ = two_parts(market)
    supplemented(market, contract, Supplement(first, "", HALF + FEN, 0))
    [record] = records(market, contract)
    assert (record.terms["before_fen"], record.terms["after_fen"]) == (HALF.fen, HALF.fen + 1)
    assert record.sha256 == rules.terms_hash(record.terms)
    assert record.terms["signed_terms"] == market.get(Contract, contract).terms_sha256


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Supplement("", " ", FEN, 10), "title"),
        (Supplement("", "x" * 121, FEN, 10), "title"),
        (Supplement("", "More", FEN, 0), "days"),
        (Supplement("", "More", FEN, 61), "days"),
        (Supplement("", "More", ZERO, 10), "amount"),
        (Supplement("M-1", "", HALF, 0), "amount"),
    ],
)
def test_a_supplement_is_complete(asked: Supplement, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.check_supplement(asked, HALF if asked.milestone_ref else ZERO, ZERO, TENTH)
    assert set(refusal.value.fields) == {field}


def test_who_sits_on_both_sides_still_asks_the_other_one(market: Market) -> None:
    contract, _, _ = two_parts(market)
    with market.acting("platform") as uow:
        organisations.add_member(uow, market.refs["agency1"], market.users["drafter"], Role.AGENCY_MEMBER)
    change = propose(market, contract, new_part(TENTH))
    assert not market.get(ContractChange, change).by_supplier
    agree(market, change, "approver")
    with pytest.raises(NotPermitted):
        agree(market, change, "drafter")
    agree(market, change, "agency1")


def test_an_extension_moves_the_date_by_working_days(market: Market) -> None:
    contract, _, second = two_parts(market)
    change = ask_for_time(market, second, 5)
    before = market.get(Milestone, second).due_at
    assert before is not None
    with pytest.raises(Conflict, match="waits for an answer"):
        ask_for_time(market, second)
    for name in ("agency1", "drafter"):
        with pytest.raises(NotPermitted), market.acting(name) as uow:
            changes.agree(uow, change)
    agree(market, change, "approver")
    after = market.get(Milestone, second).due_at
    assert after is not None
    assert after.astimezone(MARKET_ZONE).time() == datetime.min.time(), "24:00 of its last day"
    with market.house.reading() as session:
        calendar = calendars.around(session, before)
    assert calendar.working_days_between(before - ONE_DAY, after - ONE_DAY) == 5
    assert market.get(Contract, contract).due_at == after
    [record] = records(market, contract)
    assert record.terms["due_before"] == before.isoformat()


def test_an_extension_is_refused_with_a_reason_and_nothing_moves(market: Market) -> None:
    contract, first, _ = two_parts(market)
    due = market.get(Milestone, first).due_at
    change = ask_for_time(market, first)
    with pytest.raises(Invalid), market.acting("approver") as uow:
        changes.refuse(uow, change, " ")
    with market.acting("approver") as uow:
        changes.refuse(uow, change, "The hearing cannot wait.")
    assert market.get(Milestone, first).due_at == due
    assert records(market, contract) == []
    ask_for_time(market, first)


def test_an_extension_ends_lateness_and_it_can_be_late_again(market: Market) -> None:
    _, first, _ = two_parts(market)
    make_late(market, first)
    with market.acting("platform") as uow:
        assert lateness.note_late(uow, first)
    with market.acting("platform") as uow:
        assert not lateness.note_late(uow, first), "told once"
    agree(market, ask_for_time(market, first, 3), "approver")
    found = market.get(Milestone, first)
    assert found.late_noted_at is None
    assert not found.is_late(market.clock.at)


@pytest.mark.parametrize("days", [0, 61])
def test_nobody_asks_for_no_time_or_for_ever(market: Market, days: int) -> None:
    _, first, _ = two_parts(market)
    with pytest.raises(Invalid):
        ask_for_time(market, first, days)


def test_a_part_given_up_by_both_frees_its_money(market: Market) -> None:
    contract, first, second = two_parts(market)
    deliver(market, first)
    accept(market, first)
    with market.acting("approver") as uow:
        change = changes.propose_waiver(uow, second, WHY).ref
    agree(market, change, "agency1")
    assert balance(market, contract) == (ZERO, HALF, ZERO, HALF)
    assert market.get(Contract, contract).state is ContractState.FULFILLED
    assert state(market, second) is MilestoneState.ENDED
    pay(market, first, "BANK-1")
    assert market.get(Contract, contract).state is ContractState.COMPLETED


def test_the_last_part_is_not_given_up(market: Market) -> None:
    contract = market.signed()
    with pytest.raises(Conflict, match="end the contract"), market.acting("approver") as uow:
        changes.propose_waiver(uow, market.milestones(contract)[0], WHY)


def test_proposals_lapse_when_everything_is_accepted(market: Market) -> None:
    contract, first, second = two_parts(market)
    change = propose(market, contract, new_part(TENTH))
    agree(market, change, "approver")
    for part in (first, second):
        deliver(market, part)
        accept(market, part)
    assert change_state(market, change) is ChangeState.LAPSED
    assert market.line().reserved == ZERO
    assert balance(market, contract) == (ZERO, LOWEST, ZERO, ZERO)
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        changes.agree(uow, change)


def test_nothing_is_proposed_before_both_have_signed(market: Market) -> None:
    _, award = market.awarded()
    with market.acting("drafter") as uow:
        ref = contracts.draw_up(uow, award, [rules.Part("Report", LOWEST, 20)]).ref
    with pytest.raises(Conflict):
        propose(market, ref, new_part(TENTH))


def test_every_state_of_a_proposal_has_words() -> None:
    for kind in ChangeKind:
        reached = {CHANGE[kind].initial, *CHANGE[kind].steps.values()}
        assert reached <= set(CHANGE[kind].meanings)


def test_unknown_proposals_are_not_found(market: Market) -> None:
    with pytest.raises(NotFound), market.acting("approver") as uow:
        changes.agree(uow, "S-00000000")
