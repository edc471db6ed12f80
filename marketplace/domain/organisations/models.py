"""Organisations, memberships and the services an agency offers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.kernel.actor import Role
from marketplace.kernel.database import Base


class Organisation(Base):
    """A body with an 18-character credit code (GB 32100-2015). `region_code` is set for departments only."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(Enum(OrganisationKind, native_enum=False, length=16))
    state: Mapped[OrganisationState] = mapped_column(Enum(OrganisationState, native_enum=False, length=16))
    credit_code: Mapped[str] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    slug: Mapped[str] = mapped_column(String(80), default="")
    legal_form: Mapped[str] = mapped_column(String(32))
    legal_representative: Mapped[str] = mapped_column(String(60))
    contact_name: Mapped[str] = mapped_column(String(60))
    contact_phone: Mapped[str] = mapped_column(String(20))
    contact_email: Mapped[str] = mapped_column(String(254))
    description: Mapped[str] = mapped_column(String(2000), default="")
    region_code: Mapped[str | None] = mapped_column(String(6))
    registered_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime]
    next_check_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the formal check passes by itself; empty once decided."""
    decided_at: Mapped[datetime | None]
    returned_because: Mapped[str | None] = mapped_column(String(500))
    version: Mapped[int] = mapped_column(default=1)

    services: Mapped[list["OfferedService"]] = relationship(
        cascade="all, delete-orphan", order_by="OfferedService.item_code"
    )

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("kind != 'AGENCY' OR region_code IS NULL", name="agencies_have_no_region"),
        Index("ix_organisation_kind_state_slug", "kind", "state", "slug"),
    )


class Membership(Base):
    """One person's one role in one organisation."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[Role] = mapped_column(Enum(Role, native_enum=False, length=20))
    granted_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("organisation_id", "user_id", "role"),)


class Dissolution(Base):
    """A department that was dissolved into another (机构改革).

    Its rights and duties are the successor's (民法典 Art 98).
    """

    __tablename__ = "dissolution"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    """Whom the document names."""
    present_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    """Who acts today: the successor, or whoever that one was dissolved into later."""
    from_day: Mapped[date]
    document: Mapped[str] = mapped_column(String(60))
    """The number of the document that says so."""
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (CheckConstraint("organisation_id NOT IN (successor_id, present_id)", name="not_into_itself"),)


class OfferedService(Base):
    """An agency says that it offers a catalogue item."""

    __tablename__ = "offered_service"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    item_code: Mapped[str] = mapped_column(ForeignKey("service_item.code"), primary_key=True, index=True)
