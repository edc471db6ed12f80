"""Fixtures for tests of scripts: the application served, and people of the stage in real browsers."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ConsoleMessage, Page
from werkzeug.serving import make_server

from tests.blueprints.rooms import Enter
from tests.journeys.people import PATIENCE_MS
from tests.journeys.site import Silent, served

__all__ = ["ComeBack", "Visit", "address", "bodies", "come_back", "visit"]

Visit = Callable[..., Page]
ComeBack = Callable[[Page, str], None]


@pytest.fixture
def bodies(app: Flask) -> list[bytes]:
    """Everything that browsers have sent so far, request by request."""
    sent: list[bytes] = []
    answer = app.wsgi_app

    def record(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:  # noqa: ANN401 - WSGI
        sent.append(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        return answer(environ | {"wsgi.input": BytesIO(sent[-1])}, start_response)

    app.wsgi_app = record  # type: ignore[method-assign]
    return sent


@pytest.fixture
def address(app: Flask, bodies: list[bytes]) -> Iterator[str]:
    """Where the application answers: a safe origin, as WebCrypto asks."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    with served(app, server):
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def come_back(enter: Enter, address: str) -> ComeBack:
    """`come_back(page, "agency1")` signs that person in, anew when the hands of the clock have ended the session."""

    def signed_in(page: Page, name: str) -> None:
        cookie = enter(name).get_cookie("session")
        assert cookie is not None
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])

    return signed_in


@pytest.fixture
def visit(come_back: ComeBack, address: str, chromium: Chromium) -> Iterator[Visit]:
    """`visit("agency1")` is the page of that person's own browser; its console must stay silent."""
    contexts, said = [], []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            said.append(message.text)

    def visited(name: str, *, language: str = "en", script: bool = True) -> Page:
        context = chromium.new_context(base_url=address, java_script_enabled=script)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        come_back(page, name)
        page.on("console", hear)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"/?lang={language}")
        return page

    yield visited
    for context in contexts:
        context.close()
    assert not said, said
