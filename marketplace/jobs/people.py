"""Mails to people who are invited, and news to those whom a dispute about a credit code concerns."""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import select

from marketplace.domain.notifications import operations as notifications
from marketplace.domain.notifications.ports import Message
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.models import Dispute, Invitation, Organisation
from marketplace.domain.organisations.states import DisputeState
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.i18n import Text, mark
from marketplace.languages import LOCALES
from marketplace.providers import Providers

TO_THE_CLAIMANT: Mapping[DisputeState, Text] = {
    DisputeState.OPEN: mark("Your claim to the credit code %(code)s is open; the operator decides."),
    DisputeState.UPHELD: mark("Your claim to the credit code %(code)s was upheld: you administer the agency now."),
    DisputeState.REJECTED: mark("Your claim to the credit code %(code)s was rejected. Why, is said on the page."),
}

TO_THE_MEMBERS: Mapping[DisputeState, Text] = {
    DisputeState.OPEN: mark(
        "Somebody else claims the credit code %(code)s of your agency. Until the operator has decided, awards to it "
        "wait; your bids stay as they are."
    ),
    DisputeState.UPHELD: mark(
        "The operator has decided that the credit code %(code)s belongs to somebody else; you are no member of that "
        "agency any more. The reason: %(reason)s"
    ),
    DisputeState.REJECTED: mark("The claim to the credit code %(code)s of your agency was rejected."),
    DisputeState.WITHDRAWN: mark("The claim to the credit code %(code)s of your agency was withdrawn."),
}


def mail_invitation(providers: Providers, payload: dict[str, Any]) -> None:
    """Make the token, keep its hash, carry the link; a mail sent again has another token, the older dies."""
    ref = payload["invitation_ref"]
    with providers.writing(PLATFORM) as uow:
        token = organisations.issue_token(uow, ref)
    if token is None:
        return
    with providers.reading() as session:
        invitation = session.scalars(select(Invitation).where(Invitation.ref == ref)).one()
        organisation = session.get_one(Organisation, invitation.organisation_id)
        with force_locale(LOCALES.get(invitation.language, LOCALES["en"])):
            body = current_app.jinja_env.get_template("emails/invitation.txt").render(
                organisation=organisation,
                is_english=invitation.language == "en",
                email=invitation.email,
                expires_at=invitation.expires_at,
                link=f"{current_app.config['BASE_URL']}/account/invitations/{token}",
            )
            subject = gettext("You are invited to the Open Intermediary Market")
        message = Message(invitation.email, subject, body)
    providers.mail.send(message)


def tell_of_dispute(providers: Providers, payload: dict[str, Any]) -> None:
    """Tell one person of either side how the dispute stands; the claimant's name is told to nobody."""
    with providers.reading() as session:
        dispute = session.scalars(select(Dispute).where(Dispute.ref == payload["dispute_ref"])).one()
        agency = session.get_one(Organisation, dispute.organisation_id)
        state, user_id = DisputeState(payload["state"]), payload["user_id"]
        is_claimant = user_id == dispute.claimant_id
        words = (TO_THE_CLAIMANT if is_claimant else TO_THE_MEMBERS)[state]
        text = Text(words.msgid, (("code", agency.credit_code), ("reason", dispute.decision or "")))
        if is_claimant:
            path = f"/supplier/disputes/{dispute.ref}"
        else:
            sits = queries.actor_of(session, user_id).sits(agency.id)
            path = f"/supplier/agencies/{agency.ref}" if sits else "/account/"
    with providers.writing(PLATFORM) as uow:
        notifications.tell(uow, [user_id], text, path)
