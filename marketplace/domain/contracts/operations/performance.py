"""Delivering, accepting, returning; and what every act on a contract goes through."""

from sqlalchemy import select

from marketplace.domain.budgets import operations as budgets
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.contracts import rules
from marketplace.domain.contracts.events import ContractChangeMoved, MilestoneMoved
from marketplace.domain.contracts.models import Contract, ContractChange, Deliverable, Milestone
from marketplace.domain.contracts.states import (
    CHANGE,
    CONTRACT,
    MILESTONE,
    OPEN_CHANGES,
    OPEN_PARTS,
    OUTLIVED,
    OWED,
    RATEABLE,
    ChangeState,
    ContractState,
    MilestoneState,
)
from marketplace.domain.documents.models import Document
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import stated_reason
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.money import ZERO
from marketplace.kernel.unit_of_work import UnitOfWork

MAX_NOTE = 2000


def deliver(uow: UnitOfWork, milestone_ref: str, document_ref: str, note: str = "") -> Deliverable:
    """Hand over a document for a milestone; it was checked and stored before this transaction began."""
    lock_contract_of(uow, Milestone, milestone_ref)
    milestone = uow.claim(Milestone, milestone_ref, "milestone:deliver")
    contract = need_going_on(milestone)
    document = uow.session.scalars(
        select(Document).where(
            Document.ref == document_ref,
            Document.organisation_id == contract.supplier_id,
            Document.is_personal.is_(False),
        ),
    ).first()
    if document is None:
        raise NotFound
    document.shared_with_id = contract.buyer_id
    advance(uow, milestone, "deliver")
    milestone.delivered_at = uow.now
    milestone.next_check_at = calendars.around(uow.session, uow.now).add_working_days(uow.now, rules.ACCEPT_WITHIN)
    deliverable = uow.add(
        Deliverable(
            milestone_id=milestone.id,
            document_id=document.id,
            note=note.strip()[:MAX_NOTE],
            delivered_at=uow.now,
            delivered_by=uow.actor.user_id,
        ),
    )
    uow.record("milestone:document", milestone, document=document.ref, sha256=document.sha256)
    return deliverable


def accept(uow: UnitOfWork, milestone_ref: str) -> Milestone:
    """Accept what was delivered; from now on it can be paid."""
    lock_contract_of(uow, Milestone, milestone_ref)
    milestone = uow.claim(Milestone, milestone_ref, "milestone:accept")
    accept_part(uow, milestone)
    return milestone


def accept_on_timeout(uow: UnitOfWork, milestone_ref: str) -> Milestone:
    """Count a deliverable as accepted when the department has let its time pass; the platform's act, idempotent."""
    lock_contract_of(uow, Milestone, milestone_ref)
    milestone = uow.claim(Milestone, milestone_ref, "milestone:accept_on_timeout")
    if milestone.state is MilestoneState.DELIVERED:
        if milestone.next_check_at is None or uow.now < milestone.next_check_at:
            raise Conflict(mark("The department still has time to accept or return this."))
        accept_part(uow, milestone)
    return milestone


def send_back(uow: UnitOfWork, milestone_ref: str, reason: str) -> Milestone:
    """Return what was delivered, with reasons the agency can act on."""
    lock_contract_of(uow, Milestone, milestone_ref)
    milestone = uow.claim(Milestone, milestone_ref, "milestone:return")
    if milestone.next_check_at is not None and uow.now >= milestone.next_check_at:
        raise Conflict(mark("The time to return it is over; the deliverable counts as accepted."))
    advance(uow, milestone, "return")
    milestone.next_check_at = None
    latest = uow.session.scalars(
        select(Deliverable).where(Deliverable.milestone_id == milestone.id).order_by(Deliverable.id.desc()).limit(1),
    ).one()
    latest.returned_at, latest.returned_because = uow.now, stated_reason(reason)
    return milestone


def mark_paid(uow: UnitOfWork, milestone_id: int) -> Milestone:
    """The payment of a milestone has settled (called by payments in its own transaction)."""
    contract_id = uow.session.scalars(select(Milestone.contract_id).where(Milestone.id == milestone_id)).one()
    contract = uow.lock(Contract, contract_id)
    milestone = uow.lock(Milestone, milestone_id)
    advance(uow, milestone, "pay")
    settle(uow, contract)
    return milestone


