"""Who sits in an organisation with which role."""

from sqlalchemy import func, select

from marketplace.domain.accounts.models import User
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.organisations.rules import ROLES_OF
from marketplace.domain.organisations.states import REGISTRATION, OrganisationState
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, Invalid, NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def add_member(uow: UnitOfWork, ref: str, user_id: int, role: Role) -> Membership:
    """Give a person a role that the kind of organisation has; Conflict when the person has it already."""
    organisation = uow.claim(Organisation, ref, "organisation:manage_members")
    if organisation.state is OrganisationState.DISSOLVED:
        raise Conflict(REGISTRATION.meanings[organisation.state])
    if role not in ROLES_OF[organisation.kind]:
        raise Invalid(fields={"role": mark("There is no such role in this kind of organisation.")})
    if uow.session.get(User, user_id) is None:
        raise NotFound(mark("There is no account of this person."))
    if _membership(uow, organisation, user_id, role) is not None:
        raise Conflict(mark("This person has this role already."))
    membership = uow.add(
        Membership(organisation_id=organisation.id, user_id=user_id, role=role, granted_at=uow.now),
    )
    uow.record("organisation:add_member", organisation, member=user_id, role=role.value)
    return membership


def remove_member(uow: UnitOfWork, ref: str, user_id: int, role: Role) -> Organisation:
    """Take a role away; it is gone at the person's next request. The last membership stays (Conflict)."""
    organisation = uow.claim(Organisation, ref, "organisation:manage_members")
    membership = _membership(uow, organisation, user_id, role)
    if membership is None:
        raise NotFound(mark("This person does not have this role."))
    count = uow.session.scalar(select(func.count(Membership.id)).where(Membership.organisation_id == organisation.id))
    if count == 1:
        raise Conflict(mark("An organisation keeps at least one member. Add another one first."))
    uow.session.delete(membership)
    uow.flush()
    uow.record("organisation:remove_member", organisation, member=user_id, role=role.value)
    return organisation


def _membership(uow: UnitOfWork, organisation: Organisation, user_id: int, role: Role) -> Membership | None:
    return uow.session.scalars(
        select(Membership).where(
            Membership.organisation_id == organisation.id, Membership.user_id == user_id, Membership.role == role
        )
    ).one_or_none()
