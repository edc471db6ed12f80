"""The worker: takes what is due from the outbox and fires what the clock has made due (docs/adr/0003).

A row is leased, run, and noted as done, each in a transaction of its own: a crash in between runs the job again when
the lease is over, so every job must bear being run twice. Nothing here is the only bearer of a deadline: the rules
read the clock themselves.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Any

import structlog
from sqlalchemy import func, select

from marketplace.domain.log import queries as log_queries
from marketplace.domain.log.queries import Waiting
from marketplace.domain.notifications.operations import MAIL_ACCOUNT, SEND_MAIL
from marketplace.kernel import outbox
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.outbox import OutboxEntry
from marketplace.providers import Providers

Job = Callable[[Providers, dict[str, Any]], None]
Sweep = Callable[[Providers], None]

LEASE = timedelta(minutes=5)
"""How long a job may take before another worker runs it again."""
SWEEP_SECONDS = 20
"""How often due deadlines are looked for."""
POLL_SECONDS = 0.5
"""How often the outbox is looked into while it is empty, and the journal in any case: it is in the log in a second."""
PATIENCE_SECONDS = 30
"""How long jobs step aside for people at most; then they run beside them until it is quiet again [own default]."""
NUMBER = "job_number"
"""Under this name each job's payload carries the number of its row, the same at every attempt."""
SECRET_PAYLOADS = frozenset({SEND_MAIL, MAIL_ACCOUNT})
"""Jobs whose payload is forgotten once done: a mail holds a link that opens an account, or why one was locked."""

log = structlog.get_logger("worker")


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the queue: how many rows, and since when the oldest of those that are due waits."""

    waiting: int
    overdue_since: datetime | None
    dead: int
    unlogged: Waiting
    """Journal rows that are not in the platform's log."""
    now: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """Everything a worker may have to do."""

    providers: Providers
    jobs: Mapping[str, Job]
    sweeps: tuple[Sweep, ...]
    watches: tuple[Sweep, ...] = ()
    """What is looked at before every job and while there is none: each asks one small question when idle."""

    def run_once(self) -> int:
        """One sweep by hand: fire due deadlines, then run what is due. Gives the number of jobs run."""
        self.sweep()
        ran = self.run_due()
        self.watch()
        return ran

    def sweep(self, stop: Event | None = None) -> None:
        """Fire what the clock has made due, until `stop` is set; a sweep that fails does not stop the others."""
        self._each(self.sweeps, stop)

    def watch(self, stop: Event | None = None) -> None:
        """Do what must not wait for the next sweep."""
        self._each(self.watches, stop)

    def _each(self, sweeps: tuple[Sweep, ...], stop: Event | None) -> None:
        for each in sweeps:
            if stop is not None and stop.is_set():
                return
            try:
                each(self.providers)
            except Exception as fault:  # whatever it is, it is logged and tried again
                log.warning("sweep failed", sweep=each.__name__, exc_info=fault)

    def run_due(self) -> int:
        """Run every job that is due now; gives their number."""
        ran = 0
        while self.run_next():
            ran += 1
        return ran

    def run_next(self) -> bool:
        """Run the job that has been due longest; False when none is."""
        leased = self._lease()
        if leased is not None:
            self._run(*leased)
        return leased is not None

    def status(self) -> Status:
        """How the queue stands."""
        with self.providers.reading() as session:
            now = self.providers.clock.now(session)
            open_rows = (OutboxEntry.done_at.is_(None), OutboxEntry.dead_at.is_(None))
            return Status(
                waiting=session.scalar(select(func.count(OutboxEntry.id)).where(*open_rows)) or 0,
                overdue_since=session.scalar(
                    select(func.min(OutboxEntry.due_at)).where(*open_rows, OutboxEntry.due_at <= now)
                ),
                dead=session.scalar(select(func.count(OutboxEntry.id)).where(OutboxEntry.dead_at.is_not(None))) or 0,
                unlogged=log_queries.waiting(session),
                now=now,
            )

    def retry_dead(self) -> int:
        """Give every job that was given up another chance; gives their number."""
        with self.providers.writing(PLATFORM) as uow:
            dead = uow.session.scalars(select(OutboxEntry).where(OutboxEntry.dead_at.is_not(None))).all()
            for entry in dead:
                entry.dead_at, entry.attempts, entry.due_at = None, 0, uow.now
        return len(dead)

    def _lease(self) -> tuple[int, str, dict[str, Any]] | None:
        with self.providers.writing(PLATFORM) as uow:
            entry = outbox.due(uow.session, uow.now)
            if entry is None:
                return None
            entry.due_at = uow.now + LEASE
            return entry.id, entry.job, dict(entry.payload)

    def _run(self, entry_id: int, job: str, payload: dict[str, Any]) -> None:
        fault: str | None = None
        try:
            self.jobs[job](self.providers, payload | {NUMBER: entry_id})
        except Exception as raised:  # whatever it is, it is noted at the row and tried again
            fault = f"{type(raised).__name__}: {raised}"
            log.warning("job failed", job=job, entry=entry_id, exc_info=raised)
        with self.providers.writing(PLATFORM) as uow:
            entry = uow.lock(OutboxEntry, entry_id)
            if fault is not None:
                outbox.failed(entry, fault, uow.now)
                return
            entry.done_at, entry.fault = uow.now, None
            if job in SECRET_PAYLOADS:
                entry.payload = {}


def run_until(stop: Event, work: Work, context: Callable[[], AbstractContextManager[object]]) -> None:
    """Work until `stop` is set; the job at hand is finished first. `context` opens the application for each job.

    Due deadlines come before waiting jobs, however many wait. Jobs step aside while people act: a mail may come half a
    minute later, a bid may not.
    """
    next_sweep = 0.0
    aside_until: float | None = None
    while not stop.is_set():
        has_run = False
        try:
            with context():
                if time.monotonic() >= next_sweep:
                    work.sweep(stop)
                    next_sweep = time.monotonic() + SWEEP_SECONDS
                work.watch(stop)
                if work.providers.traffic.is_quiet:
                    aside_until = None
                elif aside_until is None:
                    aside_until = time.monotonic() + PATIENCE_SECONDS
                if aside_until is None or time.monotonic() >= aside_until:
                    has_run = work.run_next()
        except Exception:  # the database may be away for a while; the worker outlives that
            log.exception("worker")
        if not has_run:
            stop.wait(POLL_SECONDS)
