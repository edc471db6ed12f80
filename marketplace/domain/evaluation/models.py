"""Declarations, each evaluator's own sheets, and the sheets they agree on."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.database import Base


class Declaration(Base):
    """An evaluator's word on interests, given anew for each tender."""

    __tablename__ = "conflict_declaration"

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    has_conflict: Mapped[bool]
    statement: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime]


class Release(Base):
    """An evaluator who evaluates no more, and why; the reason is published. Triggers refuse changes.

    Released by an approver for letting the others wait, or, where `released_by` is the evaluator, stood aside.
    """

    __tablename__ = "evaluator_release"

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(1000))
    released_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]

    @property
    def is_own_doing(self) -> bool:
        """Whether the evaluator stood aside."""
        return self.released_by == self.user_id


class ScoreSheet(Base):
    """One evaluator's points for one bid, with reasons; given once."""

    __tablename__ = "score_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    points: Mapped[dict[str, Any]] = mapped_column(JSON)
    """``{criterion code: whole points}``"""
    reasons: Mapped[str] = mapped_column(String(2000))
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("bid_id", "user_id"),)


class ConsensusSheet(Base):
    """Points for one bid that an evaluator proposes to all; the last number counts. Triggers refuse changes."""

    __tablename__ = "consensus_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    number: Mapped[int]
    points: Mapped[dict[str, Any]] = mapped_column(JSON)
    """``{criterion code: whole points}``"""
    reasons: Mapped[str] = mapped_column(String(2000))
    deviation: Mapped[str] = mapped_column(String(1000))
    """Why the points differ much from the mean of the evaluators' own; empty where they do not."""
    proposed_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("bid_id", "number"),)


class Confirmation(Base):
    """An evaluator's yes to one sheet; whoever proposes it has said yes. Triggers refuse changes."""

    __tablename__ = "consensus_confirmation"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("consensus_sheet.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    at: Mapped[datetime]
