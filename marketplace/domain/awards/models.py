"""The selection with its evidence, and the award."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.awards.states import AwardState, Default
from marketplace.kernel.database import Base
from marketplace.kernel.money import Money

STANDING = "state NOT IN ('DECLINED', 'LAPSED', 'REVOKED', 'WITHDRAWN')"
"""In SQL: the award has not ended; the database holds that a tender has one such award at most."""


class Selection(Base):
    """One per tender: the evidence document and its digest, which the journal carries too. Triggers refuse changes."""

    __tablename__ = "selection"

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    run_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class Award(Base):
    """The notice and what follows from it."""

    __tablename__ = "award"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), index=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    amount: Mapped[Money]
    state: Mapped[AwardState] = mapped_column(Enum(AwardState, native_enum=False, length=16))
    announced_at: Mapped[datetime]
    announced_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    publicity_until: Mapped[datetime]
    sign_by: Mapped[datetime]
    next_check_at: Mapped[datetime | None] = mapped_column(index=True)
    overdue_at: Mapped[datetime | None]
    """When the platform noted that the time for signing was over; pages read the clock themselves."""
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"), unique=True)
    """The ended award to an agency of a better rank."""
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_because: Mapped[str | None] = mapped_column(String(1000))
    default: Mapped[Default | None] = mapped_column(Enum(Default, native_enum=False, length=16))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint(
            "(state IN ('DECLINED', 'LAPSED', 'REVOKED', 'WITHDRAWN')) = (ended_because IS NOT NULL)",
            name="ended_with_a_reason",
        ),
        Index("ix_award_announced", "announced_at"),
        Index(
            "ix_award_standing",
            "tender_id",
            unique=True,
            sqlite_where=text(STANDING),
            postgresql_where=text(STANDING),
        ),
    )
