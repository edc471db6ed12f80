"""What the clock does."""

from marketplace.domain.complaints.models import Complaint
from marketplace.domain.complaints.states import OPEN
from marketplace.kernel.unit_of_work import UnitOfWork


def mark_overdue(uow: UnitOfWork, ref: str) -> Complaint:
    """Note that whoever was to act has let the time pass; idempotent, and it takes nobody's right away."""
    complaint = uow.claim(Complaint, ref, "complaint:mark_overdue")
    is_late = complaint.due_at is not None and complaint.due_at <= uow.now
    if complaint.state in OPEN and is_late and complaint.overdue_at is None:
        complaint.overdue_at = uow.now
        uow.record("complaint:overdue", complaint, state=complaint.state)
    return complaint
