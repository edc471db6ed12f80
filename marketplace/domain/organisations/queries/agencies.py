"""What an agency offers and what it can show, on a given day in Beijing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from marketplace.domain.accounts.models import User
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.documents.models import Document
from marketplace.domain.organisations.certificates import IN_FORCE, Validity, validity
from marketplace.domain.organisations.facts import of_organisation
from marketplace.domain.organisations.holdings import Grade, Holdings
from marketplace.domain.organisations.models import (
    OfferedService,
    Organisation,
    Practitioner,
    Qualification,
    SignedCommitment,
)
from marketplace.domain.organisations.states import OfferState
from marketplace.kernel.actor import Actor
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import NotFound
from marketplace.policy.authority import granted
from marketplace.policy.policy import PERMISSIONS

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Offer:
    """A service of an agency as it stands on a day."""

    service: OfferedService
    item: ServiceItem
    state: OfferState
    was_valid_to: date | None
    """The last day of the certificate that ran out last, where that makes the service inactive."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate, its file, and how it stands on a day."""

    certificate: Qualification
    document: Document
    validity: Validity


def holdings(session: Session, organisation_id: int, on: date) -> Holdings:
    """What the agency can show on the day `on` in Beijing.

    Certificates that are in force that day, by name with the best grade; practitioners who work there that day, counted
    by certificate: one person counts once for each.
    """
    best: dict[str, Grade] = {}
    for row in session.execute(
        select(Qualification.name, Qualification.grade).where(
            Qualification.organisation_id == organisation_id, _in_force(on)
        )
    ):
        best[row.name] = max(row.grade, best.get(row.name, Grade.UNGRADED))
    people = session.execute(
        select(Practitioner.certificate, func.count(Practitioner.id_digest.distinct()).label("people"))
        .where(
            Practitioner.organisation_id == organisation_id,
            Practitioner.active_from <= on,
            or_(Practitioner.active_to.is_(None), Practitioner.active_to >= on),
        )
        .group_by(Practitioner.certificate)
        .order_by(Practitioner.certificate)
    )
    return Holdings(best, {row.certificate: row.people for row in people})


def in_force(session: Session, agency_ids: Collection[int], on: date) -> dict[int, list[str]]:
    """The names of the certificates of each that are in force on that day: ``{agency id: [name, …]}``, at once."""
    found: dict[int, list[str]] = {}
    rows = session.execute(
        select(Qualification.organisation_id, Qualification.name)
        .where(Qualification.organisation_id.in_(agency_ids), _in_force(on))
        .distinct()
        .order_by(Qualification.name)
    )
    for agency_id, name in rows:
        found.setdefault(agency_id, []).append(name)
    return found


def counts(agency_id: ColumnElement[int], required: str | ColumnElement[str], on: date) -> ColumnElement[bool]:
    """Whether an agency counts among the providers of an item that needs the certificate `required` (may be empty).

    It does not once it has shown such a certificate and none is in force; before, its written commitment stands.
    """
    name = literal(required) if isinstance(required, str) else required
    own = select(Qualification.id).where(Qualification.organisation_id == agency_id, Qualification.name == name)
    return or_(name == "", ~own.exists(), own.where(_in_force(on)).exists())


def offers(session: Session, agency_id: int, on: date) -> list[Offer]:
    """Everything the agency offers, by code, with what it publishes and whether it counts on that day."""
    held: dict[str, list[Qualification]] = {}
    for certificate in session.scalars(select(Qualification).where(Qualification.organisation_id == agency_id)):
        held.setdefault(certificate.name, []).append(certificate)
    rows = session.execute(
        select(OfferedService, ServiceItem)
        .join(ServiceItem, ServiceItem.code == OfferedService.item_code)
        .where(OfferedService.organisation_id == agency_id)
        .order_by(ServiceItem.code)
    )
    return [_offer(service, item, held.get(item.qualification_zh, []), on) for service, item in rows]


