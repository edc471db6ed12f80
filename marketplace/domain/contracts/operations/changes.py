"""What one side proposes about a contract in force, and the other's answer.

A supplement needs an approver and the agency's signature; an extension, a part given up and an end by agreement need
the other side. What is agreed is written once, beside what was signed first, which stays as it was.
"""

from typing import Any

from marketplace.domain.budgets import operations as budgets
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.calendar.rules import ONE_DAY
from marketplace.domain.contracts import queries, rules
from marketplace.domain.contracts.events import ContractChangeMoved
from marketplace.domain.contracts.models import Contract, ContractChange, Milestone
from marketplace.domain.contracts.operations.endings import end
from marketplace.domain.contracts.operations.parts import add_part
from marketplace.domain.contracts.operations.performance import (
    advance,
    lock_contract_of,
    need_active,
    need_going_on,
    release_held,
    settle,
)
from marketplace.domain.contracts.operations.records import keep
from marketplace.domain.contracts.operations.retention import lower, shrink
from marketplace.domain.contracts.rules import Supplement
from marketplace.domain.contracts.states import (
    AWAITED,
    CHANGE,
    MILESTONE,
    OPEN_PARTS,
    ChangeKind,
    ChangeState,
    EndGround,
    MilestoneState,
    RecordKind,
)
from marketplace.domain.tenders.operations import stated_reason
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.money import ZERO, Money
from marketplace.kernel.unit_of_work import UnitOfWork


def propose_supplement(uow: UnitOfWork, contract_ref: str, asked: Supplement, reason: str) -> ContractChange:
    """Propose another price for a part that is not accepted yet, or one more part.

    Raises Invalid above the tenth of the signed price that all supplements may add (政府采购法 Art 49), proposals that
    nobody has answered included, and when the budget line has less left.
    """
    contract = need_active(uow.claim(Contract, contract_ref, "contract:propose_supplement"))
    part = _open_part(contract, asked.milestone_ref) if asked.milestone_ref else None
    before = part.amount if part else ZERO
    added = queries.added_by_supplements(uow.session, contract.id)
    rules.check_supplement(asked, before, added, rules.supplement_cap(contract.amount))
    difference = asked.amount - before
    line = uow.session.get_one(BudgetLine, contract.budget_line_id) if contract.budget_line_id else None
    if line is not None and difference > line.available:
        raise Invalid(fields={"amount": mark("The budget line has %(left)s left.", left=line.available)})
    return _propose(
        uow,
        contract,
        ChangeKind.SUPPLEMENT,
        reason,
        part,
        by_supplier=False,
        title=part.title if part else asked.title.strip(),
        amount=asked.amount,
        difference=difference,
        days=None if part else asked.days,
    )


def ask_for_time(uow: UnitOfWork, milestone_ref: str, days: int, reason: str) -> ContractChange:
    """Ask for `days` more working days for a deliverable."""
    lock_contract_of(uow, Milestone, milestone_ref)
    part = uow.claim(Milestone, milestone_ref, "milestone:ask_for_time")
    contract = need_active(part.contract)
    if not 1 <= days <= rules.MOST_EXTRA_DAYS:
        raise Invalid(fields={"days": mark("Ask for 1 to %(most)s working days.", most=rules.MOST_EXTRA_DAYS)})
    if part.state not in AWAITED:
        raise Conflict(MILESTONE.meanings[part.state])
    _one_at_a_time(uow, contract, ChangeKind.EXTENSION, part)
    return _propose(uow, contract, ChangeKind.EXTENSION, reason, part, by_supplier=True, days=days)


def propose_waiver(uow: UnitOfWork, milestone_ref: str, reason: str) -> ContractChange:
    """Propose to give a part up that is not delivered; nothing is delivered nor paid for it if the agency agrees."""
    lock_contract_of(uow, Milestone, milestone_ref)
    part = uow.claim(Milestone, milestone_ref, "milestone:propose_waiver")
    contract = need_going_on(part)
    _may_be_given_up(part)
    _one_at_a_time(uow, contract, ChangeKind.WAIVER, part)
    return _propose(uow, contract, ChangeKind.WAIVER, reason, part, by_supplier=False)


def propose_termination(uow: UnitOfWork, contract_ref: str, reason: str) -> ContractChange:
    """Propose to end the contract by agreement (民法典 Art 562); either side may."""
    contract = need_active(uow.claim(Contract, contract_ref, "contract:propose_termination"))
    _one_at_a_time(uow, contract, ChangeKind.TERMINATION, None)
    by_supplier = not uow.actor.sits(contract.buyer_id)
    return _propose(uow, contract, ChangeKind.TERMINATION, reason, None, by_supplier=by_supplier)


def agree(uow: UnitOfWork, change_ref: str) -> ContractChange:
    """Approve one's own department's supplement, or agree to what the other side proposes; the latter puts it in force.

    Raises Conflict when the contract or the part has moved on since, or when the budget line has too little left.
    """
    lock_contract_of(uow, ContractChange, change_ref)
    change = uow.claim(ContractChange, change_ref, "change:agree")
    contract = need_going_on(change.milestone) if change.milestone else need_active(change.contract)
    if change.kind is ChangeKind.SUPPLEMENT and change.state is ChangeState.PROPOSED:
        _approve(uow, change, contract)
        return change
    advance(uow, change, "agree")
    change.answered_at, change.answered_by = uow.now, uow.actor.user_id
    match change.kind:
        case ChangeKind.SUPPLEMENT:
            _supplement(uow, change, contract)
        case ChangeKind.EXTENSION:
            _extend(uow, change, contract)
        case ChangeKind.WAIVER:
            _waive(uow, change, contract)
        case ChangeKind.TERMINATION:
            end(uow, contract, EndGround.AGREEMENT, change.reason, change)
    return change


