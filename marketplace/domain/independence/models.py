"""The register of ties between departments and agencies."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.independence.states import AffiliationKind
from marketplace.kernel.database import Base


class Affiliation(Base):
    """An agency is tied to a department from its first to its last day."""

    __tablename__ = "affiliation"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[AffiliationKind] = mapped_column(Enum(AffiliationKind, native_enum=False, length=16))
    since: Mapped[date]
    until: Mapped[date | None]
    """The last day; empty while the tie lasts."""
    exception_law: Mapped[str] = mapped_column(String(200), default="")
    """The law and article that allow the work all the same; where there is one nobody is kept out."""
    declared: Mapped[bool]
    """Whether the agency itself said so."""
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_because: Mapped[str] = mapped_column(String(500), default="")
    """Why the register says that it is over."""

    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="days_in_order"),
        CheckConstraint("agency_id != department_id", name="two_organisations"),
        Index("ix_affiliation_agency_id_department_id", "agency_id", "department_id"),
    )
