"""Closing an account for good (个人信息保护法 Art 47)."""

from sqlalchemy import delete, select, update

from marketplace.domain.accounts import operations as accounts
from marketplace.domain.accounts.models import User
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.notifications.operations import SEND_MAIL
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Dispute, Invitation, Membership, Organisation, Practitioner
from marketplace.domain.organisations.states import INVITATION, DisputeState, InvitationState
from marketplace.domain.personal import queries
from marketplace.domain.personal.register import GOES_WITH_THE_ACCOUNT
from marketplace.domain.personal.rules import PRACTITIONER_KEPT, kept_until
from marketplace.kernel.database import Base
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.outbox import OutboxEntry
from marketplace.kernel.unit_of_work import UnitOfWork

UNIQUIFIER_BYTES = 16


def erase(uow: UnitOfWork) -> User:
    """Close the actor's own account for good and forget everything about the person that no law keeps.

    Address, password, second factors, browsers, notices, invitations and roles go at once; the number stays.
    The name stays while a procurement file needs it. An open claim to a credit code is withdrawn. Conflict where an
    organisation would be left without an administrator.
    """
    user = None if uow.actor.user_id is None else uow.session.get(User, uow.actor.user_id)
    if user is None:
        raise NotFound
    uow.require("account:erase", user)
    _withdraw_claims(uow, user)
    _refuse_to_leave_alone(uow, user)
    user = uow.lock(User, user.id)
    _leave_organisations(uow, user)
    stays = queries.stays(uow.session, user.id, uow.now)
    _forget_rows(uow, user)
    _forget_invitations(uow, user)
    _forget_sign_in(uow, user)
    if stays.purchases:
        user.name_due_at = stays.until or kept_until(uow.now)
    else:
        user.name = ""
    uow.flush()
    uow.record("account:erase", user, name_stays=bool(stays.purchases))
    return user


def let_name_go(uow: UnitOfWork, user_id: int) -> User:
    """The platform forgets the name of a closed account once no file needs it; else it looks again when one may end."""
    user = uow.lock(User, user_id)
    uow.require("account:erase", user)
    if user.erased_at is None or user.name_due_at is None or user.name_due_at > uow.now:
        raise Conflict(mark("The name of this account is not due to go."))
    stays = queries.stays(uow.session, user.id, uow.now)
    if stays.purchases:
        user.name_due_at = stays.until or kept_until(uow.now)
        return user
    user.name, user.name_due_at = "", None
    uow.flush()
    uow.record("account:forget_name", user)
    return user


def forget_practitioner(uow: UnitOfWork, ref: str) -> None:
    """The platform forgets a person who left an agency; Conflict while a procurement file may rely on them."""
    left = uow.claim(Practitioner, ref, "platform:operate")
    is_due = left.active_to is not None and left.active_to < day_of(uow.now - PRACTITIONER_KEPT)
    if not is_due or queries.is_needed(uow.session, left, uow.now):
        raise Conflict(mark("This person is not due to be forgotten."))
    uow.record("organisation:forget_practitioner", left)
    uow.session.delete(left)


def _refuse_to_leave_alone(uow: UnitOfWork, user: User) -> None:
    """Lock the person's organisations first, so that two last administrators cannot leave at the same moment."""
    seats = select(Membership.organisation_id).where(Membership.user_id == user.id)
    uow.session.execute(
        select(Organisation.id)
        .where(Organisation.id.in_(seats))
        .order_by(Organisation.id)
        .with_for_update(key_share=True)
    )
    alone = queries.left_alone(uow.session, user.id)
    if alone:
        raise Conflict(
            mark(
                "You are the last administrator of %(names)s. "
                "Make another member administrator there first, then close your account.",
                names="、".join(organisation.name for organisation in alone),
            )
        )


def _withdraw_claims(uow: UnitOfWork, user: User) -> None:
    """Nobody could be given an agency after this; awards to it need not wait. What was written for it is forgotten."""
    for ref in queries.open_claims(uow.session, user.id):
        organisations.withdraw_dispute(uow, ref)
    uow.flush()
    uow.session.execute(
        update(Dispute)
        .where(Dispute.claimant_id == user.id, Dispute.state == DisputeState.WITHDRAWN)
        .values(reason="")
        .execution_options(synchronize_session=False)
    )


def _forget_invitations(uow: UnitOfWork, user: User) -> None:
    """Take back what is open, so that whoever has the address next is not let in, and blank the address in all."""
    for invitation, organisation in uow.session.execute(
        select(Invitation, Organisation)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(Invitation.email == user.email)
        .order_by(Invitation.id)
        .with_for_update(of=Invitation, key_share=True)
    ):
        if invitation.state is InvitationState.SENT:
            invitation.state, invitation.ended_at = INVITATION.after(invitation.state, "revoke"), uow.now
            uow.record("organisation:revoke_invitation", organisation, invitation=invitation.ref)
        invitation.email, invitation.token_hash = "", None
    uow.flush()


def _leave_organisations(uow: UnitOfWork, user: User) -> None:
    rows = uow.session.execute(
        select(Organisation, Membership.role)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == user.id)
        .order_by(Membership.id)
    )
    for organisation, role in rows:
        uow.record("organisation:remove_member", organisation, member=user.id, role=role.value)


def _forget_rows(uow: UnitOfWork, user: User) -> None:
    for column in queries.pointing_columns():
        if column.table.name in GOES_WITH_THE_ACCOUNT:
            uow.session.execute(delete(Base.metadata.tables[column.table.name]).where(column == user.id))
    uow.session.execute(
        update(OutboxEntry)
        .where(
            OutboxEntry.job == SEND_MAIL,
            OutboxEntry.done_at.is_(None),
            OutboxEntry.payload["to"].as_string() == user.email,
        )
        .values(payload={}, done_at=uow.now, dead_at=None)
        .execution_options(synchronize_session=False),
    )


def _forget_sign_in(uow: UnitOfWork, user: User) -> None:
    accounts.drop_second_factor(uow, user)
    user.email = f"closed-{user.id}@account.invalid"
    user.password = user.confirmed_at = None
    user.fs_uniquifier = uow.entropy.token(UNIQUIFIER_BYTES).hex()
    user.active = False
    user.erased_at = uow.now
