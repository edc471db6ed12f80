"""Signs of life: which machine served when, and how much time has really gone by on it.

A machine's own counter since its start runs evenly, whatever is done to its clock. A beat ties the two together, so
that a clock that jumps is noticed (`kernel.clock`), and a time without beats is a time in which nobody was served.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import BigInteger, Enum, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel.database import Base

BEAT_SECONDS = 10
"""How often a node says that it is alive [own default]."""

PRESENT = timedelta(minutes=1)
"""A machine that has said nothing for so long is not counted as serving [ours]."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Node(StrEnum):
    """What beats: a process that serves people, or the worker that runs beside it."""

    WEB = "web"
    JOBS = "jobs"


@dataclass(frozen=True, slots=True)
class Machine:
    """`boot` names this machine since it was last started; `ticks` are the microseconds since then, sleep included."""

    boot: str
    ticks: Callable[[], int]


class Heartbeat(Base):
    """One machine alive in one span of `BEAT_SECONDS`; whichever of its processes comes first writes the row."""

    __tablename__ = "heartbeat"

    boot: Mapped[str] = mapped_column(String(36), primary_key=True)
    node: Mapped[Node] = mapped_column(Enum(Node, native_enum=False, length=4), primary_key=True)
    span: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    """Seconds since 1970 in UTC, in whole `BEAT_SECONDS`."""
    at: Mapped[datetime] = mapped_column(index=True)
    ticks: Mapped[int] = mapped_column(BigInteger)

    @property
    def ref(self) -> str:
        """How the journal names it."""
        return f"beat-{self.span}"


def this_machine() -> Machine | None:
    """The machine this process runs on; None where the system does not name its starts (it is not Linux)."""
    if not _BOOT_ID.exists():
        return None
    return Machine(_BOOT_ID.read_text().strip(), lambda: time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000)


def beat(session: Session, node: Node, machine: Machine | None, now: datetime) -> Heartbeat:
    """Say that `node` is alive at `now`; the caller commits."""
    boot, ticks = (machine.boot, machine.ticks()) if machine else ("", 0)
    span = int(now.timestamp()) // BEAT_SECONDS
    found = session.get(Heartbeat, (boot, node, span))
    if found is None:
        found = Heartbeat(boot=boot, node=node, span=span, at=now, ticks=ticks)
        session.add(found)
    return found


def first(session: Session) -> datetime | None:
    """Since when it is known who was alive."""
    return session.scalar(select(func.min(Heartbeat.at)))


def latest(session: Session, node: Node) -> datetime | None:
    """The last sign of life of any such node."""
    return session.scalar(select(func.max(Heartbeat.at)).where(Heartbeat.node == node))


def machines(session: Session, now: datetime) -> int:
    """How many machines were alive in the last minute."""
    alive = select(func.count(Heartbeat.boot.distinct())).where(Heartbeat.at >= now - PRESENT, Heartbeat.at <= now)
    return session.scalar(alive) or 0


def around(session: Session, node: Node, since: datetime, until: datetime) -> Sequence[datetime]:
    """The beats from `since` on, in their order, up to and with the first one that is not before `until`."""
    of_node = select(Heartbeat.at).where(Heartbeat.node == node).order_by(Heartbeat.at)
    between = session.scalars(of_node.where(Heartbeat.at >= since, Heartbeat.at < until)).all()
    return [*between, *session.scalars(of_node.where(Heartbeat.at >= until).limit(1))]


def forget(session: Session, before: datetime) -> None:
    """Delete what no deadline asks for any more; the caller commits."""
    session.execute(delete(Heartbeat).where(Heartbeat.at < before))


def forget_after(session: Session, now: datetime) -> None:
    """Delete what a clock that was ahead has written; the caller commits."""
    session.execute(delete(Heartbeat).where(Heartbeat.at >= now))
