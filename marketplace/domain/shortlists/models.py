"""Locked searches."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.shortlists.rules import is_fresh
from marketplace.kernel.database import Base


class ShortList(Base):
    """What one search of providers found. Triggers refuse to change or delete a row."""

    __tablename__ = "shortlist"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    item_code: Mapped[str] = mapped_column(ForeignKey("service_item.code"))
    locked_at: Mapped[datetime]
    locked_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    """As `rules.document`; the columns before it say the same for the database."""
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the document's canonical JSON, in hexadecimal."""

    @property
    def refs(self) -> frozenset[str]:
        """The references of the providers on it."""
        return frozenset(provider["ref"] for provider in self.document["providers"])

    def is_fresh(self, now: datetime) -> bool:
        """Whether a choice may still rest on it."""
        return is_fresh(self.locked_at, now)
