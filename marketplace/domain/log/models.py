"""The leaves of the tenders' trees, the platform's log, its checkpoints and their stamps. Triggers refuse any change.

`nodes` holds, one behind the other, the full subtrees that the row completed in its tree (`merkle.Peaks.completed`).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.log import rules
from marketplace.kernel.canonical import digest
from marketplace.kernel.database import Base

Big = BigInteger().with_variant(Integer, "sqlite")


class TenderLeaf(Base):
    """One envelope in its tender's tree. `place` is its index, from 0; `root` the tree's head with it."""

    __tablename__ = "tender_leaf"

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    envelope_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    root: Mapped[str] = mapped_column(String(64))
    blind: Mapped[str] = mapped_column(String(64))
    """Random; told after the closing."""
    nodes: Mapped[bytes] = mapped_column(LargeBinary)
    peaks: Mapped[bytes] = mapped_column(LargeBinary)
    """What the next leaf needs (`merkle.Peaks`): appending reads this row alone."""

    @property
    def position(self) -> str:
        """The blind form of the place and the head."""
        return rules.position(self.place, self.root, self.blind)

    @property
    def logged(self) -> dict[str, str]:
        """What goes into the platform's log with it; the act that appended it writes it into its journal row."""
        return {rules.TREE: self.position}


class ClosedTree(Base):
    """A tender's tree as it was at the closing; no leaf comes after it."""

    __tablename__ = "closed_tree"

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    at: Mapped[datetime]
    size: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))

    def document(self, tender_ref: str) -> dict[str, Any]:
        """What it says."""
        return dict(rules.closing(tender_ref, self.size, self.root, self.at))

    def logged(self, tender_ref: str) -> dict[str, str]:
        """What goes into the platform's log with the closing; the act that closes writes it into its journal row."""
        return {rules.CLOSING: digest(self.document(tender_ref))}


class LogEntry(Base):
    """One entry of the platform's log. `place` is its index, from 0; what is hashed is `rules.entry`."""

    __tablename__ = "log_entry"

    place: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(String(64), index=True)
    journal_seq: Mapped[int | None] = mapped_column(Big, index=True)
    """The journal row that it is, or came with."""
    nodes: Mapped[bytes] = mapped_column(LargeBinary)


class Checkpoint(Base):
    """A signed head of the platform's log. `number` counts from 1."""

    __tablename__ = "checkpoint"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(Big, unique=True)
    root: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    previous: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))

    @property
    def document(self) -> dict[str, Any]:
        """What is signed."""
        return dict(rules.checkpoint(self.size, self.root, self.at, self.previous, self.key))


class Stamp(Base):
    """What an outside authority answered over the SHA-256 of a checkpoint's signed bytes (RFC 3161, DER)."""

    __tablename__ = "checkpoint_stamp"

    checkpoint_number: Mapped[int] = mapped_column(ForeignKey("checkpoint.number"), primary_key=True)
    kept_at: Mapped[datetime]
    answer: Mapped[bytes] = mapped_column(LargeBinary)
