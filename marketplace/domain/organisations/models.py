"""Organisations, who sits in them, who disputes them, the services an agency offers and what it can show for them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.documents.models import Document
from marketplace.domain.organisations.holdings import Grade
from marketplace.domain.organisations.states import (
    BuyerKind,
    ClaimState,
    CommitmentKind,
    DisputeState,
    InvitationState,
    OrganisationKind,
    OrganisationState,
    PriceMode,
    Proof,
)
from marketplace.kernel.actor import Role
from marketplace.kernel.database import Base
from marketplace.kernel.money import Money


class Organisation(Base):
    """A body with an 18-character credit code (GB 32100-2015), or a person who buys.

    `region_code` is set for departments only.
    """

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(Enum(OrganisationKind, native_enum=False, length=16))
    state: Mapped[OrganisationState] = mapped_column(Enum(OrganisationState, native_enum=False, length=16))
    buyer_kind: Mapped[BuyerKind | None] = mapped_column(Enum(BuyerKind, native_enum=False, length=16))
    """Of whoever buys with funds of their own."""
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    """A natural person has none."""
    name: Mapped[str] = mapped_column(String(120))
    """As everybody reads it; of a natural person the family name alone, the whole is `legal_representative`."""
    name_en: Mapped[str] = mapped_column(String(200), default="")
    slug: Mapped[str] = mapped_column(String(80), default="")
    legal_form: Mapped[str] = mapped_column(String(32))
    legal_representative: Mapped[str] = mapped_column(String(60))
    contact_name: Mapped[str] = mapped_column(String(60))
    contact_phone: Mapped[str] = mapped_column(String(20))
    contact_email: Mapped[str] = mapped_column(String(254))
    description: Mapped[str] = mapped_column(String(2000), default="")
    shareholders: Mapped[str] = mapped_column(String(2000), default="", server_default="")
    """Who holds shares in it, one name a line; compared among bidders, shown to nobody else."""
    address: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """Where its office is; likewise, and never a condition of anything."""
    account: Mapped[str] = mapped_column(String(40), default="", server_default="")
    """The bank account it is paid to, digits alone; likewise."""
    region_code: Mapped[str | None] = mapped_column(String(6))
    registered_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime]
    next_check_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the formal check passes by itself; empty once decided."""
    decided_at: Mapped[datetime | None]
    returned_because: Mapped[str | None] = mapped_column(String(500))
    withdrawn_at: Mapped[datetime | None]
    """When the agency left the market; empty while it is in it."""
    claim: Mapped[ClaimState] = mapped_column(
        Enum(ClaimState, native_enum=False, length=16),
        default=ClaimState.UNVERIFIED,
        server_default=ClaimState.UNVERIFIED.name,
    )
    """Whether it is confirmed who stands behind the credit code; apart from the registration's state."""
    proof: Mapped[Proof | None] = mapped_column(Enum(Proof, native_enum=False, length=16))
    verified_at: Mapped[datetime | None]
    proof_note: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """Which document, domain, contract or dispute the proof was."""
    mail_domain: Mapped[str] = mapped_column(String(253), default="", server_default="")
    """The domain that the operator has recorded as the firm's own."""
    version: Mapped[int] = mapped_column(default=1)

    services: Mapped[list["OfferedService"]] = relationship(
        cascade="all, delete-orphan", order_by="OfferedService.item_code"
    )

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("kind != 'AGENCY' OR region_code IS NULL", name="agencies_have_no_region"),
        CheckConstraint("(kind = 'BUYER') = (buyer_kind IS NOT NULL)", name="buyers_have_a_kind"),
        CheckConstraint(
            "(credit_code IS NULL) = (buyer_kind IS NOT NULL AND buyer_kind = 'PERSON')", name="persons_have_no_code"
        ),
        Index("ix_organisation_kind_state_slug", "kind", "state", "slug"),
        Index("ix_organisation_contact_phone", "contact_phone"),
    )


class Membership(Base):
    """One person's one role in one organisation. All rows of one person there agree on `is_administrator`."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[Role] = mapped_column(Enum(Role, native_enum=False, length=20))
    granted_at: Mapped[datetime]
    is_administrator: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Invites and removes people; an organisation that has members has at least one administrator."""

    __table_args__ = (UniqueConstraint("organisation_id", "user_id", "role"),)


