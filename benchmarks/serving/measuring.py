"""What a page costs against a floor: CPU time of requests without a network, the pages taking turns in one run."""

import html
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder

ROUNDS = 60
WARM_UP = 20
NOW = datetime(2026, 6, 15, 1, 30, tzinfo=UTC)


class StandingClock:
    """The benchmark's present."""

    def now(self, session: object) -> datetime:  # noqa: ARG002 - the port's shape
        """Always the same instant."""
        return NOW


@dataclass
class Page:
    """A page to measure; `rows` is how many it must show, `status` how its answer begins."""

    name: str
    app: Flask
    path: str
    goal: float | None = None
    cookie: str = ""
    language: str = "en"
    etag: str = ""
    status: str = "200"
    rows: int = 0
    before: Callable[[], object] = lambda: None

    def environ(self) -> dict[str, Any]:
        """One request."""
        headers = {"Accept-Language": self.language}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.etag:
            headers["If-None-Match"] = self.etag
        return EnvironBuilder(self.path, base_url="http://localhost", headers=headers).get_environ()


def floor(file: Path, sql: str) -> Flask:
    """Bare Flask, one SELECT, escaped by hand: what nobody can do without."""
    app = Flask("floor")
    connection = sqlite3.connect(file, check_same_thread=False)

    @app.get("/")
    def listed() -> str:
        found = connection.execute(sql).fetchall()
        return (
            "<ul>" + "".join(f"<li>{' '.join(html.escape(str(cell)) for cell in row)}</li>" for row in found) + "</ul>"
        )

    return app


def once(page: Page) -> tuple[bytes, dict[str, str]]:
    """Answer one request without a network; stops the run when the answer is not the one expected."""
    page.before()
    answered: list[tuple[str, dict[str, str]]] = []

    def start_response(
        line: str, headers: Iterable[tuple[str, str]], _error: object = None
    ) -> Callable[[bytes], object]:
        answered.append((line, dict(headers)))
        return lambda _body: None

    answer = page.app.wsgi_app(page.environ(), start_response)
    body = b"".join(answer)
    close = getattr(answer, "close", None)
    if close:
        close()
    status, headers = answered[0]
    if not status.startswith(page.status):
        sys.exit(f"{page.name}: {status}")
    return body, headers


def cpu_ms(pages: Sequence[Page], requests: int, clock: Callable[[], float] = time.process_time) -> list[float]:
    """CPU milliseconds per request, the best of many short rounds in which the pages take turns.

    The best round counts: what others do on the machine never makes a page quicker. Each page is asked for once more
    before its round, so that it finds what it left behind itself and not what its neighbour did.
    """
    for page in pages:
        for _ in range(WARM_UP):
            body, _headers = once(page)
        if max(body.count(b"<li"), body.count(b"<tr")) < page.rows:
            sys.exit(f"{page.name}: the page does not show its rows")
    measured: list[list[float]] = [[] for _ in pages]
    for _ in range(ROUNDS):
        for page, spent in zip(pages, measured, strict=True):
            once(page)
            begun = clock()
            for _ in range(requests):
                once(page)
            spent.append((clock() - begun) / requests * 1000)
    return [min(spent) for spent in measured]


def report(pages: Sequence[Page], costs: Sequence[float]) -> int:
    """Print each page as a ratio of the first one, the floor; answers how many goals were missed."""
    missed = 0
    for page, cost in zip(pages, costs, strict=True):
        ratio = cost / costs[0]
        verdict = "" if page.goal is None else f"goal {page.goal:g}x  {'met' if ratio <= page.goal else 'MISSED'}"
        missed += page.goal is not None and ratio > page.goal
        print(f"{page.name:44} {cost:7.3f} ms CPU  {ratio:5.2f}x  {verdict}")
    return missed
