"""Mails to people who are invited."""

from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import select

from marketplace.domain.notifications.ports import Message
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Invitation, Organisation
from marketplace.kernel.actor import PLATFORM
from marketplace.languages import LOCALES
from marketplace.providers import Providers


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
