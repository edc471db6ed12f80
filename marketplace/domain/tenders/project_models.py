"""Who works on which project."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.database import Base


class ProjectWork(Base):
    """An agency got the work of a tender that belongs to a project: its contract is in force, or was."""

    __tablename__ = "project_work"

    contract: Mapped[str] = mapped_column(String(16), primary_key=True)
    """The reference of the contract; a later stage's, which alone knows more of it."""
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    since: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    """When the contract ended before anything was handed over: no service was provided."""
