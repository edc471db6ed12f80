"""A page of the application in a real browser, every request answered by the test's own client."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Route
from werkzeug.wrappers import Response

ORIGIN = "http://localhost"


@dataclass
class Visit:
    """What a browser showed, asked for and said on its console."""

    page: Page
    asked: list[str] = field(default_factory=list)
    """Paths with their queries, in the order in which they were asked for."""
    said: list[str] = field(default_factory=list)


def visit(app: Flask, chromium: Chromium, path: str, instead: Mapping[str, Response] | None = None) -> Visit:
    """Open a page and wait until nothing moves; `instead` says which paths are answered otherwise."""
    client, given = app.test_client(), instead or {}
    made = Visit(chromium.new_page())

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        made.asked.append(address._replace(scheme="", netloc="").geturl())
        response = given.get(address.path) or client.get(made.asked[-1])
        route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.get_data())

    made.page.on("console", lambda message: made.said.append(message.text))
    made.page.on("pageerror", lambda error: made.said.append(str(error)))
    made.page.route("**/*", answer)
    made.page.goto(f"{ORIGIN}{path}", wait_until="networkidle")
    return made