def offers_of_item(session: Session, item_code: str, agency_ids: Collection[int]) -> dict[int, OfferedService]:
    """What these agencies publish about one item: ``{agency id: offer}``."""
    found = session.scalars(
        select(OfferedService).where(
            OfferedService.item_code == item_code, OfferedService.organisation_id.in_(agency_ids)
        )
    )
    return {service.organisation_id: service for service in found}


def qualifications(session: Session, agency_id: int, on: date) -> list[Shown]:
    """Every certificate the agency has shown, by name, the longest valid first."""
    rows = session.execute(
        select(Qualification, Document)
        .join(Document, Document.id == Qualification.document_id)
        .where(Qualification.organisation_id == agency_id)
        .order_by(Qualification.name, Qualification.valid_to.desc().nulls_first(), Qualification.id)
    )
    return [Shown(row.Qualification, row.Document, _validity(row.Qualification, on)) for row in rows]


def qualification(session: Session, ref: str) -> Qualification:
    """One certificate; raises NotFound. Its page is its agency's, which the caller checks."""
    return _one(session.scalars(select(Qualification).where(Qualification.ref == ref)).one_or_none())


def practitioner(session: Session, ref: str) -> Practitioner:
    """One person; raises NotFound. The page is the agency's, which the caller checks."""
    return _one(session.scalars(select(Practitioner).where(Practitioner.ref == ref)).one_or_none())


def practitioners(session: Session, agency_id: int) -> Sequence[Practitioner]:
    """The people the agency has named, those who work there first, by certificate and name."""
    return session.scalars(
        select(Practitioner)
        .where(Practitioner.organisation_id == agency_id)
        .order_by(Practitioner.active_to.is_not(None), Practitioner.certificate, Practitioner.name, Practitioner.id)
    ).all()


def commitments(session: Session, agency_id: int) -> Sequence[AnyRow]:
    """(SignedCommitment, signer's name) of the agency, the newest first."""
    return session.execute(
        select(SignedCommitment, User.name.label("signer"))
        .outerjoin(User, User.id == SignedCommitment.signed_by)
        .where(SignedCommitment.organisation_id == agency_id)
        .order_by(SignedCommitment.signed_at.desc(), SignedCommitment.id.desc())
    ).all()


def news_due(session: Session, now: datetime) -> Sequence[str]:
    """The references of certificates about which something is due; a job notes each."""
    return session.scalars(
        select(Qualification.ref)
        .where(Qualification.next_check_at <= now)
        .order_by(Qualification.next_check_at, Qualification.id)
    ).all()


def may_see_evidence(session: Session, actor: Actor, agency: Organisation) -> bool:
    """Whether this reader may see the agency's files and the names of its people."""
    return granted(PERMISSIONS["organisation:see_evidence"], actor, of_organisation(session, agency))


def _in_force(on: date) -> ColumnElement[bool]:
    return and_(
        Qualification.valid_from <= on,
        or_(Qualification.valid_to.is_(None), Qualification.valid_to >= on),
        or_(Qualification.taken_off_on.is_(None), Qualification.taken_off_on > on),
    )


def _validity(certificate: Qualification, on: date) -> Validity:
    return validity(certificate.valid_from, certificate.valid_to, certificate.taken_off_on, on)


def _offer(service: OfferedService, item: ServiceItem, held: Sequence[Qualification], on: date) -> Offer:
    if not item.qualification_zh:
        return Offer(service, item, OfferState.COUNTS, None)
    if not held:
        return Offer(service, item, OfferState.ON_COMMITMENT, None)
    if any(_validity(certificate, on) in IN_FORCE for certificate in held):
        return Offer(service, item, OfferState.COUNTS, None)
    ended = (certificate.valid_to for certificate in held if _validity(certificate, on) is Validity.EXPIRED)
    return Offer(service, item, OfferState.INACTIVE, max((day for day in ended if day is not None), default=None))


def _one(found: T | None) -> T:
    if found is None:
        raise NotFound
    return found
