"""One service item."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.database import Base


class Commissioner(StrEnum):
    """Who commissions, and so who pays: the department out of its own budget, or the applicant who chooses freely."""

    DEPARTMENT = "department"
    APPLICANT = "applicant"


class BasisLevel(StrEnum):
    """How high the legal basis stands."""

    LAW = "law"
    REGULATION = "regulation"
    STATE_COUNCIL_DECISION = "state_council_decision"
    NONE = "none"


class ItemStatus(StrEnum):
    """Whether the item is still in force."""

    ACTIVE = "active"
    CANCELLED = "cancelled"


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
    legal_basis_zh: Mapped[str] = mapped_column(String(400))
    legal_basis_en: Mapped[str] = mapped_column(String(500))
    basis_level: Mapped[BasisLevel] = mapped_column(Enum(BasisLevel, native_enum=False, length=24))
    basis_note: Mapped[str] = mapped_column(String(500))
    time_limit_working_days: Mapped[int | None]
    qualification_zh: Mapped[str] = mapped_column(String(300))
    qualification_en: Mapped[str] = mapped_column(String(400))
    qualification_basis: Mapped[str] = mapped_column(String(300))
    deliverable_zh: Mapped[str] = mapped_column(String(200))
    deliverable_en: Mapped[str] = mapped_column(String(300))
    status: Mapped[ItemStatus] = mapped_column(Enum(ItemStatus, native_enum=False, length=16), index=True)
    cancelled_by: Mapped[str] = mapped_column(String(300))
    cancelled_year: Mapped[int | None]
    disposal_zh: Mapped[str] = mapped_column(String(400))
    disposal_en: Mapped[str] = mapped_column(String(500))

    __table_args__ = (
        CheckConstraint("time_limit_working_days IS NULL OR time_limit_working_days > 0", name="time_limit_positive"),
    )
