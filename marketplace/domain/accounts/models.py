"""A person's account and the sessions it is signed in with."""

from datetime import datetime
from typing import Any

from flask_security import UserMixin, WebAuthnMixin
from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.kernel.database import Base


class User(Base, UserMixin):  # a vendor's class in the domain, listed in the import contract
    """One person. Flask-Security reads and writes the columns it names."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """In lower case throughout, so that one mailbox is one account."""
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    """The last half-minute whose code was used; a code opens once only."""
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JSON)
    """SHA-256 of each code that is still unused."""
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)  # type: ignore[assignment]
    """How passkeys name the account: chance alone, so that they tell nothing about the person."""
    webauthn: Mapped[list["Passkey"]] = relationship(order_by="Passkey.id", viewonly=True)  # type: ignore[assignment]
    """Its passkeys, the oldest first; Flask-Security asks for them by this name."""
    name: Mapped[str] = mapped_column(String(80), default="")
    language: Mapped[str] = mapped_column(String(8), default="zh")
    create_datetime: Mapped[datetime | None]  # type: ignore[assignment]  # Flask-Security says it is never empty
    erased_at: Mapped[datetime | None]
    """When its owner closed it for good (个人信息保护法 Art 47)."""
    name_due_at: Mapped[datetime | None] = mapped_column(index=True)
    """When to look again whether the name of a closed account may go; empty where no procurement file needs it."""
    is_demo: Mapped[bool] = mapped_column(default=False)
    """An invented person; a live instance refuses to start with one."""

    roles: list[Any] = []  # noqa: RUF012 - Flask-Security asks; rights come from memberships alone

    @property
    def ref(self) -> str:
        """How the journal names a person."""
        return f"user-{self.id}"

    @property
    def has_app(self) -> bool:
        """Whether an app shows this person's codes."""
        return bool(self.tf_primary_method and self.tf_totp_secret)

    @property
    def has_second_factor(self) -> bool:
        """Whether the password alone is not enough to sign in: there is an app with codes or a passkey."""
        return self.has_app or bool(self.webauthn)


class Passkey(Base, WebAuthnMixin):
    """A key pair in somebody's telephone, computer or security key (WebAuthn); only its public half is known here.

    Flask-Security reads and writes the columns it names.
    """

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str] = mapped_column(String(64))
    """The owner's own word for it."""
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    """How the authenticator names it (WebAuthn Level 3, 5.8.3: at most 1023 bytes)."""
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    """In COSE, RFC 9052."""
    sign_count: Mapped[int] = mapped_column(BigInteger)
    """What the authenticator counted last; many count nothing and stay at 0."""
    transports: Mapped[list[str]] = mapped_column(JSON)
    """How a browser reaches it: ``usb``, ``nfc``, ``ble``, ``internal``, ``hybrid``."""
    created_at: Mapped[datetime]
    lastuse_datetime: Mapped[datetime]
    """The time of adding until it is used."""

    usage = "first"
    """Flask-Security's word for a key that opens an account on its own; each of ours verifies who holds it."""
    extensions = None

    __table_args__ = (UniqueConstraint("user_id", "name"),)


class WebSession(Base):
    """A browser: the cookie holds a 256-bit token, the row only its SHA-256. `user_id` is empty before sign-in."""

    __tablename__ = "web_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    agent: Mapped[str] = mapped_column(String(200), default="")
    """What the browser calls itself, so that its owner knows it again."""
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """A failed or costly attempt, kept to slow down guessing per account and per address."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the limit's name and of what it counts by (an account's address, a network address)."""
    at: Mapped[datetime]

    __table_args__ = (Index("ix_sign_in_attempt_subject_at", "subject", "at"),)
