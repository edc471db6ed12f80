"""What the layout shows on every page: who is reading, where they can go, which language, what time the demo has."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask, g, request
from flask_babel import gettext

from marketplace.blueprints.web import language
from marketplace.blueprints.web.headers import csp_nonce
from marketplace.blueprints.web.speed import address
from marketplace.blueprints.web.work import current_account, member, now, settings, workplaces
from marketplace.kernel.actor import ANYONE, Actor

Places = Callable[[Actor], Iterable[tuple[str, str]]]
"""The menu of an actor: (English label, endpoint) in order."""


def install(app: Flask, navigation: Places, footer: Places) -> None:
    """Hand the layout its variables."""
    version = _fingerprint(Path(str(app.static_folder)))
    has = app.view_functions.__contains__

    @app.context_processor
    def layout() -> dict[str, Any]:
        bare = "is_bare" in g
        account = None if bare else current_account()
        actor = ANYONE if bare else member()
        return {
            "asset_version": version,
            "csp_nonce": csp_nonce,
            "locale_tag": language.locale_tag(),
            "language_links": language.language_links(),
            "home_url": address("public.index") if has("public.index") else "/",
            "navigation": _links(navigation(actor)),
            "footer_links": _links(footer(actor)),
            "viewer": {"email": account.email, "organisation_name": _organisation()} if account else None,
            "account_url": address("account.index"),
            "sign_in_url": address("security.login"),
            "register_url": address("security.register"),
            "sign_out_url": address("security.logout"),
            "demo_mode": settings().clock_moves,
            "demo_now": now() if settings().clock_moves and not bare else None,
        }


def _links(places: Iterable[tuple[str, str]]) -> list[dict[str, object]]:
    here = (request.endpoint or "").partition(".")
    links = []
    for label, endpoint in places:
        of_this_room = here[0] == endpoint.partition(".")[0] and here[0] != "public"
        links.append(
            {
                "label": gettext(label),
                "href": address(endpoint),
                "current": endpoint == request.endpoint or of_this_room,
            },
        )
    return links


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
