"""What the layout shows on every page: who is reading, where they can go, which language, what time the demo has."""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, g, request

from marketplace.blueprints.web import language
from marketplace.blueprints.web.fragments import fragment
from marketplace.blueprints.web.headers import csp_nonce
from marketplace.blueprints.web.speed import address, gettext
from marketplace.blueprints.web.work import current_account, member, now, reading, settings, workplaces
from marketplace.domain.accounts.models import User
from marketplace.domain.notifications import queries as notifications
from marketplace.kernel.actor import ANYONE, Actor
from marketplace.languages import TAGS

REMEMBERED = 1024
"""Menus: one for each page that a menu can stand on and each set of roles that has been seen there."""

Places = Callable[[Actor], tuple[tuple[str, str], ...]]
"""The menu of an actor: (English label, endpoint) in order."""


class MenuLink(NamedTuple):
    """A link as the menu shows it."""

    label: str
    href: str
    current: bool


def install(app: Flask, navigation: Places, footer: Places) -> None:
    """Hand the layout its variables."""
    version = _fingerprint(Path(str(app.static_folder)))
    app.jinja_env.globals["fragment"] = fragment

    @app.context_processor
    def layout() -> dict[str, Any]:
        bare = "is_bare" in g
        account = None if bare else current_account()
        actor = ANYONE if bare else member()
        here, speech = request.endpoint or "", language.language()
        is_demo = settings().clock_moves
        return _addresses(request.root_path, version) | {
            "csp_nonce": csp_nonce,
            "locale_tag": TAGS[speech],
            "language_links": language.language_links(),
            "navigation": _links(navigation(actor), here, speech),
            "footer_links": _links(footer(actor), here, speech),
            "viewer": _viewer(account) if account else None,
            "demo_mode": is_demo,
            "demo_now": now().replace(second=0, microsecond=0) if is_demo and not bare else None,
        }


@lru_cache
def _addresses(root: str, version: str) -> dict[str, Any]:  # noqa: ARG001 - part of the key
    """What every page links to; `version` names the state of the static files."""
    return {
        "assets": {
            "icon": address("static", filename="favicon.svg"),
            "style": address("static", filename="site.css", v=version),
            "script": address("static", filename="site.js", v=version),
            "suggest": address("static", filename="suggest.js", v=version),
            "passkeys": address("static", filename="passkeys.js", v=version),
            "version": version,
        },
        "home_url": address("public.index"),
        "account_url": address("account.index"),
        "inbox_url": address("account.inbox.index"),
        "sign_in_url": address("security.login"),
        "register_url": address("security.register"),
        "sign_out_url": address("security.logout"),
    }


@lru_cache(maxsize=REMEMBERED)
def _links(places: tuple[tuple[str, str], ...], here: str, speech: str) -> tuple[MenuLink, ...]:  # noqa: ARG001
    """The entries in the reader's language, which is part of the key; `here` is the endpoint of this page."""
    room = here.partition(".")[0]
    return tuple(
        MenuLink(
            gettext(label),
            address(endpoint),
            endpoint == here or (room == endpoint.partition(".")[0] and room != "public"),
        )
        for label, endpoint in places
    )


def _viewer(account: User) -> dict[str, Any]:
    """Who is signed in, for which organisation, and how much news they have not read."""
    return {
        "email": account.email,
        "organisation_name": _organisation(),
        "unread": notifications.unread(reading(), account.id),
        "most_shown": notifications.MOST_SHOWN,
    }


def _organisation() -> str:
    """The reader's organisation, in the reader's script where it has a name in it; of several, all."""
    english = language.language() == "en"
    return ", ".join(place.name_en or place.name if english else place.name for place in workplaces())


def _fingerprint(folder: Path) -> str:
    """A name for the present state of the static files, so that browsers may keep them for a year."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
