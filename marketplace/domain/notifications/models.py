"""News in somebody's inbox, and which news they want no mail about."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.notifications.topics import Topic
from marketplace.kernel.database import Base

_UNREAD = text("read_at IS NULL")
"""What stays small however long an inbox grows: the number in the head of every page is counted among these."""


class Notice(Base):
    """One thing one person was told, as facts: the row of `news.NEWS` and what it says, never the words themselves."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[str] = mapped_column(String(40))
    cause: Mapped[str] = mapped_column(String(80))
    """What it tells about: one event, or one deadline. Nobody is told of one cause twice."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """By name, as `values.packed` writes them; the words and the link of the kind have places for them."""
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("cause", "user_id"),
        Index("ix_notice_user_id_created_at", "user_id", "created_at"),
        Index("ix_notice_unread", "user_id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
    )


class MutedTopic(Base):
    """A person wants no mail about this; the inbox tells them all the same."""

    __tablename__ = "muted_topic"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    topic: Mapped[Topic] = mapped_column(Enum(Topic, native_enum=False, length=20), primary_key=True)
