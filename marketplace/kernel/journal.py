"""The journal: every act, chained by hash, written in the act's own transaction and never changed.

``hash = SHA-256(previous hash || canonical JSON of the entry)``; the single row `journal_head` is locked last in every
transaction, so entries have one order and no gaps.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Chapter:
    """Everything that one act did, when, and whose act it was."""

    notes: Sequence[Note]
    at: datetime
    user_id: int | None
    request_id: str | None


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
        return _hash({name: getattr(self, name) for name in _HASHED})


_HASHED = {
    "seq": "seq",
    "at": "at",
    "user_id": "user",
    "request_id": "request",
    "action": "action",
    "object_type": "type",
    "object_ref": "ref",
    "data": "data",
    "previous_hash": "",
}
"""The columns that the hash covers, and what they are called in it; the one before comes first and has no name."""


def _hash(row: Mapping[str, Any]) -> str:
    content = {called: row[name] for name, called in _HASHED.items() if called}
    content["at"] = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256((row["previous_hash"] + canonical(content)).encode()).hexdigest()


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
_ADD, _BEGIN, _MOVE = insert(_ENTRIES), insert(_HEAD), update(_HEAD)
"""Written once: they stand in every act."""


def append(session: Session, chapters: Iterable[Chapter]) -> None:
    """Chain what these acts did behind the head; the caller commits."""
    connection = session.connection()
    head = connection.execute(_LOCKED_HEAD).first()
    seq, last, previous = (0, None, GENESIS) if head is None else (head.seq, head.at, head.hash)
    rows = []
    for chapter in chapters:
        last = max(chapter.at, last or chapter.at)  # an act whose clock was read while another committed comes after it
        for note in chapter.notes:
            seq += 1
            row = {
                "seq": seq,
                "at": last,
                "user_id": chapter.user_id,
                "request_id": chapter.request_id,
                "action": note.action,
                "object_type": note.object_type,
                "object_ref": note.object_ref,
                "data": note.data,
                "previous_hash": previous,
            }
            previous = row["hash"] = _hash(row)
            rows.append(row)
    connection.execute(_ADD, rows)
    moved = {"seq": seq, "at": last, "hash": previous}
    connection.execute(*((_BEGIN, moved | {"id": 1}) if head is None else (_MOVE, moved)))


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
