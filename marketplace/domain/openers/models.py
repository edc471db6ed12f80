"""Openers: a person's key and what shows that it works."""

from datetime import datetime

from sqlalchemy import Enum, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.openers.panels import fingerprint
from marketplace.domain.openers.states import OpenerState
from marketplace.kernel.database import Base


class Opener(Base):
    """One key of one person, held for one organisation. The private half was never here."""

    __tablename__ = "opener"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[OpenerState] = mapped_column(Enum(OpenerState, native_enum=False, length=16))
    public_key: Mapped[str] = mapped_column(String(64))
    """X25519, 32 bytes in hexadecimal."""
    enrolled_at: Mapped[datetime]
    challenge: Mapped[str] = mapped_column(String(160))
    """A secret sealed to the key, in hexadecimal; its owner alone can read it out."""
    challenge_sha256: Mapped[str] = mapped_column(String(64))
    """Of the secret, which the platform has forgotten."""
    challenged_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    """When the key was last shown to be at hand."""
    retired_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("public_key"),)

    @property
    def fingerprint(self) -> str:
        """What people compare."""
        return fingerprint(bytes.fromhex(self.public_key))

    @property
    def has_answered(self) -> bool:
        """Whether the last challenge was answered."""
        return self.proved_at is not None and self.proved_at >= self.challenged_at
