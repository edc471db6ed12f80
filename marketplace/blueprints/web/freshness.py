"""The password once more before what cannot be taken back: opening, award, payment (OWASP ASVS 5.0, 7.5.3)."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from flask_security import auth_required

from marketplace.blueprints.web.work import settings

P = ParamSpec("P")
R = TypeVar("R")


def freshly_signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Ask for the password when it was given too long ago; the reader then comes back to the same address by GET."""
    guarded = auth_required("session", within=lambda: settings().freshness)(view)
    return cast("Callable[P, R]", guarded)
