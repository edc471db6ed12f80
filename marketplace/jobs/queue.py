"""The queue as an operator sees it: what waits, what was given up, and another chance for the latter.

What a job carries is never shown: a mail holds a link that opens an account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import Conflict, NotFound, NotPermitted
from marketplace.kernel.i18n import mark
from marketplace.kernel.outbox import OutboxEntry
from marketplace.kernel.unit_of_work import UnitOfWork
from marketplace.policy.authority import NO_FACTS, granted
from marketplace.policy.policy import PERMISSIONS


@dataclass(frozen=True, slots=True)
class Queue:
    """`waiting`: (job, number, oldest, attempts) by job; `dead`: (id, job, created_at, dead_at, attempts, fault)."""

    waiting: Sequence[AnyRow]
    dead: Sequence[AnyRow]

    @property
    def count(self) -> int:
        """How many jobs wait."""
        return sum(row.number for row in self.waiting)

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
    dead = session.execute(
        select(
            OutboxEntry.id,
            OutboxEntry.job,
            OutboxEntry.created_at,
            OutboxEntry.dead_at,
            OutboxEntry.attempts,
            OutboxEntry.fault,
        )
        .where(OutboxEntry.dead_at.is_not(None))
        .order_by(OutboxEntry.dead_at.desc(), OutboxEntry.id.desc())
    ).all()
    return Queue(waiting, dead)


def retry(uow: UnitOfWork, entry_id: int) -> OutboxEntry:
    """Give one job that was given up another chance, at once; Conflict when it is not dead (any more)."""
    uow.require("platform:operate", None)
    entry = uow.session.get(OutboxEntry, entry_id, with_for_update=True, populate_existing=True)
    if entry is None:
        raise NotFound
    if entry.dead_at is None:
        raise Conflict(mark("This job is not given up; it runs by itself."))
    entry.dead_at, entry.attempts, entry.due_at = None, 0, uow.now
    uow.record("job:retry", entry, job=entry.job)
    return entry
