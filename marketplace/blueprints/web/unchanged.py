"""Telling a browser that what it has is still right, before anything of the page is made (RFC 9110, 13.1.2).

A page that everybody reads alike says what it was made of: a stamp, read with its rows. The next time the stamp alone
is read, anew, so that what must leave at once does. The answer has no content policy: a new one would not fit the old
page, whose script carries the old number.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from marketplace.blueprints.web.headers import VARY
from marketplace.blueprints.web.work import settings
from marketplace.domain.calendar.rules import day_of

ONLY_LANGUAGE = re.compile(r"(lang=\w+)?")
"""The cookies of a reader whom the site knows nothing of but the language."""
SUFFIXES = frozenset({".py", ".html", ".css", ".js", ".mo", ".svg"})
OK = 200
READS = frozenset({"GET", "HEAD"})

Stamp = Sequence[object]
Read = Callable[[Engine, re.Match[str], str, date], Stamp | None]
"""Reads a stamp by (engine, what matched of the path, query, day); None where there is no such page."""
WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def install(
    app: Flask, engine: Engine, wall: Callable[[], datetime], pages: Sequence[tuple[str, Read]], shares: str
) -> None:
    """Stand before the application for `pages`: (pattern of the path, how its stamp is read).

    `shares` is the setting that the composites of these pages hang on.
    """
    app.wsgi_app = _Unchanged(app.wsgi_app, engine, wall, pages, shares)  # type: ignore[method-assign]
    app.after_request(_mark)


def made_of(stamp: Stamp | None) -> None:
    """The view says what its page was made of; None where that cannot be told."""
    g.made_of = stamp


def _mark(response: Response) -> Response:
    stamp = g.get("made_of")
    if stamp is not None and response.status_code == OK and "Set-Cookie" not in response.headers:
        reader = _reader(request.environ)
        if reader is not None and not settings().clock_moves:
            response.headers["ETag"] = _tag(stamp, reader, settings().rating_shares)
    return response


class _Unchanged:
    """The application behind it."""

    def __init__(
        self,
        app: WSGI,
        engine: Engine,
        wall: Callable[[], datetime],
        pages: Sequence[tuple[str, Read]],
        shares: str,
    ) -> None:
        self._app, self._engine, self._wall, self._shares = app, engine, wall, shares
        self._pages = [(re.compile(pattern, re.ASCII), read) for pattern, read in pages]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        held = environ.get("HTTP_IF_NONE_MATCH")
        if held and environ["REQUEST_METHOD"] in READS and (tag := self._tag_now(environ)) and tag == held:
            headers = [("ETag", tag), ("Vary", ", ".join(VARY)), ("Cache-Control", "no-cache, private")]
            start_response("304 NOT MODIFIED", headers)
            return [b""]
        return self._app(environ, start_response)

    def _tag_now(self, environ: dict[str, Any]) -> str | None:
        reader = _reader(environ)
        for pattern, read in self._pages if reader is not None else ():
            if found := pattern.fullmatch(environ["PATH_INFO"]):
                try:
                    stamp = read(self._engine, found, environ.get("QUERY_STRING", ""), day_of(self._wall()))
                except DBAPIError:  # the application meets it too, and answers
                    return None
                return None if stamp is None or reader is None else _tag(stamp, reader, self._shares)
        return None


def _reader(environ: dict[str, Any]) -> tuple[str, ...] | None:
    """All that a page may hang on of somebody who is not signed in; None of anybody else."""
    cookies = environ.get("HTTP_COOKIE", "")
    if not ONLY_LANGUAGE.fullmatch(cookies):
        return None
    return cookies, environ.get("HTTP_ACCEPT_LANGUAGE", ""), environ["PATH_INFO"], environ.get("QUERY_STRING", "")


def _tag(stamp: Stamp, reader: tuple[str, ...], shares: str) -> str:
    return f'"{blake2b(repr((_release(), shares, *stamp, reader)).encode(), digest_size=12).hexdigest()}"'


@cache
def _release() -> str:
    """Names the state of the program and its pages: another one may write the same facts otherwise."""
    digest = blake2b(digest_size=12)
    for path in sorted(Path(__file__).parents[2].rglob("*")):
        if path.suffix in SUFFIXES:
            digest.update(path.read_bytes())
    return digest.hexdigest()
