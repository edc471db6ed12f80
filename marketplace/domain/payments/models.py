"""Payments."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.payments.states import PaymentState
from marketplace.kernel.database import Base
from marketplace.kernel.money import Money


class Payment(Base):
    """One per milestone."""

    __tablename__ = "payment"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"), unique=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    budget_line_id: Mapped[int | None] = mapped_column(ForeignKey("budget_line.id"))
    amount: Mapped[Money]
    state: Mapped[PaymentState] = mapped_column(Enum(PaymentState, native_enum=False, length=16))
    provider: Mapped[str] = mapped_column(String(16))
    provider_ref: Mapped[str | None] = mapped_column(String(64))
    instructed_at: Mapped[datetime]
    instructed_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    bank_reference: Mapped[str | None] = mapped_column(String(64), unique=True)
    value_date: Mapped[date | None]
    recorded_at: Mapped[datetime | None]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    rejected_because: Mapped[str | None] = mapped_column(String(1000))
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by != recorded_by", name="four_eyes"),
        CheckConstraint(
            "state != 'SETTLED' OR (bank_reference IS NOT NULL AND confirmed_by IS NOT NULL)", name="proof"
        ),
        Index("ix_payment_state", "state", "instructed_at"),
    )
