"""What every act on a tender shares: moving it along, and ending it."""

from marketplace.domain.budgets import operations as budgets
from marketplace.domain.tenders.events import TenderHandedOn, TenderMoved
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TENDER
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork

MAX_REASON = 1000


def advance(uow: UnitOfWork, tender: Tender, action: str) -> None:
    """Move along the lifecycle; every later stage that changes a tender's state comes through here."""
    before = tender.state
    tender.state = TENDER.after(before, action)
    uow.record(f"tender:{action}", tender, before=before, after=tender.state)
    if tender.state is before or action == "publish":
        return
    uow.emit((TenderMoved if tender.is_public else TenderHandedOn)(tender.ref, tender.state))


def end(uow: UnitOfWork, tender: Tender, action: str, reason: Text) -> None:
    """Fail or cancel before an award: say why, and release what was reserved."""
    was_public = tender.published_at is not None
    conclude(uow, tender, action, reason)
    if was_public and not tender.is_notice_only:
        budgets.release(uow, tender.budget_line_id, tender.ref, tender.ceiling)


def conclude(uow: UnitOfWork, tender: Tender, action: str, reason: Text) -> None:
    """Say that and why it is over; what its money is held by, the caller lets go of in the same transaction."""
    advance(uow, tender, action)
    tender.ended_at = uow.now
    tender.ended_because = reason.as_json()
    tender.next_check_at = None


def expire(uow: UnitOfWork, tender: Tender) -> None:
    """End a notice whose purchase is made elsewhere; the caller has claimed it. Raises Conflict before its time."""
    if tender.deadline_at is None or uow.now < tender.deadline_at:
        raise Conflict(mark("The deadline has not passed yet."))
    tender.closed_at, tender.next_check_at = uow.now, None
    advance(uow, tender, "expire")


def stated_reason(reason: str) -> str:
    """A reason that says something and is not a book."""
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON:
        raise Invalid(fields={"reason": mark("Give a reason of up to %(limit)s characters.", limit=MAX_REASON)})
    return reason
