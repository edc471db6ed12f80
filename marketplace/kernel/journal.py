"""The journal: every act, chained by hash, written in the act's own transaction and never changed.

``hash = SHA-256(previous hash || canonical JSON of the entry)``; the single row `journal_head` is locked last in every
transaction, so entries have one order and no gaps.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import JSON, BigInteger, CheckConstraint, Integer, String, Table, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel.canonical import canonical
from marketplace.kernel.database import Base, each

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Note:
    """What an operation did, before it has a place in the chain. `data` holds JSON values and never a secret."""

    action: str
    object_type: str
    object_ref: str
    data: dict[str, Any]


class JournalEntry(Base):
    """One act. Triggers refuse to change or delete a row."""

    __tablename__ = "journal"

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(index=True)
    request_id: Mapped[str | None] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(64))
    object_type: Mapped[str] = mapped_column(String(32))
    object_ref: Mapped[str] = mapped_column(String(64), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    def computed_hash(self) -> str:
        """The hash this row must carry."""
        content = {
            "seq": self.seq,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "user": self.user_id,
            "request": self.request_id,
            "action": self.action,
            "type": self.object_type,
            "ref": self.object_ref,
            "data": self.data,
        }
        return hashlib.sha256((self.previous_hash + canonical(content)).encode()).hexdigest()


class JournalHead(Base):
    """Where the chain ends; one row."""

    __tablename__ = "journal_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)


def last_time(session: Session) -> datetime | None:
    """When the chain last grew; no clock may answer an earlier time than this."""
    return session.scalar(select(JournalHead.at))


_ENTRIES, _HEAD = cast("Table", JournalEntry.__table__), cast("Table", JournalHead.__table__)
_LOCKED_HEAD = select(_HEAD.c.seq, _HEAD.c.at, _HEAD.c.hash).with_for_update()


def append(session: Session, notes: Iterable[Note], now: datetime, user_id: int | None, request_id: str | None) -> None:
    """Chain `notes` behind the head; the caller commits. Plain statements, for they stand in every act."""
    connection = session.connection()
    head = connection.execute(_LOCKED_HEAD).first()
    seq, last, previous = (0, now, GENESIS) if head is None else (head.seq, head.at, head.hash)
    at = max(now, last)  # an act whose clock was read while another committed still comes after it
    rows = []
    for note in notes:
        entry = JournalEntry(
            seq=seq + 1,
            at=at,
            user_id=user_id,
            request_id=request_id,
            action=note.action,
            object_type=note.object_type,
            object_ref=note.object_ref,
            data=note.data,
            previous_hash=previous,
        )
        seq, previous = entry.seq, entry.computed_hash()
        rows.append({column.name: getattr(entry, column.name) for column in _ENTRIES.c} | {"hash": previous})
    connection.execute(insert(_ENTRIES), rows)
    moved = {"seq": seq, "at": at, "hash": previous}
    connection.execute(insert(_HEAD).values(id=1, **moved) if head is None else update(_HEAD).values(moved))


def faults(session: Session) -> Iterator[str]:
    """Walk the whole chain and name every row that does not fit: changed, missing, added or out of order."""
    seq, previous = 0, GENESIS
    for number, entry in each(session, JournalEntry, JournalEntry.seq):
        if number != seq + 1:
            yield f"entry {seq + 1} is missing (next found: entry {number})"
        if entry is None:
            yield f"entry {number} cannot be read"
            seq, previous = number, ""
            continue
        if entry.previous_hash != previous:
            yield f"entry {entry.seq} does not follow the one before it"
        if entry.hash != entry.computed_hash():
            yield f"entry {entry.seq} was changed"
        seq, previous = entry.seq, entry.hash
    head = session.get(JournalHead, 1, populate_existing=True)
    if (head.seq, head.hash) != (seq, previous) if head else seq:
        yield f"the chain ends at entry {seq}, the head says entry {head.seq if head else 0}"
