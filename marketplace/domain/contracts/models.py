"""Contracts, milestones and deliverables."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.contracts.states import (
    AWAITED,
    OUTLIVED,
    OWED,
    ChangeKind,
    ChangeState,
    ContractState,
    EndGround,
    MilestoneKind,
    MilestoneState,
    RecordKind,
)
from marketplace.kernel.database import Base
from marketplace.kernel.money import ZERO, Money


class Contract(Base):
    """One per award. `terms_sha256` is what both sides sign: the hash of the canonical terms."""

    __tablename__ = "contract"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), unique=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), index=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    budget_line_id: Mapped[int | None] = mapped_column(ForeignKey("budget_line.id"))
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
    rate_until: Mapped[datetime | None]
    """Until when both sides may rate each other; empty while the service goes on."""
    version: Mapped[int] = mapped_column(default=1)

    milestones: Mapped[list["Milestone"]] = relationship(order_by="Milestone.number", back_populates="contract")

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    @property
    def present_amount(self) -> Money:
        """The price with every supplement that is in force; `amount` stays the price that was signed first."""
        return sum((part.amount for part in self.milestones), ZERO)

    @property
    def service_amount(self) -> Money:
        """What the service costs that is not given up, without the money that is kept back."""
        service = (part for part in self.milestones if part.kind is MilestoneKind.SERVICE)
        return sum((part.amount for part in service if part.state is not MilestoneState.ENDED), ZERO)

    @property
    def retention(self) -> Money:
        """What is kept back and neither payable nor given up."""
        return sum((part.amount for part in self.milestones if part.is_kept_back), ZERO)

    def total(self, *states: MilestoneState) -> Money:
        """What the milestones in these states cost together."""
        return sum((part.amount for part in self.milestones if part.state in states), ZERO)


class Milestone(Base):
    """A part of the service with its own deliverable, price and time; or the share of the price that is kept back."""

    __tablename__ = "milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    amount: Mapped[Money]
    kind: Mapped[MilestoneKind] = mapped_column(
        Enum(MilestoneKind, native_enum=False, length=16), default=MilestoneKind.SERVICE
    )
    days: Mapped[int]
    """Working days from the signing to this deliverable; of what is kept back, those of the whole service."""
    state: Mapped[MilestoneState] = mapped_column(Enum(MilestoneState, native_enum=False, length=16))
    due_at: Mapped[datetime | None]
    kept_until: Mapped[datetime | None]
    """Of what is kept back: when the liability period is over, once it has begun."""
    delivered_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """Empty when the clock did it: the department let its time pass, or what was kept back came free."""
    next_check_at: Mapped[datetime | None] = mapped_column(index=True)
    late_noted_at: Mapped[datetime | None]
    """When both sides were told that it is late; empty again once it has a new date."""
    version: Mapped[int] = mapped_column(default=1)

    contract: Mapped[Contract] = relationship(back_populates="milestones")

    @property
    def is_retention(self) -> bool:
        """Whether it is the share of the price that is kept back."""
        return self.kind is MilestoneKind.RETENTION

    @property
    def is_kept_back(self) -> bool:
        """Whether it still is: neither payable nor given up, of a contract that came about."""
        is_held = self.state in OWED - {MilestoneState.ACCEPTED}
        return self.is_retention and is_held and self.contract.state is not ContractState.VOID

    @property
    def goes_on(self) -> bool:
        """Whether its contract lets it go on: in force, or over but for what it keeps back."""
        return self.contract.state is ContractState.ACTIVE or (self.is_retention and self.contract.state in OUTLIVED)

    @property
    def is_the_last(self) -> bool:
        """Whether it is all that is left of the service; who gives that up ends the contract instead."""
        service = [other for other in self.contract.milestones if not other.is_retention]
        return not self.is_retention and all(other is self or other.state is MilestoneState.ENDED for other in service)

    def is_claimable(self, now: datetime) -> bool:
        """Whether a defect may be claimed: it is kept back and its liability period runs; the rule reads the clock."""
        is_kept = self.state is MilestoneState.KEPT and self.goes_on
        return is_kept and self.kept_until is not None and now < self.kept_until

    def is_late(self, now: datetime) -> bool:
        """Whether its date has passed and the agency still has to hand it over; the rule reads the clock."""
        return self.state in AWAITED and self.due_at is not None and self.due_at <= now

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


class ContractChange(Base):
    """Something one side proposes after the signing, and what became of it.

    A supplement says what a part costs from then on (`amount`), and how much more or less that is (`difference`);
    without a milestone it adds one, due `days` working days after its signature. An extension adds `days` working days.
    """

    __tablename__ = "contract_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("milestone.id"))
    kind: Mapped[ChangeKind] = mapped_column(Enum(ChangeKind, native_enum=False, length=16))
    state: Mapped[ChangeState] = mapped_column(Enum(ChangeState, native_enum=False, length=16))
    title: Mapped[str] = mapped_column(String(120), default="")
    amount: Mapped[Money | None]
    difference: Mapped[Money | None]
    days: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(1000))
    by_supplier: Mapped[bool]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    refused_because: Mapped[str | None] = mapped_column(String(1000))
    version: Mapped[int] = mapped_column(default=1)

    contract: Mapped[Contract] = relationship()
    milestone: Mapped[Milestone | None] = relationship()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("approved_by IS NULL OR approved_by != proposed_by", name="four_eyes"),
        CheckConstraint("amount IS NULL OR amount > 0", name="amount_positive"),
        Index("ix_contract_change_contract", "contract_id", "state"),
    )

    @property
    def waits_for_the_buyer(self) -> bool:
        """Whose answer is due: the side that did not propose it, but a supplement needs an approver first."""
        return self.by_supplier or (self.kind is ChangeKind.SUPPLEMENT and self.state is ChangeState.PROPOSED)


class ContractRecord(Base):
    """Something agreed or declared after the signing; written once. `sha256` is the hash of the canonical `terms`."""

    __tablename__ = "contract_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("milestone.id"))
    change_id: Mapped[int | None] = mapped_column(ForeignKey("contract_change.id"), unique=True)
    kind: Mapped[RecordKind] = mapped_column(Enum(RecordKind, native_enum=False, length=20))
    ground: Mapped[EndGround | None] = mapped_column(Enum(EndGround, native_enum=False, length=16))
    """Of a termination."""
    until: Mapped[datetime | None]
    """Of a demand: its last date."""
    reason: Mapped[str] = mapped_column(String(1000))
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
