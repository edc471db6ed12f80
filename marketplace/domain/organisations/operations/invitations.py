"""People are invited by mail and accept by themselves.

The token stands in the mail alone. The job that writes the mail makes it (`issue_token`) and only its hash is kept, so
neither the table nor the outbox can open an invitation.
"""

from datetime import datetime

from sqlalchemy import and_, func, or_, select, update

from marketplace.domain.accounts.models import User
from marketplace.domain.organisations import rules
from marketplace.domain.organisations.events import MemberInvited
from marketplace.domain.organisations.models import Invitation, Membership, Organisation
from marketplace.domain.organisations.operations.claims import prove_by_domain
from marketplace.domain.organisations.operations.deciders import refuse_without_decider
from marketplace.domain.organisations.operations.members import check_role, seat
from marketplace.domain.organisations.queries import token_hash
from marketplace.domain.organisations.states import INVITATION, InvitationState
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, NotFound, NotPermitted, at_field
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

TOKEN_BYTES = 32
"""256 bits; OWASP ASVS 5.0, 6.4.1 asks for 128."""


def invite(uow: UnitOfWork, ref: str, email: str, role: Role, language: str) -> Invitation:
    """Ask somebody to take a role; an open invitation to the same role is replaced.

    `language` is the mail's unless the address has an account with a language of its own. Raises Invalid by field,
    Conflict when the person has the role, no approver who does not evaluate would be left, or too many were invited
    today.
    """
    organisation = uow.claim(Organisation, ref, "organisation:manage_members")
    check_role(organisation, role)
    with at_field("email"):
        address = rules.email(email).lower()
    account = uow.session.scalars(select(User).where(User.email == address)).one_or_none()
    if account is not None and account.id == uow.actor.user_id:
        raise NotPermitted(mark("Nobody gives a role to themselves; another administrator or the operator does."))
    if account is not None and _has_role(uow, organisation, account.id, role):
        raise Conflict(mark("This person has this role already."))
    if account is not None:
        refuse_without_decider(uow, organisation, account.id, gains=[role])
    _refuse_too_many(uow, organisation)
    for older in _open(uow, organisation, address, role):
        _end(older, "revoke", uow.now)
    invitation = uow.add(
        Invitation(
            ref=uow.new_ref("I"),
            organisation_id=organisation.id,
            email=address,
            role=role,
            language=account.language if account else language,
            state=INVITATION.initial,
            invited_by=uow.actor.user_id,
            invited_at=uow.now,
            expires_at=uow.now + rules.INVITATION_VALID,
        )
    )
    uow.record("organisation:invite", organisation, invitation=invitation.ref, role=role.value)
    uow.emit(MemberInvited(invitation.ref))
    return invitation


def revoke_invitation(uow: UnitOfWork, ref: str, invitation_ref: str) -> Invitation:
    """Take an open invitation back; its link opens nothing from now on."""
    organisation = uow.claim(Organisation, ref, "organisation:manage_members")
    invitation = uow.session.scalars(
        select(Invitation).where(Invitation.ref == invitation_ref, Invitation.organisation_id == organisation.id)
    ).one_or_none()
    if invitation is None:
        raise NotFound
    _end(invitation, "revoke", uow.now)
    uow.record("organisation:revoke_invitation", organisation, invitation=invitation.ref)
    return invitation


def issue_token(uow: UnitOfWork, invitation_ref: str) -> str | None:
    """A new token for the mail that is about to go, in hexadecimal; None when the invitation is not open any more."""
    uow.require("invitation:issue_token", None)
    invitation = uow.session.scalars(
        select(Invitation).where(Invitation.ref == invitation_ref).with_for_update(key_share=True)
    ).one()
    if invitation.state is not InvitationState.SENT or uow.now >= invitation.expires_at:
        return None
    token = uow.entropy.token(TOKEN_BYTES).hex()
    invitation.token_hash = token_hash(token)
    return token


