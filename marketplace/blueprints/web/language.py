"""Which language a reader gets: ``?lang=``, else the cookie it set, the account's, the browser's, the instance's."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlencode

from babel import Locale
from flask import Flask, Response, g, request
from flask_babel import Babel
from flask_babel import gettext as _
from werkzeug.datastructures import LanguageAccept
from werkzeug.exceptions import BadRequest
from werkzeug.http import parse_accept_header

from marketplace.blueprints.web.work import current_account, settings
from marketplace.languages import LOCALES, OWN_NAMES, TAGS

REMEMBERED = 1024
"""How many wishes of browsers are remembered; most readers send one of a few dozen."""
COOKIE = "lang"
COOKIE_SECONDS = 365 * 24 * 3600
ZONE = "Asia/Shanghai"


def install(app: Flask) -> None:
    """Tell Flask-Babel whom to ask, and remember a choice."""
    app.config["BABEL_DEFAULT_LOCALE"] = LOCALES["en"]
    app.config["BABEL_DEFAULT_TIMEZONE"] = ZONE
    Babel(app, locale_selector=lambda: _locale(language()))
    app.after_request(_remember)


def language() -> str:
    """``en`` or ``zh``, decided once a request; only the error page of a broken request falls back."""
    kept = vars(g._get_current_object())  # noqa: SLF001 - asked dozens of times a page: past the proxy
    if "language" not in kept:
        kept["language"] = settings().language
        kept["language"] = _chosen() or _best(request.headers.get("Accept-Language", "")) or settings().language
    return str(kept["language"])


@cache
def _locale(code: str) -> Locale:
    """Babel's own, read once: else it would be made anew for each request."""
    return Locale.parse(LOCALES[code])


def refuse_unknown_language() -> None:
    """Answer 400 to a ``?lang=`` that is not offered."""
    asked = g.language_asked = request.args.get("lang")
    if asked is not None and asked not in LOCALES:
        raise BadRequest(_("This language is not offered. Choose English or 中文 at the top of the page."))


@lru_cache(maxsize=REMEMBERED)
def _best(accepted: str) -> str | None:
    """What the browser asks for and is offered."""
    return parse_accept_header(accepted, LanguageAccept).best_match(LOCALES)


class LanguageLink(NamedTuple):
    """The present page in another language, or in this one."""

    href: str
    lang: str
    label: str
    current: bool


def language_links() -> tuple[LanguageLink, ...]:
    """The present page in each language."""
    others = tuple((name, value) for name, value in request.args.items(multi=True) if name != "lang")
    return _links(request.path, others, language())


@lru_cache(maxsize=REMEMBERED)
def _links(path: str, others: Sequence[tuple[str, str]], spoken: str) -> tuple[LanguageLink, ...]:
    return tuple(
        LanguageLink(
            f"{quote(path)}?{urlencode([*others, ('lang', code)])}", TAGS[code], OWN_NAMES[code], code == spoken
        )
        for code in LOCALES
    )


def remember(response: Response, code: str) -> None:
    """Keep a choice for a year; the cookie holds nothing but the language."""
    response.set_cookie(
        COOKIE, code, max_age=COOKIE_SECONDS, secure=settings().is_secure, httponly=True, samesite="Lax", path="/"
    )


def _chosen() -> str | None:
    for code in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if code in LOCALES:
            return code
    account = current_account()
    return account.language if account is not None and account.language in LOCALES else None


def _remember(response: Response) -> Response:
    asked = g.get("language_asked")
    if asked in LOCALES and asked != request.cookies.get(COOKIE):
        remember(response, asked)
    return response
