"""Lines and the entries that move them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.database import Base
from marketplace.kernel.money import Money


class EntryKind(StrEnum):
    """What an entry did to its line."""

    RESERVE = "reserve"
    RELEASE = "release"
    COMMIT = "commit"
    SPEND = "spend"
    FREE = "free"
    """A commitment given back: the contract ended early, or a part of it was given up or became cheaper."""


class BudgetLine(Base):
    """One line of one department's budget of one fiscal year (calendar year, 预算法 Art 18)."""

    __tablename__ = "budget_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    fiscal_year: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    amount: Mapped[Money]
    reserved: Mapped[Money]
    committed: Mapped[Money]
    spent: Mapped[Money]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("organisation_id", "fiscal_year", "code"),
        CheckConstraint("amount >= 0 AND reserved >= 0 AND committed >= 0 AND spent >= 0", name="not_negative"),
        CheckConstraint("reserved + committed + spent <= amount", name="never_overcommitted"),
    )

    @property
    def available(self) -> Money:
        """What is left to reserve."""
        return self.amount - self.reserved - self.committed - self.spent


class BudgetEntry(Base):
    """One movement; the sums of a line's entries are its columns, and `ledger verify` says so."""

    __tablename__ = "budget_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("budget_line.id"))
    kind: Mapped[EntryKind] = mapped_column(Enum(EntryKind, native_enum=False, length=16))
    subject_ref: Mapped[str] = mapped_column(String(16))
    """What moved it.

    The tender, the award or the supplement (reserve, release, commit), the payment (spend); the award, the proposal or
    the contract (free).
    """
    amount: Mapped[Money]
    at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("kind", "subject_ref"),
        CheckConstraint("amount >= 0", name="not_negative"),
        Index("ix_budget_entry_line", "line_id", "id"),
    )
