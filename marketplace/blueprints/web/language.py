"""Which language a reader gets: ``?lang=``, else the cookie it set, the account's, the browser's, the instance's."""

from urllib.parse import quote, urlencode

from flask import Flask, Response, g, request
from flask_babel import Babel, get_locale
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from marketplace.blueprints.web.work import current_account, settings
from marketplace.languages import LOCALES, OWN_NAMES, TAGS

COOKIE = "lang"
COOKIE_SECONDS = 365 * 24 * 3600
ZONE = "Asia/Shanghai"


def install(app: Flask) -> None:
    """Tell Flask-Babel whom to ask, and remember a choice."""
    app.config["BABEL_DEFAULT_LOCALE"] = LOCALES["en"]
    app.config["BABEL_DEFAULT_TIMEZONE"] = ZONE
    Babel(app, locale_selector=lambda: LOCALES[language()])
    app.after_request(_remember)


def language() -> str:
    """``en`` or ``zh``, decided once a request; only the error page of a broken request falls back."""
    if "language" not in g:
        g.language = settings().language
        g.language = _chosen() or request.accept_languages.best_match(LOCALES) or settings().language
    return str(g.language)


def refuse_unknown_language() -> None:
    """Answer 400 to a ``?lang=`` that is not offered."""
    asked = g.language_asked = request.args.get("lang")
    if asked is not None and asked not in LOCALES:
        raise BadRequest(_("This language is not offered. Choose English or 中文 at the top of the page."))


def locale_tag() -> str:
    """The value of ``<html lang>``."""
    return TAGS.get(str(get_locale()).split("_", maxsplit=1)[0], "en")


def language_links() -> list[dict[str, object]]:
    """The present page in each language: ``[{"href", "lang", "label", "current"}]``."""
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return [
        {
            "href": f"{quote(request.path)}?{urlencode([*others, ('lang', code)])}",
            "lang": TAGS[code],
            "label": OWN_NAMES[code],
            "current": code == language(),
        }
        for code in LOCALES
    ]


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
