"""Writing into the register, and saying that a tie is over."""

from datetime import date

from sqlalchemy import select

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.independence import rules
from marketplace.domain.independence.models import Affiliation
from marketplace.domain.independence.rules import NewAffiliation
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.errors import Conflict, Invalid, at_field
from marketplace.kernel.i18n import mark
from marketplace.kernel.texts import one_line
from marketplace.kernel.unit_of_work import UnitOfWork


def declare(uow: UnitOfWork, agency_ref: str, department_ref: str, given: NewAffiliation) -> Affiliation:
    """An agency says that it is tied to a department; from then on it bids in none of its tenders.

    Raises Invalid by field (``department``, ``kind``, ``since``), Conflict for what the register has already. Which
    law allows the work all the same is not the agency's to say.
    """
    agency = uow.claim(Organisation, agency_ref, "affiliation:declare")
    own_word = NewAffiliation(kind=given.kind, since=given.since)
    return _write(uow, agency, department_ref, own_word, declared=True)


def record(uow: UnitOfWork, agency_ref: str, department_ref: str, given: NewAffiliation) -> Affiliation:
    """An operator or a regulator writes a tie into the register, as `declare`."""
    agency = uow.claim(Organisation, agency_ref, "affiliation:record")
    if agency.kind is not OrganisationKind.AGENCY:
        raise Invalid(fields={"agency": mark("Choose a provider.")})
    return _write(uow, agency, department_ref, given, declared=False)


def end(uow: UnitOfWork, ref: str, until: date | None, reason: str) -> Affiliation:
    """Say since when a tie is over, or was never there; the entry stays. Invalid by field (``until``, ``reason``)."""
    affiliation = uow.claim(Affiliation, ref, "affiliation:end")
    if affiliation.until is not None:
        raise Conflict(mark("The register says already that this tie is over."))
    if until is None or not affiliation.since <= until <= day_of(uow.now):
        raise Invalid(fields={"until": mark("Write the last day of the tie, today at the latest.")})
    with at_field("reason"):
        affiliation.ended_because = one_line(reason, longest=rules.LONGEST_REASON)
    affiliation.until = until
    uow.record("affiliation:end", affiliation, until=until.isoformat(), reason=affiliation.ended_because)
    return affiliation


def _write(
    uow: UnitOfWork, agency: Organisation, department_ref: str, given: NewAffiliation, *, declared: bool
) -> Affiliation:
    right = rules.checked(given, day_of(uow.now))
    department = uow.session.scalars(
        select(Organisation).where(Organisation.ref == department_ref, Organisation.kind == OrganisationKind.DEPARTMENT)
    ).first()
    if department is None:
        raise Invalid(fields={"department": mark("Choose a department.")})
    there = select(Affiliation.id).where(
        Affiliation.agency_id == agency.id,
        Affiliation.department_id == department.id,
        Affiliation.kind == right.kind,
        Affiliation.until.is_(None),
    )
    if uow.session.scalar(there) is not None:
        raise Conflict(mark("The register has this tie already."))
    affiliation = uow.add(
        Affiliation(
            ref=uow.new_ref("F"),
            agency_id=agency.id,
            department_id=department.id,
            kind=right.kind,
            since=right.since,
            exception_law=right.exception_law,
            declared=declared,
            recorded_at=uow.now,
            recorded_by=uow.actor.user_id,
        )
    )
    uow.record(
        "affiliation:declare" if declared else "affiliation:record",
        affiliation,
        agency=agency.ref,
        department=department.ref,
        kind=right.kind,
    )
    return affiliation
