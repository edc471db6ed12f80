"""Script modules under the site's own content policy, in a real browser."""

from urllib.parse import urlsplit

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Route

from tests.blueprints.client import Browser
from tests.journeys.conftest import chromium as chromium  # noqa: PLC0414 - the fixture

ORIGIN = "http://localhost"
PAGE = """{% from "components/module.html" import module with context %}<!doctype html>
<title>Modules</title>{{ module("sealing") }}{{ more | safe }}"""
"""A page that runs `sealing.js`, which imports `hpke.js`."""


def shown(app: Flask, chromium: Chromium, more: str = "") -> tuple[Page, list[str], list[str]]:
    """The page in a browser: what it loaded and what its console said."""
    client = app.test_client()
    loaded, said = [], []

    def answer(route: Route) -> None:
        if urlsplit(route.request.url).path == "/":
            with app.test_request_context("/"):
                html = render_template_string(PAGE, more=more)
                response = app.process_response(app.make_response(html))
        else:
            loaded.append(route.request.url.removeprefix(ORIGIN))
            response = client.get(loaded[-1], check=False)
        route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.get_data())

    page = chromium.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.route("**/*", answer)
    page.goto(f"{ORIGIN}/", wait_until="networkidle")
    return page, loaded, said


@pytest.mark.browser
def test_a_module_and_what_it_imports_run(app: Flask, chromium: Chromium) -> None:
    page, loaded, said = shown(app, chromium)
    version = urlsplit(loaded[0]).query
    assert loaded == [f"/static/sealing.js?{version}", "/static/hpke.js"]
    assert version.startswith("v=")
    assert not said
    page.close()


@pytest.mark.browser
def test_a_module_without_the_nonce_stays_silent(app: Flask, chromium: Chromium) -> None:
    smuggled = (
        '<script type="module" src="/static/merkle.js"></script><script type="module">import "/static/draw.js"</script>'
    )
    page, loaded, said = shown(app, chromium, smuggled)
    assert not [path for path in loaded if "merkle" in path or "draw" in path]
    assert len(said) == 2
    assert all("Content Security Policy" in each for each in said)
    page.close()


@pytest.mark.parametrize(("query", "kept"), [("?v=1", "max-age=31536000"), ("", "no-cache")])
def test_only_an_address_with_a_version_is_kept_unasked(client: Browser, query: str, kept: str) -> None:
    response = client.get(f"/static/hpke.js{query}", check=False)
    assert kept in response.headers["Cache-Control"]
    assert client.get(f"/static/hpke.js{query}", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
