"""The steps of a tender with their times, and the journal of what was answered and done in them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.database import Base
from marketplace.kernel.money import Money


class EntryKind(StrEnum):
    """What an entry of the journal says; only answers and closings are the method's to read."""

    CALL = "call"
    ANSWER = "answer"
    EXTEND = "extend"
    POSTPONE = "postpone"
    PAUSE = "pause"
    RESUME = "resume"
    MAKE_GOOD = "make_good"
    CLOSE = "close"


class Round(Base):
    """One step that people are asked in one tender, as its method asked it. At most one of a tender is not closed.

    A step is held again, for others, where an exclusion brings somebody among those whom it asks.
    """

    __tablename__ = "round_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    name: Mapped[str] = mapped_column(String(100))
    prompt: Mapped[dict[str, Any]] = mapped_column(JSON)
    who: Mapped[list[str]] = mapped_column(JSON)
    """References of bids, or ``["buyer"]``."""
    asks: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """As ``selection.fields.Field.document``."""
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    """Moved by late offers, by interruptions, and when the platform could not be reached."""
    paused_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    next_check_at: Mapped[datetime | None] = mapped_column(index=True)
    extensions: Mapped[int] = mapped_column(default=0)
    made_good: Mapped[bool] = mapped_column(default=False)
    """An outage is made good once."""

    __table_args__ = (
        Index(
            "uq_round_step_tender_id",
            "tender_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )


class RoundEntry(Base):
    """One line of the journal of a tender's steps, numbered from 1. Triggers refuse to change or delete a row."""

    __tablename__ = "round_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    number: Mapped[int]
    step: Mapped[str] = mapped_column(String(100))
    kind: Mapped[EntryKind] = mapped_column(Enum(EntryKind, native_enum=False, length=16))
    by: Mapped[str] = mapped_column(String(16))
    """The reference of a bid, ``buyer``, ``operator`` or ``platform``."""
    at: Mapped[datetime]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    price: Mapped[Money | None]
    """The price that an answer says."""

    __table_args__ = (
        UniqueConstraint("tender_id", "number"),
        Index("ix_round_entry_price", "tender_id", "by", "price"),
    )
