"""The queue as an operator sees it: what waits, what was given up, and another chance for the latter.

What a mail carries is never shown: it holds a link that opens an account. Other jobs carry references only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.jobs.indexing import INDEX
from marketplace.jobs.worker import SECRET_PAYLOADS
from marketplace.kernel.actor import Actor
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import Conflict, NotFound, NotPermitted, at_field
from marketplace.kernel.i18n import mark
from marketplace.kernel.outbox import OutboxEntry
from marketplace.kernel.texts import one_line
from marketplace.kernel.unit_of_work import UnitOfWork
from marketplace.policy.authority import NO_FACTS, granted
from marketplace.policy.policy import PERMISSIONS

LONGEST_DROP_REASON = 200


@dataclass(frozen=True, slots=True)
class DeadJob:
    """A job that was given up; `about` names what it was for, e.g. ``tender_ref T-7K3QWX2M``, empty for a mail."""

    id: int
    job: str
    about: str
    created_at: datetime
    dead_at: datetime | None
    attempts: int
    fault: str | None


@dataclass(frozen=True, slots=True)
class Queue:
    """`waiting`: (job, number, oldest, attempts) by job; `dead`: the latest first."""

    waiting: Sequence[AnyRow]
    dead: Sequence[DeadJob]

    @property
    def count(self) -> int:
        """How many jobs wait."""
        return sum(row.number for row in self.waiting)

    @property
    def to_index(self) -> int:
        """How many changes the search index is behind."""
        return sum(row.number for row in self.waiting if row.job == INDEX)

    @property
    def oldest(self) -> datetime | None:
        """Since when the longest waiting one waits."""
        return min((row.oldest for row in self.waiting), default=None)


def look(session: Session, actor: Actor) -> Queue:
    """The queue; raises NotPermitted to whoever does not run the platform."""
    if not granted(PERMISSIONS["platform:operate"], actor, NO_FACTS):
        raise NotPermitted
    waiting = session.execute(
        select(
            OutboxEntry.job,
            func.count(OutboxEntry.id).label("number"),
            func.min(OutboxEntry.created_at).label("oldest"),
            func.max(OutboxEntry.attempts).label("attempts"),
        )
        .where(OutboxEntry.done_at.is_(None), OutboxEntry.dead_at.is_(None))
        .group_by(OutboxEntry.job)
        .order_by(OutboxEntry.job)
    ).all()
    dead = session.scalars(
        select(OutboxEntry)
        .where(OutboxEntry.dead_at.is_not(None))
        .order_by(OutboxEntry.dead_at.desc(), OutboxEntry.id.desc())
    )
    return Queue(waiting, [_shown(entry) for entry in dead])


def dead_job(session: Session, actor: Actor, entry_id: int) -> DeadJob:
    """One job that was given up; raises NotFound for any other."""
    found = next((job for job in look(session, actor).dead if job.id == entry_id), None)
    if found is None:
        raise NotFound
    return found


def retry(uow: UnitOfWork, entry_id: int) -> OutboxEntry:
    """Give one job that was given up another chance, at once; Conflict when it is not dead (any more)."""
    uow.require("platform:operate", None)
    entry = _dead(uow, entry_id)
    entry.dead_at, entry.attempts, entry.due_at = None, 0, uow.now
    uow.record("job:retry", entry, job=entry.job)
    return entry


def drop(uow: UnitOfWork, entry_id: int, reason: str) -> OutboxEntry:
    """Never run a job that was given up; a reason has to be given (field ``reason``), and what it carried is forgotten.

    Raises Conflict when the job is not dead (any more).
    """
    uow.require("platform:operate", None)
    entry = _dead(uow, entry_id)
    with at_field("reason"):
        because = one_line(reason, longest=LONGEST_DROP_REASON)
    entry.dead_at, entry.done_at, entry.payload = None, uow.now, {}
    uow.record("job:drop", entry, job=entry.job, reason=because)
    return entry


def _dead(uow: UnitOfWork, entry_id: int) -> OutboxEntry:
    entry = uow.session.get(OutboxEntry, entry_id, with_for_update=True, populate_existing=True)
    if entry is None:
        raise NotFound
    if entry.dead_at is None:
        raise Conflict(mark("This job is not given up; it runs by itself."))
    return entry


def _shown(entry: OutboxEntry) -> DeadJob:
    carried = {} if entry.job in SECRET_PAYLOADS else entry.payload
    return DeadJob(
        id=entry.id,
        job=entry.job,
        about=", ".join(f"{name} {value}" for name, value in carried.items()),
        created_at=entry.created_at,
        dead_at=entry.dead_at,
        attempts=entry.attempts,
        fault=entry.fault,
    )
