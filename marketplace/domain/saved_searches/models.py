"""What people search for again and again."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.saved_searches.rules import LONGEST_NAME, TOLD_EVERY, Saved
from marketplace.kernel.database import Base


class SavedSearch(Base):
    """One search of one person; goes with the account."""

    __tablename__ = "saved_search"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    kind: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(String(200))
    chosen: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    query: Mapped[str] = mapped_column(String(4000))
    saved_at: Mapped[datetime]
    looked_at: Mapped[datetime]
    """When its owner last looked; what is newer is new."""
    tell_at: Mapped[datetime | None]
    """From when on news may be told; empty where none is wanted."""

    __table_args__ = (UniqueConstraint("user_id", "name"), Index("ix_saved_search_tell_at", "tell_at"))

    @property
    def new_from(self) -> datetime:
        """From when on something is news: since its owner looked, or was last told."""
        return max(self.looked_at, self.tell_at - TOLD_EVERY) if self.tell_at else self.looked_at

    @property
    def asked(self) -> Saved:
        """What is searched."""
        return Saved(self.kind, self.query, self.words, self.chosen)
