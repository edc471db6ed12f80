"""Contracts, milestones and deliverables."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Enum, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.contracts.states import ContractState, MilestoneState
from marketplace.kernel.database import Base
from marketplace.kernel.money import Money


class Contract(Base):
    """One per award. `terms_sha256` is what both sides sign: the hash of the canonical terms."""

    __tablename__ = "contract"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), unique=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), index=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    budget_line_id: Mapped[int] = mapped_column(ForeignKey("budget_line.id"))
    amount: Mapped[Money]
    service_days: Mapped[int]
    state: Mapped[ContractState] = mapped_column(Enum(ContractState, native_enum=False, length=20))
    terms_sha256: Mapped[str] = mapped_column(String(64))
    drawn_up_at: Mapped[datetime]
    supplier_signed_at: Mapped[datetime | None]
    supplier_signed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    signed_at: Mapped[datetime | None]
    """When the second side signed; the service time counts from here."""
    buyer_signed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    due_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    milestones: Mapped[list["Milestone"]] = relationship(order_by="Milestone.number", back_populates="contract")

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)


class Milestone(Base):
    """A part of the service with its own deliverable, price and time."""

    __tablename__ = "milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    amount: Mapped[Money]
    days: Mapped[int]
    """Working days from the signing to this deliverable."""
    state: Mapped[MilestoneState] = mapped_column(Enum(MilestoneState, native_enum=False, length=16))
    due_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """Empty when it was accepted because the department let its time pass."""
    next_check_at: Mapped[datetime | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)

    contract: Mapped[Contract] = relationship(back_populates="milestones")

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        CheckConstraint("amount > 0 AND days > 0", name="amount_and_days_positive"),
    )


class Deliverable(Base):
    """One hand-over of a document for a milestone, and what became of it."""

    __tablename__ = "deliverable"

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    note: Mapped[str] = mapped_column(String(2000), default="")
    delivered_at: Mapped[datetime]
    delivered_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    returned_at: Mapped[datetime | None]
    returned_because: Mapped[str | None] = mapped_column(String(1000))
