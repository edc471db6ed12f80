"""Script modules under the site's own content policy, in a real browser."""

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Browser as Chromium

from tests.blueprints.client import Browser
from tests.blueprints.visits import Visit, visit

PAGE = """{% from "components/module.html" import module with context %}<!doctype html>
<link rel="icon" href="data:,"><title>Modules</title>{{ module("sealing") }}{{ more | safe }}"""
"""A page that runs `sealing.js`, which imports `hpke.js` and `bytes.js`."""


def shown(app: Flask, chromium: Chromium, more: str = "") -> Visit:
    with app.test_request_context("/"):
        page = app.process_response(app.make_response(render_template_string(PAGE, more=more)))
    return visit(app, chromium, "/", {"/": page})


@pytest.mark.browser
def test_a_module_and_what_it_imports_run(app: Flask, chromium: Chromium) -> None:
    seen = shown(app, chromium)
    own, *imported = seen.asked[1:]
    assert own.startswith("/static/sealing.js?v=")
    assert sorted(imported) == ["/static/bytes.js", "/static/hpke.js"]
    assert not seen.said


@pytest.mark.browser
def test_a_module_without_the_nonce_stays_silent(app: Flask, chromium: Chromium) -> None:
    smuggled = (
        '<script type="module" src="/static/merkle.js"></script><script type="module">import "/static/draw.js"</script>'
    )
    seen = shown(app, chromium, smuggled)
    assert not [path for path in seen.asked if "merkle" in path or "draw" in path]
    assert len(seen.said) == 2
    assert all("Content Security Policy" in each for each in seen.said)


@pytest.mark.parametrize(("query", "kept"), [("?v=1", "max-age=31536000"), ("", "no-cache")])
def test_only_an_address_with_a_version_is_kept_unasked(client: Browser, query: str, kept: str) -> None:
    response = client.get(f"/static/hpke.js{query}", check=False)
    assert kept in response.headers["Cache-Control"]
    assert client.get(f"/static/hpke.js{query}", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
