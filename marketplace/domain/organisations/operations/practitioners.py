"""The people of an agency who hold a professional certificate."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.organisations import identity_numbers, rules
from marketplace.domain.organisations.models import Organisation, Practitioner
from marketplace.domain.organisations.ports import IdentityDigest
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.texts import one_line
from marketplace.kernel.unit_of_work import UnitOfWork

LONGEST_CERTIFICATE = 300
LONGEST_NUMBER = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is asked of a practitioner. `identity_number` is never kept, only its keyed hash and its ending."""

    name: str
    certificate: str
    registration_number: str
    identity_number: str
    active_from: date | None


def add_practitioner(uow: UnitOfWork, ref: str, person: Person, digest: IdentityDigest) -> Practitioner:
    """Name a person who holds a certificate; raises Invalid by field, Conflict for one who is named with it already."""
    agency = uow.claim(Organisation, ref, "organisation:keep_evidence")
    name, certificate, registration_number, number = _checked(person)
    known = digest(number)
    active_from = person.active_from or day_of(uow.now)
    named = uow.session.scalar(
        select(Practitioner.id)
        .where(
            Practitioner.organisation_id == agency.id,
            Practitioner.certificate == certificate,
            Practitioner.id_digest == known,
            or_(Practitioner.active_to.is_(None), Practitioner.active_to >= active_from),
        )
        .limit(1)
    )
    if named is not None:
        raise Conflict(mark("This person is named with this certificate already."))
    practitioner = uow.add(
        Practitioner(
            ref=uow.new_ref("P"),
            organisation_id=agency.id,
            name=name,
            certificate=certificate,
            registration_number=registration_number,
            id_digest=known,
            id_ending=number[-identity_numbers.SHOWN :],
            active_from=active_from,
            added_at=uow.now,
            added_by=uow.actor.user_id,
        )
    )
    uow.record("organisation:add_practitioner", practitioner, agency=agency.ref, certificate=certificate)
    return practitioner


def end_practitioner(uow: UnitOfWork, ref: str, last_day: date | None) -> Practitioner:
    """Say on which day a person last works here (field ``last_day``): not before the first, not after today."""
    practitioner = uow.claim(Practitioner, ref, "organisation:keep_evidence")
    if practitioner.active_to is not None:
        raise Conflict(mark("The last day of this person is written down already."))
    today = day_of(uow.now)
    if last_day is None or not practitioner.active_from <= last_day <= max(today, practitioner.active_from):
        raise Invalid(fields={"last_day": mark("Write a day from the first one to today.")})
    practitioner.active_to = last_day
    uow.flush()
    uow.record("organisation:end_practitioner", practitioner, last_day=last_day.isoformat())
    return practitioner


def _checked(person: Person) -> tuple[str, str, str, str]:
    wrong: dict[str, Text] = {}
    answers = []
    for field, rule in (
        ("name", rules.person),
        ("certificate", lambda written: one_line(written, longest=LONGEST_CERTIFICATE)),
        ("registration_number", lambda written: one_line(written, longest=LONGEST_NUMBER)),
        ("identity_number", identity_numbers.identity_number),
    ):
        try:
            answers.append(rule(getattr(person, field)))
        except Invalid as refusal:
            wrong[field] = refusal.text
    if person.active_from is None:
        wrong["active_from"] = mark("Write the day since when the person has worked for the agency.")
    if wrong:
        raise Invalid(fields=wrong)
    name, certificate, registration_number, number = answers
    return name, certificate, registration_number, number
