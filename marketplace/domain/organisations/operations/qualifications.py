"""The certificates of an agency: shown, no longer relied on, and what the clock does to them."""

from dataclasses import dataclass, fields
from datetime import date, timedelta

from sqlalchemy import select

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.documents.models import Document
from marketplace.domain.organisations import certificates
from marketplace.domain.organisations.certificates import News
from marketplace.domain.organisations.events import CertificateExpired, CertificateExpires, OrganisationProfileChanged
from marketplace.domain.organisations.holdings import Grade
from marketplace.domain.organisations.models import Organisation, Qualification
from marketplace.domain.organisations.states import OrganisationState
from marketplace.kernel.errors import Conflict, Invalid, NotFound
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.texts import one_line
from marketplace.kernel.unit_of_work import UnitOfWork

_LONGEST = {"name": 300, "number": 80, "issuer": 120, "legal_basis": 300}


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is asked of a certificate; `valid_to` is its last day, None where it has none."""

    name: str
    grade: Grade
    number: str
    issuer: str
    valid_from: date | None
    valid_to: date | None = None
    legal_basis: str = ""


def add_qualification(uow: UnitOfWork, ref: str, certificate: Certificate, document_ref: str) -> Qualification:
    """Show a certificate; the file is the agency's own document, and from now on every department may read it.

    Raises Invalid by field, Conflict for one that is shown already, NotFound for a foreign file.
    """
    agency = uow.claim(Organisation, ref, "organisation:keep_evidence")
    answers = _checked(certificate, day_of(uow.now))
    document = uow.session.scalars(
        select(Document).where(Document.ref == document_ref, Document.organisation_id == agency.id)
    ).first()
    if document is None:
        raise NotFound
    if any(_overlaps(other, answers) for other in _relied_on(uow, agency.id, str(answers["name"]))):
        raise Conflict(mark("This certificate is shown already. Take the old entry off first if it is wrong."))
    document.is_for_departments = True
    qualification = Qualification(
        ref=uow.new_ref("Q"),
        organisation_id=agency.id,
        **answers,
        document_id=document.id,
        added_at=uow.now,
        added_by=uow.actor.user_id,
    )
    qualification.next_check_at = certificates.next_news(qualification.valid_from, qualification.valid_to, uow.now)
    uow.add(qualification)
    uow.record(
        "organisation:add_qualification",
        qualification,
        agency=agency.ref,
        name=qualification.name,
        grade=qualification.grade.name,
        number=qualification.number,
        valid_to=qualification.valid_to and qualification.valid_to.isoformat(),
        document=document.ref,
        sha256=document.sha256,
    )
    uow.emit(OrganisationProfileChanged(agency.ref))
    return qualification


def take_off_qualification(uow: UnitOfWork, ref: str) -> Qualification:
    """From today on the agency no longer relies on a certificate; what it was stays on record."""
    qualification = uow.claim(Qualification, ref, "organisation:keep_evidence")
    if qualification.taken_off_on is not None:
        raise Conflict(mark("This certificate is taken off already."))
    qualification.taken_off_on, qualification.next_check_at = day_of(uow.now), None
    uow.flush()
    uow.record("organisation:take_off_qualification", qualification)
    uow.emit(OrganisationProfileChanged(uow.session.get_one(Organisation, qualification.organisation_id).ref))
    return qualification


def note_news(uow: UnitOfWork, ref: str) -> Qualification:
    """The clock has reached a day that matters to a certificate: the search is brought up to date, its agency told.

    A certificate that is renewed needs no warning, and an agency that has left needs none either. Each day is noted
    once; Conflict where nothing is due.
    """
    qualification = uow.claim(Qualification, ref, "organisation:note_news")
    due = qualification.next_check_at
    if due is None or uow.now < due:
        raise Conflict(mark("Nothing about this certificate is due."))
    news = certificates.news(qualification.valid_from, qualification.valid_to, due, uow.now)
    qualification.next_check_at = certificates.next_news(qualification.valid_from, qualification.valid_to, uow.now)
    agency = uow.session.get_one(Organisation, qualification.organisation_id)
    uow.record("organisation:note_news", qualification, news=sorted(news))
    if news - {News.WARNING}:
        uow.emit(OrganisationProfileChanged(agency.ref))
    if agency.state is OrganisationState.ACTIVE and not _is_renewed(uow, qualification):
        if News.EXPIRES in news:
            uow.emit(CertificateExpired(qualification.ref))
        elif News.WARNING in news:
            uow.emit(CertificateExpires(qualification.ref))
    return qualification


def _checked(given: Certificate, today: date) -> dict[str, object]:
    right: dict[str, object] = {field.name: getattr(given, field.name) for field in fields(given)}
    wrong: dict[str, Text] = {}
    for field, longest in _LONGEST.items():
        try:
            right[field] = one_line(getattr(given, field), longest=longest, required=field != "legal_basis")
        except Invalid as refusal:
            wrong[field] = refusal.text
    if given.valid_from is None:
        wrong["valid_from"] = mark("Write the first day on which it is valid.")
    elif given.valid_to == date.max:
        wrong["valid_to"] = mark("Leave the last day empty where the certificate has none.")
    elif given.valid_to is not None and given.valid_to < given.valid_from:
        wrong["valid_to"] = mark("The last day lies before the first.")
    elif given.valid_to is not None and given.valid_to < today:
        wrong["valid_to"] = mark("This certificate has expired; show one that is in force.")
    if wrong:
        raise Invalid(fields=wrong)
    return right


def _relied_on(uow: UnitOfWork, organisation_id: int, name: str) -> list[Qualification]:
    return list(
        uow.session.scalars(
            select(Qualification).where(
                Qualification.organisation_id == organisation_id,
                Qualification.name == name,
                Qualification.taken_off_on.is_(None),
            )
        )
    )


def _overlaps(other: Qualification, answers: dict[str, object]) -> bool:
    """The same document: a renewal has another first day, a second certificate another number."""
    return other.number == answers["number"] and other.valid_from == answers["valid_from"]


def _is_renewed(uow: UnitOfWork, qualification: Qualification) -> bool:
    """Another certificate of this name, no lower, takes over without a gap."""
    valid_to = qualification.valid_to
    return valid_to is not None and any(
        other.grade >= qualification.grade
        and other.valid_from <= valid_to + timedelta(days=1)
        and (other.valid_to is None or other.valid_to > valid_to)
        for other in _relied_on(uow, qualification.organisation_id, qualification.name)
    )
