"""One stored file."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.database import Base


class Document(Base):
    """Whose file it is, what it was called and how to prove that it is still the same."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    shared_with_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    is_public: Mapped[bool] = mapped_column(default=False)
    is_for_departments: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Every department may read it, and so may the operator."""
    is_personal: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It is the file of the person who handed it in; the organisation is only the one it is about."""

    __table_args__ = (
        CheckConstraint("size > 0", name="not_empty"),
        Index("ix_document_uploaded_by_at", "uploaded_by", "uploaded_at"),
    )