def refuse(uow: UnitOfWork, change_ref: str, reason: str) -> ContractChange:
    """Refuse a proposal, with a reason; the contract stays as it was and what was held for it is free again."""
    lock_contract_of(uow, ContractChange, change_ref)
    change = uow.claim(ContractChange, change_ref, "change:refuse")
    change.refused_because = stated_reason(reason)
    release_held(uow, change, change.contract)
    advance(uow, change, "refuse")
    change.answered_at, change.answered_by = uow.now, uow.actor.user_id
    return change


def withdraw(uow: UnitOfWork, change_ref: str) -> ContractChange:
    """Take one's own proposal back before it is in force."""
    lock_contract_of(uow, ContractChange, change_ref)
    change = uow.claim(ContractChange, change_ref, "change:withdraw")
    release_held(uow, change, change.contract)
    advance(uow, change, "withdraw")
    return change


def _propose(
    uow: UnitOfWork,
    contract: Contract,
    kind: ChangeKind,
    reason: str,
    part: Milestone | None,
    *,
    by_supplier: bool,
    **what: Any,  # noqa: ANN401 - columns of the change
) -> ContractChange:
    change = uow.add(
        ContractChange(
            ref=uow.new_ref("S"),
            contract_id=contract.id,
            milestone_id=part.id if part else None,
            kind=kind,
            state=CHANGE[kind].initial,
            reason=stated_reason(reason),
            by_supplier=by_supplier,
            proposed_at=uow.now,
            proposed_by=uow.actor.user_id,
            **what,
        ),
    )
    uow.record("contractchange:propose", change, contract=contract.ref, kind=kind, part=part.ref if part else None)
    uow.emit(ContractChangeMoved(change.ref, kind, change.state))
    return change


def _one_at_a_time(uow: UnitOfWork, contract: Contract, kind: ChangeKind, part: Milestone | None) -> None:
    if queries.open_change(uow.session, contract.id, kind, part.id if part else None) is not None:
        raise Conflict(mark("The same is proposed already and waits for an answer."))


def _open_part(contract: Contract, milestone_ref: str) -> Milestone:
    part = next((part for part in contract.milestones if part.ref == milestone_ref), None)
    if part is None or part.state not in OPEN_PARTS:
        raise Invalid(fields={"milestone": mark("Choose a part that is not accepted yet.")})
    return part


def _may_be_given_up(part: Milestone) -> None:
    MILESTONE.after(part.state, "end")
    if part.state is MilestoneState.KEPT:
        raise Conflict(MILESTONE.meanings[part.state])
    if part.is_the_last:
        raise Conflict(mark("This is the last part of the contract; end the contract instead."))


def _approve(uow: UnitOfWork, change: ContractChange, contract: Contract) -> None:
    if change.difference is not None and change.difference > ZERO:
        budgets.hold_more(uow, contract.budget_line_id, change.ref, change.difference)
    advance(uow, change, "approve")
    change.approved_at, change.approved_by = uow.now, uow.actor.user_id


def _supplement(uow: UnitOfWork, change: ContractChange, contract: Contract) -> None:
    difference, amount, service = change.difference or ZERO, change.amount or ZERO, contract.service_amount
    if change.milestone_id is None:
        part = add_part(uow, contract, change.title, amount, change.days or 1)
        change.milestone_id = part.id
    else:
        part = uow.lock(Milestone, change.milestone_id)
        if part.state not in OPEN_PARTS or part.amount + difference != amount:
            raise Conflict(mark("The part was accepted or changed since; refuse this and have it proposed anew."))
        part.amount = amount
    if difference > ZERO:
        budgets.commit(uow, contract.budget_line_id, change.ref, difference, difference)
    else:
        budgets.free(uow, contract.budget_line_id, change.ref, Money(-difference.fen) + lower(uow, contract, service))
    terms = {
        "title": change.title,
        "before_fen": (amount - difference).fen,
        "after_fen": amount.fen,
        "kept_fen": contract.retention.fen,
        "due": part.due_at.isoformat() if part.due_at else None,
    }
    keep(uow, contract, RecordKind.SUPPLEMENT, change.reason, terms, part=part, change=change)


def _extend(uow: UnitOfWork, change: ContractChange, contract: Contract) -> None:
    part = uow.lock(Milestone, change.milestone_id or 0)
    before = part.due_at
    if part.state not in OPEN_PARTS or before is None:
        raise Conflict(MILESTONE.meanings[part.state])
    after = calendars.around(uow.session, uow.now).add_working_days(before - ONE_DAY, change.days or 1)
    if after <= uow.now:
        raise Conflict(mark("That date is over, too; refuse this and let the provider ask for more."))
    part.due_at, part.late_noted_at = after, None
    contract.due_at = max(contract.due_at or after, after)
    terms = {"title": part.title, "due_before": before.isoformat(), "due_after": after.isoformat()}
    keep(uow, contract, RecordKind.EXTENSION, change.reason, terms, part=part, change=change)


def _waive(uow: UnitOfWork, change: ContractChange, contract: Contract) -> None:
    part = uow.lock(Milestone, change.milestone_id or 0)
    _may_be_given_up(part)
    service = contract.service_amount
    advance(uow, part, "end")
    released = part.amount + shrink(uow, contract, service)
    budgets.free(uow, contract.budget_line_id, change.ref, released)
    terms = {"title": part.title, "released_fen": released.fen, "kept_fen": contract.retention.fen}
    keep(uow, contract, RecordKind.WAIVER, change.reason, terms, part=part, change=change)
    settle(uow, contract)
