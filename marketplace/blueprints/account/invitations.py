"""The link of an invitation: it shows who invites; only the button accepts."""

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.web.labels import ROLES
from marketplace.blueprints.web.standing import organisations as standing
from marketplace.blueprints.web.submit import act_and_return
from marketplace.blueprints.web.work import current_account, now, reading
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.states import InvitationState
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import mark


def invitation(token: str) -> str:
    """Who asks for what; a mail scanner that opens the link changes nothing."""
    found = queries.invitation(reading(), token)
    if found is None:
        raise NotFound(mark("This invitation does not exist, or a newer mail has taken its place."))
    asked, organisation = found
    account = current_account()
    is_addressed = account is not None and account.email == asked.email
    return render_template(
        "account/invitation.html",
        organisation=organisation,
        role=ROLES[asked.role],
        email=asked.email,
        stands=standing.of_invitation(asked, is_addressed=is_addressed),
        is_open=asked.state is InvitationState.SENT and now() < asked.expires_at,
        is_addressed=is_addressed,
        token=token,
    )


def accept(token: str) -> Response:
    """Take the role."""
    return act_and_return(
        lambda uow: organisations.accept_invitation(uow, token),
        then=lambda joined: url_for("account.index") if joined else url_for("account.invitation", token=token),
        done=_("Welcome: you are a member now."),
    )
