"""Who may open a room of the site at all. What they may do inside is the policy page's business."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.web.work import current_account, member
from marketplace.kernel.actor import Actor, Role
from marketplace.kernel.errors import NotFound, NotPermitted
from marketplace.kernel.i18n import mark

SIGN_IN = "security.login"
SECOND_FACTOR = "security.two_factor_setup"


@dataclass(frozen=True, slots=True)
class Access:
    """A door. No roles: any account; no account needed: everyone."""

    needs_account: bool = True
    roles: frozenset[Role] = frozenset()
    needs_second_factor: bool = False

    def admits(self, actor: Actor) -> bool:
        """Whether the door opens for `actor` (the second factor aside)."""
        if not self.needs_account:
            return True
        return actor.user_id is not None and (not self.roles or actor.has(*self.roles))


EVERYONE = Access(needs_account=False)
SIGNED_IN = Access()


def seats(*roles: Role) -> Access:
    """A room for those who hold one of `roles`; they sign in with a second factor (OWASP ASVS 5.0, 6.3.3)."""
    return Access(roles=frozenset(roles), needs_second_factor=True)


def install(app: Flask, access_of: Callable[[str], Access | None]) -> None:
    """Stand before every view: what has no door in the address book does not open."""

    @app.before_request
    def guard() -> Response | None:
        if request.endpoint is None:
            return None
        door = access_of(request.endpoint)
        if door is None:
            raise NotFound
        if not door.needs_account:
            return None
        return _pass(door)


def _pass(door: Access) -> Response | None:
    account = current_account()
    if account is None:
        return redirect(f"{url_for(SIGN_IN)}?{urlencode({'next': _here()})}")
    if not door.admits(member()):
        raise NotPermitted(mark("This part of the site belongs to an organisation or a role that you do not have."))
    if door.needs_second_factor and not account.has_second_factor:
        flash(_("Your role needs a second factor: set it up here, then go on."), "info")
        return redirect(url_for(SECOND_FACTOR, next=_here()))
    return None


def _here() -> str:
    """The page to come back to: this one, or after a lost POST the page it came from would only fail again."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/account/"