class Invitation(Base):
    """Somebody is asked by mail to take a role. The token stands in the mail alone; here is its SHA-256."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    """In lower case, like the address of an account."""
    role: Mapped[Role] = mapped_column(Enum(Role, native_enum=False, length=20))
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[InvitationState] = mapped_column(Enum(InvitationState, native_enum=False, length=16))
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Empty until the mail is written; a mail that is written again gets another token."""
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (Index("ix_invitation_email_state", "email", "state"),)


class Dispute(Base):
    """A second person says that a registered credit code is theirs."""

    __tablename__ = "dispute"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    claimant_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    reason: Mapped[str] = mapped_column(String(2000))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    state: Mapped[DisputeState] = mapped_column(Enum(DisputeState, native_enum=False, length=16))
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decision: Mapped[str | None] = mapped_column(String(500))
    """Why it was decided so; both sides read it."""

    organisation: Mapped[Organisation] = relationship()
    document: Mapped[Document] = relationship()

    __table_args__ = (Index("ix_dispute_organisation_id_state", "organisation_id", "state"),)


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
    """An agency offers a catalogue item, and publishes how (优化营商环境条例 Art 43(1): 条件、流程、时限、收费标准)."""

    __tablename__ = "offered_service"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    item_code: Mapped[str] = mapped_column(ForeignKey("service_item.code"), primary_key=True, index=True)
    promised_days: Mapped[int | None]
    """Working days; never more than the item's time limit where it has one."""
    price_mode: Mapped[PriceMode | None] = mapped_column(Enum(PriceMode, native_enum=False, length=16))
    price_from: Mapped[Money | None]
    price_to: Mapped[Money | None]
    price_text: Mapped[str] = mapped_column(String(500), default="")
    conditions: Mapped[str] = mapped_column(String(1000), default="")
    flow: Mapped[str] = mapped_column(String(1000), default="")

    __table_args__ = (
        CheckConstraint("promised_days IS NULL OR promised_days > 0", name="promise_positive"),
        CheckConstraint("price_from IS NULL OR price_from >= 0", name="price_not_negative"),
        CheckConstraint("price_to IS NULL OR price_to >= price_from", name="price_in_order"),
    )


class Qualification(Base):
    """A certificate that allows an agency to do something; in force from the first to the last of its days."""

    __tablename__ = "qualification"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(300))
    """As the catalogue calls it where an item requires it: the two are compared as they are written."""
    grade: Mapped[Grade] = mapped_column(Enum(Grade, native_enum=False, length=16))
    number: Mapped[str] = mapped_column(String(80))
    issuer: Mapped[str] = mapped_column(String(120))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """The last day; empty where the law sets no end."""
    legal_basis: Mapped[str] = mapped_column(String(300), default="")
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    added_at: Mapped[datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    taken_off_on: Mapped[date | None]
    """The first day on which the agency no longer relies on it."""
    next_check_at: Mapped[datetime | None] = mapped_column(index=True)
    """When its next news is due (it begins, a warning, it has expired); empty when nothing is to come."""

    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="days_in_order"),
        Index("ix_qualification_organisation_id_name", "organisation_id", "name"),
    )


class Practitioner(Base):
    """A person who holds a professional certificate and works for the agency."""

    __tablename__ = "practitioner"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(60))
    certificate: Mapped[str] = mapped_column(String(300))
    registration_number: Mapped[str] = mapped_column(String(80))
    id_digest: Mapped[str] = mapped_column(String(64))
    """Keyed hash of the number of the identity document: tells the same person again, and nothing else."""
    id_ending: Mapped[str] = mapped_column(String(4))
    active_from: Mapped[date]
    active_to: Mapped[date | None]
    """The last day; empty while the person works here."""
    added_at: Mapped[datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (
        CheckConstraint("active_to IS NULL OR active_to >= active_from", name="days_in_order"),
        Index("ix_practitioner_organisation_id_certificate", "organisation_id", "certificate"),
    )


class SignedCommitment(Base):
    """A commitment in writing that takes the place of documents; written once, in the words that were signed."""

    __tablename__ = "signed_commitment"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[CommitmentKind] = mapped_column(Enum(CommitmentKind, native_enum=False, length=32))
    version: Mapped[int]
    text_zh: Mapped[str] = mapped_column(String(1000))
    text_en: Mapped[str] = mapped_column(String(1000))
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    signed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("organisation_id", "kind", "version"),)
