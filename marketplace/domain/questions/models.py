"""Questions with their answers, and apart from them who asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.questions.states import QuestionState
from marketplace.kernel.database import Base


class Question(Base):
    """One question and what the department says to it; all of it is public."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), index=True)
    state: Mapped[QuestionState] = mapped_column(Enum(QuestionState, native_enum=False, length=16))
    text: Mapped[str] = mapped_column(String(2000))
    asked_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(String(4000))
    """The answer, or why there is none."""
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("(state = 'ASKED') = (answered_at IS NULL)", name="settled_at_a_time"),
        CheckConstraint("(state IN ('ANSWERED', 'REFUSED')) = (answer IS NOT NULL)", name="answered_in_words"),
        CheckConstraint("(state = 'MERGED') = (merged_into_id IS NOT NULL)", name="merged_into_another"),
    )


class QuestionAsker(Base):
    """Which agency asked; read for that agency alone. Triggers refuse to change or delete a row."""

    __tablename__ = "question_asker"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
