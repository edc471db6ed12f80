"""Who sits in an organisation with which role, and who administers it.

An organisation that has members keeps at least one administrator: every act here holds the organisation's lock while it
counts, so that two who leave at the same moment leave one.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from marketplace.domain.accounts.models import User
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.organisations.operations.deciders import refuse_without_decider
from marketplace.domain.organisations.rules import roles_of
from marketplace.domain.organisations.states import REGISTRATION, OrganisationState
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, Invalid, NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def add_member(uow: UnitOfWork, ref: str, user_id: int, role: Role) -> Membership:
    """Set-up: give a person a role that the kind of organisation has; Conflict when the person has it already.

    The first member of an organisation becomes its administrator, who invites all others. An operator gives no role
    to themselves (four eyes): NotPermitted.
    """
    organisation = uow.claim(Organisation, ref, "organisation:seat_member")
    check_role(organisation, role)
    uow.require("membership:grant", Membership(organisation_id=organisation.id, user_id=user_id, role=role))
    if uow.session.get(User, user_id) is None:
        raise NotFound(mark("There is no account of this person."))
    if any(row.role is role for row in _rows(uow, organisation, user_id)):
        raise Conflict(mark("This person has this role already."))
    return seat(uow, organisation, user_id, role)


def remove_member(uow: UnitOfWork, ref: str, user_id: int, role: Role) -> Organisation:
    """Take a role away; it is gone at the person's next request. The last administrator keeps one (Conflict)."""
    organisation = uow.claim(Organisation, ref, "organisation:manage_members")
    rows = _rows(uow, organisation, user_id)
    membership = next((row for row in rows if row.role is role), None)
    if membership is None:
        raise NotFound(mark("This person does not have this role."))
    if len(rows) == 1:
        _refuse_last(uow, organisation, user_id)
    refuse_without_decider(uow, organisation, user_id, loses=[role])
    uow.session.delete(membership)
    uow.flush()
    uow.record("organisation:remove_member", organisation, member=user_id, role=role.value)
    return organisation


def leave(uow: UnitOfWork, ref: str) -> Organisation:
    """The actor gives up every role there; the last administrator hands over first (Conflict)."""
    organisation = uow.claim(Organisation, ref, "organisation:leave")
    user_id = uow.actor.user_id or 0
    rows = _own_rows(uow, organisation)
    _refuse_last(uow, organisation, user_id)
    refuse_without_decider(uow, organisation, user_id, loses=[row.role for row in rows])
    for row in rows:
        uow.session.delete(row)
    uow.flush()
    uow.record("organisation:leave", organisation, member=user_id, roles=sorted(row.role.value for row in rows))
    return organisation


def appoint_administrator(uow: UnitOfWork, ref: str, user_id: int) -> Organisation:
    """Make a member an administrator, beside those there are; nobody makes themselves one (NotPermitted)."""
    organisation = uow.claim(Organisation, ref, "organisation:manage_members")
    rows = _rows(uow, organisation, user_id)
    if not rows:
        raise NotFound(mark("This person is not a member."))
    if rows[0].is_administrator:
        raise Conflict(mark("This person is an administrator already."))
    uow.require("membership:raise", rows[0])
    _put(uow, rows, is_administrator=True)
    uow.record("organisation:appoint_administrator", organisation, member=user_id)
    return organisation


def step_down(uow: UnitOfWork, ref: str) -> Organisation:
    """The actor stays a member and is no administrator any more; the last one appoints another first (Conflict)."""
    organisation = uow.claim(Organisation, ref, "organisation:leave")
    user_id = uow.actor.user_id or 0
    rows = _own_rows(uow, organisation)
    if not rows[0].is_administrator:
        raise Conflict(mark("You are not an administrator."))
    _refuse_last(uow, organisation, user_id)
    _put(uow, rows, is_administrator=False)
    uow.record("organisation:step_down", organisation, member=user_id)
    return organisation


def seat(uow: UnitOfWork, organisation: Organisation, user_id: int, role: Role) -> Membership:
    """Add the row; the caller has locked the organisation. A person's rows agree on who administers.

    Conflict for an account that is locked or that its owner has closed: a seat there would open again unseen. Conflict
    where every approver would evaluate (`deciders`).
    """
    user = uow.lock(User, user_id)
    if user.erased_at is not None:
        raise Conflict(mark("Its owner has closed this account for good."))
    if not user.active:
        raise Conflict(mark("This account is locked. It can be given a role once it is open again."))
    refuse_without_decider(uow, organisation, user_id, gains=[role])
    administrators = _administrators(uow, organisation)
    membership = uow.add(
        Membership(
            organisation_id=organisation.id,
            user_id=user_id,
            role=role,
            granted_at=uow.now,
            is_administrator=not administrators or user_id in administrators,
        ),
    )
    uow.record("organisation:add_member", organisation, member=user_id, role=role.value)
    return membership


def check_role(organisation: Organisation, role: Role) -> None:
    """Invalid (field ``role``) for a role that this kind of organisation does not have; a dissolved one gives none."""
    if organisation.state is OrganisationState.DISSOLVED:
        raise Conflict(REGISTRATION.meanings[organisation.state])
    if role not in roles_of(organisation.kind, organisation.buyer_kind):
        raise Invalid(fields={"role": mark("There is no such role in this kind of organisation.")})


def _administrators(uow: UnitOfWork, organisation: Organisation, *only: ColumnElement[bool]) -> set[int]:
    """All of them, whether or not they can act."""
    return set(
        uow.session.scalars(
            select(Membership.user_id)
            .join(User, User.id == Membership.user_id)
            .where(Membership.organisation_id == organisation.id, Membership.is_administrator.is_(True), *only)
        )
    )


def _refuse_last(uow: UnitOfWork, organisation: Organisation, user_id: int) -> None:
    if _administrators(uow, organisation, User.active.is_(True)) == {user_id}:
        raise Conflict(
            mark("An organisation keeps at least one administrator. Make another member administrator first.")
        )


def _rows(uow: UnitOfWork, organisation: Organisation, user_id: int) -> Sequence[Membership]:
    return uow.session.scalars(
        select(Membership).where(Membership.organisation_id == organisation.id, Membership.user_id == user_id)
    ).all()


def _own_rows(uow: UnitOfWork, organisation: Organisation) -> Sequence[Membership]:
    """The actor's rows as they are under the lock: somebody may have taken them away since the request began."""
    rows = _rows(uow, organisation, uow.actor.user_id or 0)
    if not rows:
        raise NotFound(mark("You are not a member any more."))
    return rows


def _put(uow: UnitOfWork, rows: Sequence[Membership], *, is_administrator: bool) -> None:
    for row in rows:
        row.is_administrator = is_administrator
    uow.flush()
