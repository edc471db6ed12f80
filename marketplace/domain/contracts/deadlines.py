"""By when a department pays, which part of a contract comes next, and what is due by the clock."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.calendar import queries as calendars
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.rules import PAY_WITHIN
from marketplace.domain.contracts.states import AWAITED, OPEN_PARTS, OWED, ContractState, MilestoneState


def pay_by(session: Session, milestone: Milestone) -> datetime | None:
    """By when an accepted milestone is paid; None before its acceptance."""
    if milestone.accepted_at is None:
        return None
    return calendars.around(session, milestone.accepted_at).add_calendar_days(milestone.accepted_at, PAY_WITHIN)


def first_to_pay(contract: Contract) -> Milestone | None:
    """Of the accepted milestones that are not paid, the one accepted first."""
    owed = [part for part in contract.milestones if part.state is MilestoneState.ACCEPTED and part.accepted_at]
    return min(owed, key=lambda part: (part.accepted_at, part.number), default=None)


def next_to_deliver(contract: Contract) -> Milestone | None:
    """Of what the agency still has to hand over, the part that is due first; None before the signing, too."""
    owed = [part for part in contract.milestones if part.state in AWAITED and part.due_at]
    return min(owed, key=lambda part: (part.due_at, part.number), default=None)


def next_to_examine(contract: Contract) -> Milestone | None:
    """Of what was handed over, the part whose examination ends first."""
    handed = [part for part in contract.milestones if part.state is MilestoneState.DELIVERED and part.next_check_at]
    return min(handed, key=lambda part: (part.next_check_at, part.number), default=None)


def kept_back(contract: Contract) -> Milestone | None:
    """Of what is still kept back of a service that is over, what somebody is mending or examining, else the rest."""
    kept = [part for part in contract.milestones if part.is_retention and part.state in OWED]
    return min(kept, key=lambda part: (part.state not in OPEN_PARTS, part.number), default=None)


def refs_due_to_accept(session: Session, now: datetime) -> Sequence[str]:
    """Deliverables whose time for acceptance is over."""
    return _refs_due(session, MilestoneState.DELIVERED, now)


def refs_due_to_release(session: Session, now: datetime) -> Sequence[str]:
    """What is kept back though its liability period is over."""
    return _refs_due(session, MilestoneState.KEPT, now)


def _refs_due(session: Session, state: MilestoneState, now: datetime) -> Sequence[str]:
    due = select(Milestone.ref).where(Milestone.state == state, Milestone.next_check_at <= now)
    return session.scalars(due.order_by(Milestone.next_check_at, Milestone.id)).all()


def refs_due_to_note_late(session: Session, now: datetime) -> Sequence[str]:
    """Milestones whose date has passed and whose parties were not told."""
    return session.scalars(
        select(Milestone.ref)
        .join(Contract, Contract.id == Milestone.contract_id)
        .where(
            Milestone.state.in_(AWAITED),
            Milestone.due_at <= now,
            Milestone.late_noted_at.is_(None),
            Contract.state == ContractState.ACTIVE,
        )
        .order_by(Milestone.due_at, Milestone.id)
    ).all()
