"""Before Flask-Security's own views: what must not happen by opening an address alone."""

from flask import Flask, redirect, render_template, request, session, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from marketplace.blueprints.web.work import current_account, reading
from marketplace.domain.accounts.models import User

ASKED_BEFORE = frozenset({"security.confirm_email", "security.change_email_confirm"})
CODE = "security.two_factor_token_validation"


def install(app: Flask) -> None:
    """Stand before every view."""
    app.before_request(_ask_before_confirming)
    app.before_request(_lead_to_the_right_factor)


def awaited() -> User | None:
    """Who gave the password and has yet to show a second factor."""
    if session.get("tf_state") != "ready":
        return None
    return reading().scalar(select(User).where(User.fs_uniquifier == session.get("tf_user_id")))


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
