"""A department is dissolved into another; nothing moves, the successor's people act on what there is."""

from datetime import date

from sqlalchemy import select, update

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.organisations.models import Dissolution, Organisation
from marketplace.domain.organisations.operations.invitations import revoke_all
from marketplace.domain.organisations.rules import LONGEST_DOCUMENT_NUMBER
from marketplace.domain.organisations.states import REGISTRATION, OrganisationKind, OrganisationState
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.texts import one_line
from marketplace.kernel.unit_of_work import UnitOfWork


def dissolve(uow: UnitOfWork, ref: str, successor_ref: str, from_day: date | None, document: str) -> Organisation:
    """Record that a department was dissolved into another from a day on, by the document's number.

    It holds from the moment it is recorded; a day still to come is recorded when it has come. Tenders, awards,
    contracts and budget lines keep their department's name and money; new things are begun by the successor alone.
    Raises Invalid by field (``successor``, ``from_day``, ``document``), Conflict for what is no active department.
    """
    both = select(Organisation.id).where(Organisation.ref.in_((ref, successor_ref))).order_by(Organisation.id)
    for organisation_id in uow.session.scalars(both).all():
        uow.lock(Organisation, organisation_id)
    department = uow.claim(Organisation, ref, "organisation:dissolve")
    if department.kind is not OrganisationKind.DEPARTMENT:
        raise Conflict(mark("Only a department is dissolved into another."))
    state = REGISTRATION.after(department.state, "dissolve")
    found: dict[str, Text] = {}
    successor = uow.session.scalars(
        select(Organisation).where(
            Organisation.ref == successor_ref,
            Organisation.id != department.id,
            Organisation.kind == OrganisationKind.DEPARTMENT,
            Organisation.state == OrganisationState.ACTIVE,
        ),
    ).first()
    if successor is None:
        found["successor"] = mark("Choose another department that is active.")
    if from_day is None or from_day > day_of(uow.now):
        found["from_day"] = mark("Write the day from which it holds: today or earlier.")
    try:
        document = one_line(document, longest=LONGEST_DOCUMENT_NUMBER)
    except Invalid as refusal:
        found["document"] = refusal.text
    if found or successor is None or from_day is None:
        raise Invalid(fields=found)
    uow.session.execute(
        update(Dissolution).where(Dissolution.present_id == department.id).values(present_id=successor.id)
    )
    department.state = state
    revoke_all(uow, department)
    uow.session.add(
        Dissolution(
            organisation_id=department.id,
            successor_id=successor.id,
            present_id=successor.id,
            from_day=from_day,
            document=document,
            recorded_at=uow.now,
            recorded_by=uow.actor.user_id,
        )
    )
    uow.flush()
    uow.record(
        "organisation:dissolve",
        department,
        successor=successor.ref,
        from_day=from_day.isoformat(),
        document=document,
    )
    return department
