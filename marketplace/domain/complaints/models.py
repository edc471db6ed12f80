"""Complaints, the filer's contact apart from everything else, the correspondence, the files, and what was decided."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.complaints.states import Anonymity, ComplaintState, EntryKind, Outcome, SubjectKind
from marketplace.kernel.database import Base


class Complaint(Base):
    """One report. `respondent_id` is the organisation it is about; empty for a body that is not on this platform."""

    __tablename__ = "complaint"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[ComplaintState] = mapped_column(Enum(ComplaintState, native_enum=False, length=20))
    kind: Mapped[SubjectKind] = mapped_column(Enum(SubjectKind, native_enum=False, length=16))
    tender_id: Mapped[int | None] = mapped_column(ForeignKey("tender.id"), index=True)
    respondent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    respondent_buys: Mapped[bool] = mapped_column(default=False)
    """Whether the respondent is a department."""
    clause: Mapped[str] = mapped_column(String(1000), default="")
    policy_title: Mapped[str] = mapped_column(String(200), default="")
    policy_number: Mapped[str] = mapped_column(String(200), default="")
    policy_issuer: Mapped[str] = mapped_column(String(200), default="")
    policy_link: Mapped[str] = mapped_column(String(500), default="")
    articles: Mapped[list[str]] = mapped_column(JSON)
    facts: Mapped[str] = mapped_column(String(4000))
    reasons: Mapped[str] = mapped_column(String(4000))
    since: Mapped[date | None] = mapped_column(Date)
    reported_elsewhere: Mapped[bool]
    elsewhere: Mapped[str] = mapped_column(String(4000), default="")
    anonymity: Mapped[Anonymity] = mapped_column(Enum(Anonymity, native_enum=False, length=16))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    filed_at: Mapped[datetime]
    complete_at: Mapped[datetime]
    """When the last of the filer's papers came; the time for the decision counts from here."""
    decide_by: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    """By when whoever acts next has to; the state says who. Empty once nothing is due."""
    overdue_at: Mapped[datetime | None]
    """When the sweep found it late."""
    statement_asked_at: Mapped[datetime | None]
    """Since when the respondent knows of the case."""
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("kind = 'POLICY' OR respondent_id IS NOT NULL", name="somebody_answers"),
        Index("ix_complaint_state_due_at", "state", "due_at"),
        Index("ix_complaint_published_at", "published_at"),
    )


class ComplaintContact(Base):
    """Who the filer is and how to reach them; only the regulator's page of the case reads it."""

    __tablename__ = "complaint_contact"

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(254), default="")


class ComplaintEntry(Base):
    """One letter of the correspondence; never changed."""

    __tablename__ = "complaint_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    kind: Mapped[EntryKind] = mapped_column(Enum(EntryKind, native_enum=False, length=20))
    text: Mapped[str] = mapped_column(String(4000))
    at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """By when a request was to be answered."""
    written_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """Empty for the filer."""


class ComplaintFile(Base):
    """A stored file of a case; without an entry it came with the complaint itself. Never changed."""

    __tablename__ = "complaint_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("complaint_entry.id"))
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    is_respondents: Mapped[bool]

    __table_args__ = (CheckConstraint("size > 0", name="not_empty"),)


class ComplaintDecision(Base):
    """What was found, why and what follows, in full; never changed."""

    __tablename__ = "complaint_decision"

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(Enum(Outcome, native_enum=False, length=16))
    facts: Mapped[str] = mapped_column(String(4000))
    reasoning: Mapped[str] = mapped_column(String(4000))
    articles: Mapped[list[str]] = mapped_column(JSON)
    measures: Mapped[str] = mapped_column(String(4000), default="")
    at: Mapped[datetime]
    decided_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class ComplaintPublication(Base):
    """The decision as the public reads it, personal data masked; never changed."""

    __tablename__ = "complaint_publication"

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    clause: Mapped[str] = mapped_column(String(1000), default="")
    facts: Mapped[str] = mapped_column(String(8000))
    reasoning: Mapped[str] = mapped_column(String(8000))
    measures: Mapped[str] = mapped_column(String(8000), default="")
    at: Mapped[datetime]
    published_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
