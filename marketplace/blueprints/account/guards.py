"""Around Flask-Security's own views: what must not happen by opening an address alone, and where passkeys lead."""

from typing import Any

from flask import Flask, redirect, render_template, request, session, url_for
from flask import Response as FlaskResponse
from sqlalchemy import select
from werkzeug.wrappers import Response

from marketplace.blueprints.account import ceremonies
from marketplace.blueprints.web.work import current_account, reading, settings
from marketplace.domain.accounts.models import User
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import mark

ASKED_BEFORE = frozenset({"security.confirm_email", "security.change_email_confirm"})
CODE = "security.two_factor_token_validation"
ASKED_AGAIN = {
    "security.wan_signin_response": "security.wan_signin",
    "security.wan_verify_response": "security.wan_verify",
}
"""Where Flask-Security leads from a passkey's wrong answer."""


def install(app: Flask) -> None:
    """Stand before every view."""
    app.before_request(_refuse_what_cannot_be)
    app.before_request(_ask_before_confirming)
    app.before_request(_lead_to_the_right_factor)
    app.after_request(_keep_where_to)


def awaited() -> User | None:
    """Who gave the password and has yet to show a second factor."""
    if session.get("tf_state") != "ready":
        return None
    return reading().scalar(select(User).where(User.fs_uniquifier == session.get("tf_user_id")))


def passkeys() -> dict[str, Any]:
    """What the pages of Flask-Security say about passkeys: their one origin, whether this is it, who is awaited."""
    return {
        "passkey_origin": settings().passkey_origin,
        "passkeys_are_here": ceremonies.is_here(),
        "awaited": awaited(),
    }


def _refuse_what_cannot_be() -> None:
    """A passkey belongs to a name; a site that is reached by a number has none."""
    is_asked = request.method == "POST" and (request.endpoint or "").startswith("security.wan_")
    if is_asked and not settings().passkey_origin:
        raise NotFound(mark("Passkeys are not possible here: this site has no name of its own."))


def _ask_before_confirming() -> str | None:
    """A mailed link lands on a button: mail scanners open links, and opening must change nothing (ASVS 3.5.3)."""
    if request.endpoint in ASKED_BEFORE and request.method != "POST":
        return render_template("security/confirm_email.html")
    return None


def _lead_to_the_right_factor() -> Response | None:
    """Only who sets up an app, or signs in and has one, is asked for a code; nobody is signed out for coming by."""
    if request.endpoint != CODE:
        return None
    if current_account() is not None:
        is_set_up = session.get("tf_state") == "validating_profile" and session.get("tf_totp_secret")
        return None if is_set_up else redirect(url_for("security.two_factor_setup"))
    user = awaited()
    if user is None or user.has_app:
        return None
    return redirect(url_for("security.wan_signin", next=request.args.get("next")))


def _keep_where_to(response: FlaskResponse) -> FlaskResponse:
    """Whoever is asked for a passkey again still gets where they were going."""
    again = ASKED_AGAIN.get(request.endpoint or "")
    where_to = request.form.get("next") if again else None
    if again and where_to and response.location == url_for(again):
        response.location = url_for(again, next=where_to)
    return response
