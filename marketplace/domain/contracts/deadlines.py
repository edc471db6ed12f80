"""By when a department pays what it has accepted, and which part of a contract in force comes next."""

from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.domain.calendar import queries as calendars
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.rules import PAY_WITHIN
from marketplace.domain.contracts.states import AWAITED, MilestoneState


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
