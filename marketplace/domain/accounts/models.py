"""A person's account and the sessions it is signed in with."""

from datetime import datetime
from typing import Any

from flask_security import UserMixin
from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.database import Base


class User(Base, UserMixin):  # type: ignore[misc] - the one vendor class in the domain, listed in the import contract
    """One person. Flask-Security reads and writes the columns it names."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JSON)
    name: Mapped[str] = mapped_column(String(80), default="")
    language: Mapped[str] = mapped_column(String(8), default="zh")
    create_datetime: Mapped[datetime | None]

    roles: list[Any] = []  # noqa: RUF012 - Flask-Security asks; rights come from memberships alone

    @property
    def ref(self) -> str:
        """How the journal names a person."""
        return f"user-{self.id}"


class WebSession(Base):
    """A signed-in browser: the cookie holds a 256-bit token, the row only its SHA-256."""

    __tablename__ = "web_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """A failed sign-in, kept to slow down guessing per account and per address."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the account's address or of the network address."""
    at: Mapped[datetime]

    __table_args__ = (Index("ix_sign_in_attempt_subject_at", "subject", "at"),)
