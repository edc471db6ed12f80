"""Proof of who is there once more, before what cannot be taken back (OWASP ASVS 5.0, 7.5.3).

The password alone before an award or a payment; password and second factor, or a passkey, before an opening.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import Flask, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_security import auth_required, logout_user, signals
from werkzeug.wrappers import Response

from marketplace.blueprints.web.submit import SEE_OTHER
from marketplace.blueprints.web.work import settings
from marketplace.kernel.clock import wall_clock

SIGNED_IN_AT = "signed_in_at"
"""When this session began with all that the account asks for, in seconds since 1970."""

P = ParamSpec("P")
R = TypeVar("R")


def install(app: Flask) -> None:
    """Note when a sign-in is complete."""
    signals.user_authenticated.connect(_note, app, weak=False)


def freshly_signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Ask for the password when it was given too long ago; the reader then comes back to the same address by GET."""
    guarded = auth_required("session", within=lambda: settings().freshness)(view)
    return cast("Callable[P, R]", guarded)


def freshly_proved(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Ask for the whole sign-in again, second factor and all, when it was too long ago; the reader then comes back."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        if wall_clock().timestamp() - session.get(SIGNED_IN_AT, 0) <= settings().freshness.total_seconds():
            return view(*args, **kwargs)
        logout_user()
        flash(_("Openings ask for a fresh sign-in with the second factor. You then come back here."), "info")
        return redirect(url_for("security.login", next=request.path), SEE_OTHER)

    return guarded


def _note(sender: Flask, **_known: object) -> None:  # noqa: ARG001 - the signal's signature
    session[SIGNED_IN_AT] = wall_clock().timestamp()