def accept_invitation(uow: UnitOfWork, token: str) -> Organisation:
    """The invited person, signed in with the invited address, takes the role; the token opens once.

    Raises NotFound for a token that never was, NotPermitted for another address and for whoever wrote the invitation,
    Conflict when it is used or over.
    """
    uow.require("invitation:accept", None)
    organisation_id = uow.session.scalar(
        select(Invitation.organisation_id).where(Invitation.token_hash == token_hash(token))
    )
    if organisation_id is None:
        raise NotFound(mark("This invitation does not exist, or a newer mail has taken its place."))
    organisation = uow.lock(Organisation, organisation_id)
    user = uow.lock(User, uow.actor.user_id or 0)  # before the invitation, in the order in which an account is closed
    invitation = uow.session.scalars(
        select(Invitation)
        .where(Invitation.token_hash == token_hash(token))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if invitation is None:
        raise NotFound(mark("This invitation does not exist, or a newer mail has taken its place."))
    if user.email != invitation.email:
        raise NotPermitted(
            mark("This invitation was sent to another address. Sign in with the account of that address to accept it.")
        )
    if invitation.invited_by == user.id:
        raise NotPermitted(mark("Nobody gives a role to themselves; another administrator or the operator does."))
    if invitation.state is InvitationState.SENT and uow.now >= invitation.expires_at:
        raise Conflict(mark("This invitation has expired. Ask for a new one."))
    _end(invitation, "accept", uow.now)
    invitation.accepted_by = user.id
    if not _has_role(uow, organisation, user.id, invitation.role):
        seat(uow, organisation, user.id, invitation.role)
    uow.record("organisation:accept_invitation", organisation, invitation=invitation.ref, member=user.id)
    prove_by_domain(uow, organisation)
    return organisation


def revoke_all(uow: UnitOfWork, organisation: Organisation) -> None:
    """Take every open invitation back; the caller has locked the organisation."""
    opened = uow.session.scalars(
        select(Invitation).where(
            Invitation.organisation_id == organisation.id, Invitation.state == InvitationState.SENT
        )
    )
    for invitation in opened:
        _end(invitation, "revoke", uow.now)


def forget_addresses(uow: UnitOfWork) -> None:
    """Blank the addresses of invitations that nobody accepted, some time after their links have ended.

    Somebody invited who never came has no account and cannot ask for it (个人信息保护法 Art 19, 47).
    """
    uow.require("platform:operate", None)
    before = uow.now - rules.INVITATION_ADDRESS_KEPT
    over = or_(
        and_(Invitation.state == InvitationState.SENT, Invitation.expires_at <= before),
        and_(Invitation.state == InvitationState.REVOKED, Invitation.ended_at <= before),
    )
    uow.session.execute(
        update(Invitation)
        .where(Invitation.email != "", over)
        .values(email="", token_hash=None)
        .execution_options(synchronize_session=False)
    )


def _open(uow: UnitOfWork, organisation: Organisation, email: str, role: Role) -> list[Invitation]:
    return list(
        uow.session.scalars(
            select(Invitation).where(
                Invitation.organisation_id == organisation.id,
                Invitation.email == email,
                Invitation.role == role,
                Invitation.state == InvitationState.SENT,
            )
        )
    )


def _end(invitation: Invitation, action: str, at: datetime) -> None:
    invitation.state = INVITATION.after(invitation.state, action)
    invitation.ended_at = at


def _has_role(uow: UnitOfWork, organisation: Organisation, user_id: int, role: Role) -> bool:
    wanted = select(Membership.id).where(
        Membership.organisation_id == organisation.id, Membership.user_id == user_id, Membership.role == role
    )
    return uow.session.scalar(wanted) is not None


def _refuse_too_many(uow: UnitOfWork, organisation: Organisation) -> None:
    recent = uow.session.scalar(
        select(func.count(Invitation.id)).where(
            Invitation.organisation_id == organisation.id,
            Invitation.invited_at > uow.now - rules.INVITATION_WINDOW,
        )
    )
    if recent is not None and recent >= rules.MAX_INVITATIONS:
        raise Conflict(
            mark(
                "One organisation may send %(most)s invitations within 24 hours; please go on tomorrow.",
                most=rules.MAX_INVITATIONS,
            )
        )
