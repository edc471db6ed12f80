"""An agency enters: it registers, the form is checked, it is active.

Always open, nationwide, free and without a quota (优化营商环境条例 Art 43; 广东省优化营商环境条例 Art 43(2) forbids
limits on the number of agencies).
"""

from collections.abc import Collection
from dataclasses import asdict

from sqlalchemy import select

from marketplace.domain.organisations import rules
from marketplace.domain.organisations.events import OrganisationActivated, OrganisationRegistered, OrganisationReturned
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.organisations.operations.services import check_services, put_services
from marketplace.domain.organisations.registering import check_ends, registrar
from marketplace.domain.organisations.rules import Particulars
from marketplace.domain.organisations.states import REGISTRATION, OrganisationKind
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, Invalid, at_field
from marketplace.kernel.i18n import mark
from marketplace.kernel.texts import paragraphs
from marketplace.kernel.unit_of_work import UnitOfWork


def register_agency(
    uow: UnitOfWork, particulars: Particulars, *, services: Collection[str], has_committed: bool, slug: str
) -> Organisation:
    """Hand in an agency's registration; the actor becomes its first member and administrator.

    `services` are codes of active catalogue items; `has_committed` that the written commitment was given; `slug` is the
    name in an address. Raises Invalid by field (also ``services``, ``has_committed``), Conflict for a code that is
    taken or too many registrations by one person.
    """
    uow.require("organisation:register", None)
    answers = rules.checked(particulars)
    if not has_committed:
        raise Invalid(fields={"has_committed": mark("Registering needs the written commitment.")})
    codes = check_services(uow, services)
    user_id = registrar(uow)
    refuse_taken(uow, answers.credit_code)
    agency = Organisation(
        ref=uow.new_ref("O"),
        kind=OrganisationKind.AGENCY,
        state=REGISTRATION.initial,
        **asdict(answers),
        slug=slug,
        registered_by=user_id,
        submitted_at=uow.now,
        next_check_at=check_ends(uow),
    )
    put_services(agency, codes)
    uow.add(agency)
    uow.add(
        Membership(
            organisation_id=agency.id,
            user_id=user_id,
            role=Role.AGENCY_MEMBER,
            granted_at=uow.now,
            is_administrator=True,
        )
    )
    uow.record(
        "organisation:register",
        agency,
        name=agency.name,
        credit_code=agency.credit_code,
        services=codes,
        committed=has_committed,
    )
    uow.emit(OrganisationRegistered(agency.ref))
    return agency


def correct(
    uow: UnitOfWork, ref: str, particulars: Particulars, *, services: Collection[str], slug: str
) -> Organisation:
    """Send a returned registration again; the time for the check begins anew. Raises as `register_agency` does."""
    agency = uow.claim(Organisation, ref, "organisation:correct")
    state = REGISTRATION.after(agency.state, "correct")
    answers = rules.checked(particulars)
    codes = check_services(uow, services)
    if answers.credit_code != agency.credit_code:
        refuse_taken(uow, answers.credit_code)
    for field, answer in asdict(answers).items():
        setattr(agency, field, answer)
    put_services(agency, codes)
    agency.slug = slug
    agency.state, agency.submitted_at, agency.next_check_at = state, uow.now, check_ends(uow)
    agency.returned_because = agency.decided_at = None
    uow.flush()
    uow.record("organisation:correct", agency, name=agency.name, credit_code=agency.credit_code, services=codes)
    uow.emit(OrganisationRegistered(agency.ref))
    return agency


def pass_check(uow: UnitOfWork, ref: str) -> Organisation:
    """An operator finds the form in order."""
    agency = uow.claim(Organisation, ref, "organisation:check")
    return _activate(uow, agency, "organisation:pass_check")


def pass_on_timeout(uow: UnitOfWork, ref: str) -> Organisation:
    """The platform lets a registration pass whose check was not made in time; Conflict while there is time left."""
    agency = uow.claim(Organisation, ref, "organisation:pass_on_timeout")
    if agency.next_check_at is not None and uow.now < agency.next_check_at:
        raise Conflict(mark("The time for the check is not over; it ends on %(day)s.", day=agency.next_check_at))
    return _activate(uow, agency, "organisation:pass_on_timeout")


def return_for_correction(uow: UnitOfWork, ref: str, reason: str) -> Organisation:
    """An operator returns a registration and says what to mend; a reason has to be given (field ``reason``)."""
    agency = uow.claim(Organisation, ref, "organisation:check")
    state = REGISTRATION.after(agency.state, "return")
    if agency.next_check_at is not None and uow.now >= agency.next_check_at:
        raise Conflict(mark("The time for the check is over; the registration passes by itself."))
    with at_field("reason"):
        because = paragraphs(reason, longest=rules.LONGEST_REASON)
    agency.state, agency.decided_at, agency.next_check_at = state, uow.now, None
    agency.returned_because = because
    uow.flush()
    uow.record("organisation:return_for_correction", agency, reason=because)
    uow.emit(OrganisationReturned(agency.ref))
    return agency


def refuse_taken(uow: UnitOfWork, credit_code: str) -> None:
    """Raise Conflict when an organisation with this code exists; its name is not told, it may not be public yet."""
    if uow.session.scalar(select(Organisation.id).where(Organisation.credit_code == credit_code)) is not None:
        raise Conflict(
            mark(
                "An organisation with the credit code %(code)s is registered already. "
                "If it is yours, ask a member of it to invite you, or claim the code: the operator decides.",
                code=credit_code,
            )
        )


def _activate(uow: UnitOfWork, agency: Organisation, action: str) -> Organisation:
    agency.state = REGISTRATION.after(agency.state, "pass")
    agency.decided_at, agency.next_check_at = uow.now, None
    uow.flush()
    uow.record(action, agency)
    uow.emit(OrganisationActivated(agency.ref))
    return agency
