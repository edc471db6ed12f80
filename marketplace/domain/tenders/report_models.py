"""What the restriction check said of a notice, and what a legal officer set against it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.tenders.states import OverrideState
from marketplace.kernel.database import Base


class TenderReport(Base):
    """What the restriction check said of a notice as it was published. Triggers refuse to change or delete a row."""

    __tablename__ = "tender_report"

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """1 for the notice, one more for every corrigendum of its words."""
    at: Mapped[datetime]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    """As `reports.document`."""


class RestrictionOverride(Base):
    """A legal officer's statement that a national law demands a condition that the check blocks (条例 Art 12)."""

    __tablename__ = "restriction_override"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), index=True)
    state: Mapped[OverrideState] = mapped_column(Enum(OverrideState, native_enum=False, length=16))
    rule: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text)
    """The very words it covers; other words under the same rule are not covered."""
    law: Mapped[str] = mapped_column(String(120))
    article: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(1000))
    expires_on: Mapped[date]
    given_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    given_at: Mapped[datetime]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reviewed_at: Mapped[datetime | None]
    review: Mapped[str] = mapped_column(String(1000), default="")
    """Why the regulator confirmed or objects."""
