"""What every act on a complaint does: one step of the table, one clock, one letter."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.domain.calendar import queries as calendars
from marketplace.domain.complaints import rules
from marketplace.domain.complaints.models import Complaint, ComplaintEntry, ComplaintFile
from marketplace.domain.complaints.states import COMPLAINT, EntryKind
from marketplace.domain.documents.intake import StoredFile
from marketplace.kernel.unit_of_work import UnitOfWork


def advance(uow: UnitOfWork, complaint: Complaint, action: str, due_at: datetime | None) -> None:
    """Move the complaint and set its next clock; the journal learns the states and nothing of what was written."""
    before = complaint.state
    complaint.state = COMPLAINT.after(before, action)
    complaint.due_at, complaint.overdue_at = due_at, None
    uow.record(f"complaint:{action}", complaint, before=before, after=complaint.state)


def working_days(session: Session, now: datetime, count: int) -> datetime:
    """When a period of so many working days is over that begins now."""
    return calendars.around(session, now).add_working_days(now, count)


def write(
    uow: UnitOfWork, complaint: Complaint, kind: EntryKind, text: str, due_at: datetime | None = None
) -> ComplaintEntry:
    """Add a letter."""
    return uow.add(
        ComplaintEntry(
            complaint_id=complaint.id,
            kind=kind,
            text=text,
            at=uow.now,
            due_at=due_at,
            written_by=uow.actor.user_id,
        )
    )


def attach(
    uow: UnitOfWork,
    complaint: Complaint,
    files: Sequence[StoredFile],
    entry: ComplaintEntry | None,
    *,
    is_respondents: bool,
) -> None:
    """Keep files that were checked and stored before this transaction; Invalid for too many."""
    rules.check_files(stored.size for stored in files)
    for stored in files:
        file = uow.add(
            ComplaintFile(
                ref=uow.new_ref("D"),
                complaint_id=complaint.id,
                entry_id=entry.id if entry else None,
                filename=stored.filename,
                media_type=stored.media_type,
                size=stored.size,
                sha256=stored.sha256,
                storage_key=stored.storage_key,
                is_respondents=is_respondents,
            )
        )
        uow.record("complaint:attach", complaint, file=file.ref, sha256=stored.sha256)
