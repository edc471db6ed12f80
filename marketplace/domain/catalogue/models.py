"""One service item."""

from dataclasses import dataclass

from sqlalchemy import CheckConstraint, Enum, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.catalogue.states import BasisLevel, Commissioner, ItemStatus
from marketplace.kernel.database import Base


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue as a whole, as the journal names it after an import: which codes came, which changed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    ref = "catalogue"


class ServiceItem(Base):
    """A row of the catalogue; texts come in Chinese and English."""

    __tablename__ = "service_item"

    code: Mapped[str] = mapped_column(String(48), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(200))
    category_zh: Mapped[str] = mapped_column(String(32))
    category_en: Mapped[str] = mapped_column(String(64))
    approval_item_zh: Mapped[str] = mapped_column(String(200))
    approval_item_en: Mapped[str] = mapped_column(String(300))
    approval_dept_zh: Mapped[str] = mapped_column(String(100))
    approval_dept_en: Mapped[str] = mapped_column(String(200))
    commissioned_by: Mapped[Commissioner] = mapped_column(Enum(Commissioner, native_enum=False, length=16))
    legal_basis_zh: Mapped[str] = mapped_column(String(400), default="")
    legal_basis_en: Mapped[str] = mapped_column(String(500), default="")
    basis_level: Mapped[BasisLevel] = mapped_column(Enum(BasisLevel, native_enum=False, length=24))
    basis_note_zh: Mapped[str] = mapped_column(String(400), default="")
    basis_note_en: Mapped[str] = mapped_column(String(500), default="")
    time_limit_working_days: Mapped[int | None]
    qualification_zh: Mapped[str] = mapped_column(String(300), default="")
    qualification_en: Mapped[str] = mapped_column(String(400), default="")
    qualification_basis_zh: Mapped[str] = mapped_column(String(300), default="")
    qualification_basis_en: Mapped[str] = mapped_column(String(400), default="")
    deliverable_zh: Mapped[str] = mapped_column(String(200), default="")
    deliverable_en: Mapped[str] = mapped_column(String(300), default="")
    status: Mapped[ItemStatus] = mapped_column(Enum(ItemStatus, native_enum=False, length=16), index=True)
    cancelled_by: Mapped[str] = mapped_column(String(300), default="")
    cancelled_year: Mapped[int | None]
    disposal_zh: Mapped[str] = mapped_column(String(400), default="")
    disposal_en: Mapped[str] = mapped_column(String(500), default="")
    is_verified: Mapped[bool] = mapped_column(default=False)
    """The cited article was read and says so, or the item was seen on a published list."""

    @property
    def ref(self) -> str:
        """How the journal names it."""
        return self.code

    __table_args__ = (
        CheckConstraint("time_limit_working_days IS NULL OR time_limit_working_days > 0", name="time_limit_positive"),
    )
