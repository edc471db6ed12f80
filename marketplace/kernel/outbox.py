"""The queue that cannot lose a message: rows written in the transaction they tell about (docs/adr/0003)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import JSON, Index, String, Table, Text, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel.database import Base

MAX_ATTEMPTS = 8
"""After this many failures (about four hours of doubling waits) an entry is dead until an operator retries it."""

FIRST_WAIT = timedelta(minutes=1)


class OutboxEntry(Base):
    """One job to run once: `job` with `payload`, not before `due_at`."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    fault: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_outbox_due", "done_at", "dead_at", "due_at"),)

    @property
    def ref(self) -> str:
        """How the journal names it."""
        return f"job-{self.id}"


_PUT = insert(cast("Table", OutboxEntry.__table__))
"""A plain statement: it stands in nearly every act, and nobody reads the row again in it."""


_OPEN = (OutboxEntry.done_at.is_(None), OutboxEntry.dead_at.is_(None))


class Job(NamedTuple):
    """What is to be done later."""

    name: str
    payload: dict[str, Any]


def put(session: Session, job: str, payload: dict[str, Any], now: datetime, *, due_at: datetime | None = None) -> None:
    """Queue one job in the caller's transaction, for now or for later."""
    put_all(session, [Job(job, payload)], now, due_at=due_at)


def put_all(session: Session, jobs: Sequence[Job], now: datetime, *, due_at: datetime | None = None) -> None:
    """Queue these jobs, in this order."""
    due = {"created_at": now, "due_at": due_at or now, "attempts": 0}
    session.connection().execute(_PUT, [{"job": job.name, "payload": job.payload, **due} for job in jobs])


def due(session: Session, now: datetime) -> OutboxEntry | None:
    """Lock the next entry whose time has come; other workers pass over it."""
    return session.scalars(
        select(OutboxEntry)
        .where(*_OPEN, OutboxEntry.due_at <= now)
        .order_by(OutboxEntry.due_at, OutboxEntry.id)
        .limit(1)
        .with_for_update(skip_locked=True),
    ).first()


def waiting(session: Session, job: str, now: datetime, limit: int) -> Sequence[OutboxEntry]:
    """The entries of a job that are due and nobody runs, for a job that can do many at once."""
    return session.scalars(
        select(OutboxEntry)
        .where(*_OPEN, OutboxEntry.due_at <= now, OutboxEntry.job == job)
        .order_by(OutboxEntry.due_at, OutboxEntry.id)
        .limit(limit)
    ).all()


def is_waiting(session: Session, job: str) -> bool:
    """Whether the job is queued, for now or for later."""
    return session.scalar(select(OutboxEntry.id).where(*_OPEN, OutboxEntry.job == job).limit(1)) is not None


def done(session: Session, ids: Collection[int], now: datetime) -> None:
    """Note that these are done; those that another worker was quicker with stay as they are."""
    session.execute(update(OutboxEntry).where(OutboxEntry.id.in_(ids), *_OPEN).values(done_at=now, fault=None))


def failed(entry: OutboxEntry, fault: str, now: datetime) -> None:
    """Note the fault and wait twice as long as last time, or give up and show it to the operator."""
    entry.attempts += 1
    entry.fault = fault[:2000]
    entry.due_at = now + FIRST_WAIT * 2 ** (entry.attempts - 1)
    if entry.attempts >= MAX_ATTEMPTS:
        entry.dead_at = now
