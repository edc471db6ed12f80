"""`modules` is an empty page of a safe origin that can import what `marketplace/static` holds."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

import marketplace
from tests.journeys.conftest import chromium as chromium  # noqa: PLC0414 - the fixture

STATIC = Path(marketplace.__file__).parent / "static"
ORIGIN = "http://localhost:1"
"""Nothing listens there: every answer comes from the test. WebCrypto asks for a safe origin, as this one is."""

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Take back pytest-flask's standing request: no request is made."""


@pytest.fixture
def run(chromium: Browser) -> Iterator[Run]:
    """`run(module, body, argument)` imports a module as `it`, runs `body` with `argument` and gives its result.

    In `body`, `hex` and `bytes` translate between strings of digits and Uint8Arrays.
    """

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(f"{ORIGIN}/")
        if name:
            route.fulfill(path=STATIC / name, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    page = chromium.new_page()
    page.route("**/*", answer)
    page.goto(f"{ORIGIN}/")

    def ran(module: str, body: str, argument: object = None) -> Any:  # noqa: ANN401 - whatever the script answers
        script = f"""async (given) => {{
            const it = await import("/{module}");
            const bytes = (digits) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
            const hex = (array) => Array.from(array, (byte) => byte.toString(16).padStart(2, "0")).join("");
            {body}
        }}"""
        return page.evaluate(script, argument)

    yield ran
    page.close()
