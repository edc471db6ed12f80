"""Reading who is invited into an organisation and who disputes its credit code."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.organisations.credit_codes import credit_code
from marketplace.domain.organisations.facts import of_dispute
from marketplace.domain.organisations.models import Dispute, Invitation, Organisation
from marketplace.domain.organisations.states import DisputeState, InvitationState, OrganisationKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotFound, at_field
from marketplace.kernel.i18n import mark
from marketplace.policy.authority import granted
from marketplace.policy.policy import SEES


def token_hash(token: str) -> str:
    """How the token of an invitation is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_invitations(session: Session, organisation_id: int, now: datetime) -> Sequence[Invitation]:
    """Invitations that can still be accepted, the newest first."""
    return session.scalars(
        select(Invitation)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.state == InvitationState.SENT,
            Invitation.expires_at > now,
        )
        .order_by(Invitation.id.desc())
    ).all()


def invitation(session: Session, token: str) -> tuple[Invitation, Organisation] | None:
    """What the link of a mail leads to; whoever holds the token may read it."""
    found = session.execute(
        select(Invitation, Organisation)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(Invitation.token_hash == token_hash(token))
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def is_disputed(session: Session, organisation_id: int) -> bool:
    """Whether a dispute about its credit code is open; public, without names."""
    wanted = select(Dispute.id).where(Dispute.organisation_id == organisation_id, Dispute.state == DisputeState.OPEN)
    return session.scalar(wanted.limit(1)) is not None


def agency_of_code(session: Session, code: str) -> Organisation | None:
    """The agency that is registered with this code, written in its normal form."""
    return session.scalars(
        select(Organisation).where(Organisation.credit_code == code, Organisation.kind == OrganisationKind.AGENCY)
    ).one_or_none()


def agency_named(session: Session, written: str) -> Organisation:
    """The agency that somebody names by its credit code, as it was typed; Invalid (field ``credit_code``)."""
    with at_field("credit_code"):
        found = agency_of_code(session, credit_code(written))
        if found is None:
            raise Invalid(mark("No provider of this market has this credit code."))
    return found


def dispute(session: Session, actor: Actor, ref: str) -> Dispute:
    """A dispute that this actor may read: its claimant's, an operator's, a regulator's. Raises NotFound."""
    found = session.scalars(select(Dispute).where(Dispute.ref == ref)).one_or_none()
    if found is None or not granted(SEES, actor, of_dispute(session, found)):
        raise NotFound
    return found


def open_disputes(session: Session) -> Sequence[Dispute]:
    """What waits for the operator's decision, the oldest first; the page is the operator's."""
    return session.scalars(select(Dispute).where(Dispute.state == DisputeState.OPEN).order_by(Dispute.id)).all()


def disputes_of(session: Session, user_id: int) -> Sequence[Dispute]:
    """The claims of one person, the newest first."""
    return session.scalars(select(Dispute).where(Dispute.claimant_id == user_id).order_by(Dispute.id.desc())).all()
