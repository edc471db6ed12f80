"""Objections with their answers."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.objections.states import ObjectionState, Remedy
from marketplace.kernel.database import Base


class Objection(Base):
    """One agency's objection to one award. `due_at` is by when the department answers."""

    __tablename__ = "objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), index=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    objector_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[ObjectionState] = mapped_column(Enum(ObjectionState, native_enum=False, length=16))
    facts: Mapped[str] = mapped_column(String(4000))
    request: Mapped[str] = mapped_column(String(1000))
    filed_at: Mapped[datetime]
    filed_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    due_at: Mapped[datetime]
    overdue_at: Mapped[datetime | None]
    """When the platform noted that the department is late; pages read the clock themselves."""
    answer: Mapped[str | None] = mapped_column(String(1000))
    """What the department says, published; empty where the objector withdrew."""
    remedy: Mapped[Remedy | None] = mapped_column(Enum(Remedy, native_enum=False, length=16))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("award_id", "objector_id"),
        CheckConstraint("(state = 'FILED') = (settled_at IS NULL)", name="settled_at_a_time"),
        CheckConstraint(
            "(state IN ('INADMISSIBLE', 'ANSWERED', 'UPHELD')) = (answer IS NOT NULL)", name="settled_in_words"
        ),
        CheckConstraint("(state = 'UPHELD') = (remedy IS NOT NULL)", name="upheld_with_a_remedy"),
        Index("ix_objection_state_due_at", "state", "due_at"),
    )