def lock_contract_of(uow: UnitOfWork, model: type[Milestone | ContractChange], ref: str) -> None:
    """Lock the contract before a part or a proposal of it is claimed: acts on one contract wait for each other.

    One order of locks (contract, then its parts, then the budget line) leaves no way to a deadlock.
    """
    contract_id = uow.session.scalar(select(model.contract_id).where(model.ref == ref))
    if contract_id is None:
        raise NotFound
    uow.lock(Contract, contract_id)


def need_active(contract: Contract) -> Contract:
    """The contract, when it is in force; raises Conflict with what it is instead."""
    if contract.state is not ContractState.ACTIVE:
        raise Conflict(CONTRACT.meanings[contract.state])
    return contract


def need_going_on(part: Milestone) -> Contract:
    """The contract of a part that can still be acted on; raises Conflict with what the contract is instead."""
    return part.contract if part.goes_on else need_active(part.contract)


def settle(uow: UnitOfWork, contract: Contract) -> None:
    """Move a locked contract on when nothing is left to deliver, and again when nothing is left to pay."""
    states = {part.state for part in contract.milestones}
    if contract.state is ContractState.ACTIVE and not states & OPEN_PARTS:
        lapse_proposals(uow, contract)
        advance(uow, contract, "fulfil")
        begin_liability(uow, contract)
    if contract.state in OUTLIVED and not states & OWED:
        lapse_proposals(uow, contract)
        if contract.state is ContractState.FULFILLED:
            advance(uow, contract, "complete")


def begin_liability(uow: UnitOfWork, contract: Contract) -> None:
    """Date what a locked contract keeps back: its months run from the acceptance of the last deliverable."""
    for part in contract.milestones:
        if part.state is MilestoneState.KEPT:
            begins = max(other.accepted_at for other in contract.milestones if other.accepted_at is not None)
            months = uow.session.get_one(Tender, contract.tender_id).retention_months
            part.kept_until = calendars.around(uow.session, begins).add_months(begins, months)
            part.next_check_at = part.kept_until
            uow.record("milestone:keep_until", part, fen=part.amount.fen, until=part.kept_until.isoformat())


def lapse_proposals(uow: UnitOfWork, contract: Contract) -> None:
    """End what nobody has answered: the contract is over. What was held on the budget line for it is free again."""
    uow.flush()
    for change in uow.session.scalars(
        select(ContractChange)
        .where(ContractChange.contract_id == contract.id, ContractChange.state.in_(OPEN_CHANGES))
        .order_by(ContractChange.id)
    ).all():
        release_held(uow, change, contract)
        advance(uow, change, "lapse")


def release_held(uow: UnitOfWork, change: ContractChange, contract: Contract) -> None:
    """Give back what an approved supplement holds on the budget line."""
    if change.state is ChangeState.APPROVED and change.difference is not None and change.difference > ZERO:
        budgets.release(uow, contract.budget_line_id, change.ref, change.difference)


def accept_part(uow: UnitOfWork, milestone: Milestone) -> None:
    """Accept a claimed milestone, whoever decided so: a person, or the clock.

    What was mended in the liability period does not end it: the money stays kept back until it is over.
    """
    if milestone.kept_until is not None and uow.now < milestone.kept_until:
        advance(uow, milestone, "keep")
        milestone.next_check_at = milestone.kept_until
        return
    advance(uow, milestone, "accept")
    milestone.accepted_at, milestone.accepted_by, milestone.next_check_at = uow.now, uow.actor.user_id, None
    settle(uow, milestone.contract)


def advance(uow: UnitOfWork, subject: Contract | Milestone | ContractChange, action: str) -> None:
    """Move along the lifecycle and say so in the journal."""
    before = subject.state
    if isinstance(subject, ContractChange):
        subject.state = CHANGE[subject.kind].after(subject.state, action)
        uow.emit(ContractChangeMoved(subject.ref, subject.kind, subject.state))
    elif isinstance(subject, Contract):
        subject.state = CONTRACT.after(subject.state, action)
        if subject.state in RATEABLE and subject.rate_until is None:
            calendar = calendars.around(uow.session, uow.now)
            subject.rate_until = calendar.add_working_days(uow.now, rules.RATE_WITHIN)
    else:
        subject.state = MILESTONE.after(subject.state, action)
        uow.emit(MilestoneMoved(subject.ref, subject.state))
    uow.record(f"{type(subject).__name__.lower()}:{action}", subject, before=before, after=subject.state)
