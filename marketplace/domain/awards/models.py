"""The selection with its evidence, and the award."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.awards.states import AwardState
from marketplace.kernel.database import Base
from marketplace.kernel.money import Money


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
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), unique=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    amount: Mapped[Money]
    state: Mapped[AwardState] = mapped_column(Enum(AwardState, native_enum=False, length=16))
    announced_at: Mapped[datetime]
    announced_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    publicity_until: Mapped[datetime]
    sign_by: Mapped[datetime]
    next_check_at: Mapped[datetime | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        Index("ix_award_announced", "announced_at"),
    )
