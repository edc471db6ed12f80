"""Time is handed in. A unit of work reads it once, after its write lock is held."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import BigInteger, CheckConstraint, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel.database import Base
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.heartbeat import Heartbeat, Machine
from marketplace.kernel.i18n import mark
from marketplace.kernel.journal import JournalHead

JUMP = timedelta(seconds=60)
"""A clock that goes more than this ahead of, or behind, the time that has gone by since the last beat has jumped
[own default]."""


class Clock(Protocol):
    """Answers the instant a transaction counts as."""

    def now(self, session: Session) -> datetime:
        """The present, aware, in UTC."""


def wall_clock() -> datetime:
    """Real time on this machine, for limits that count real minutes; moving a demonstration's clock leaves it alone."""
    return datetime.now(UTC)  # noqa: TID251 - the kernel's clock module alone asks the machine


_last_beat = (
    select(Heartbeat.at, Heartbeat.ticks)
    .where(Heartbeat.boot == bindparam("boot"))
    .order_by(Heartbeat.at.desc())
    .limit(1)
    .cte()
)
_LAST_TIME_AND_BEAT = select(
    select(JournalHead.at).scalar_subquery(),
    select(_last_beat.c.at).scalar_subquery(),
    select(_last_beat.c.ticks).scalar_subquery(),
)
"""One question, because every act asks it."""


@dataclass(frozen=True, slots=True)
class SystemClock:
    """PostgreSQL's own clock, on SQLite the machine's, and never earlier than the journal's last time.

    A clock that jumps is not followed: while this machine runs, its own counter says how much time has gone by since
    its last beat, and that is what counts until an operator says otherwise (docs/adr/0010).
    """

    machine: Machine | None = None
    """None: nothing is known of jumps."""
    wall: Callable[[], datetime] = wall_clock

    def now(self, session: Session) -> datetime:
        """The present, aware, in UTC."""
        boot = self.machine.boot if self.machine else ""
        # On SQLite the question waits for the writer's lock, so the machine's clock is asked after it.
        last, beaten_at, ticks = session.connection().execute(_LAST_TIME_AND_BEAT, {"boot": boot}).one()
        present = self.says(session)
        if self.machine is not None and beaten_at is not None:
            present = steady(present, beaten_at + timedelta(microseconds=self.machine.ticks() - ticks))
        return max(present, last or present)

    def says(self, session: Session) -> datetime:
        """What the database's clock, or the machine's, shows at this moment, whether or not it is believed."""
        if session.get_bind().dialect.name == "postgresql":
            shown: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
            return shown.astimezone(UTC)
        return self.wall()


def steady(present: datetime, expected: datetime) -> datetime:
    """What a clock says, or what it should say when it has jumped."""
    return present if abs(present - expected) <= JUMP else expected


class ClockShift(Base):
    """How far a demo instance's clock stands from the real one; one row, read by web and worker alike."""

    __tablename__ = "clock_shift"

    id: Mapped[int] = mapped_column(primary_key=True)
    microseconds: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)


_SHIFT_AND_LAST_TIME = select(
    select(ClockShift.microseconds).scalar_subquery(), select(JournalHead.at).scalar_subquery()
)
"""One question, because every page of a demonstration shows its time."""


class MovableClock:
    """The demo's clock: the system's plus the stored shift. It can be moved forward only."""

    def now(self, session: Session) -> datetime:
        """The demo's present, aware, in UTC."""
        shift, last = session.connection().execute(_SHIFT_AND_LAST_TIME).one()
        present = wall_clock() + timedelta(microseconds=shift or 0)
        return max(present, last or present)

    def start(self, session: Session, at: datetime) -> None:
        """Set the demo's present for the first time, also to one long past; raises Conflict once it is set."""
        if session.get(ClockShift, 1) is not None:
            raise Conflict(mark("The clock of this demonstration is running already."))
        session.add(ClockShift(id=1, microseconds=(at - wall_clock()) // timedelta(microseconds=1)))

    def move(self, session: Session, to: datetime) -> None:
        """Set the demo's present; raises Invalid when `to` lies in its past."""
        present = self.now(session)
        if to < present:
            raise Invalid(mark("The clock can only be moved forward."))
        row = session.get(ClockShift, 1) or ClockShift(id=1, microseconds=0)
        row.microseconds += (to - present) // timedelta(microseconds=1)
        session.add(row)
