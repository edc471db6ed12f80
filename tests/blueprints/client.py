"""A browser for tests: it carries the form token, and every page it opens keeps the page contract."""

import re
from collections import Counter
from typing import Any

import html5lib
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

WRITING = {"POST", "PUT", "PATCH", "DELETE"}


class Browser(FlaskClient):
    """`post` adds the form token to a dict of data unless `csrf=False`; `open` checks what is HTML."""

    def open(self, *args: Any, csrf: bool = True, check: bool = True, **kwargs: Any) -> TestResponse:  # noqa: ANN401
        method = str(kwargs.get("method", "GET")).upper()
        data = kwargs.get("data")
        if csrf and method in WRITING and (data is None or isinstance(data, dict)):
            kwargs["data"] = {"csrf_token": self.form_token(), **(data or {})}
        response = super().open(*args, **{"buffered": True, **kwargs})
        response.request.environ["wsgi.input"].close()
        if check and response.mimetype == "text/html" and response.status_code not in {301, 302, 303, 307, 308}:
            keeps_the_page_contract(response)
        return response

    def form_token(self) -> str:
        """The token that a form shown to this browser would carry."""
        if self.get_cookie("session") is None:
            super().open("/sign-in")
        cookie = self.get_cookie("session")
        assert cookie is not None
        with self.application.test_request_context(headers={"Cookie": f"session={cookie.value}"}):
            return str(generate_csrf())

    def page(self, path: str, status: int = 200, **kwargs: Any) -> str:  # noqa: ANN401
        """The HTML of a page that must answer with `status`."""
        response = self.get(path, **kwargs)
        assert response.status_code == status, (path, response.status_code, response.headers.get("Location"))
        return str(response.get_data(as_text=True))


def keeps_the_page_contract(response: TestResponse) -> None:
    """Valid HTML, one title and one main heading, ids that are unique, nothing inline, a strict content policy."""
    html = response.get_data(as_text=True)
    html5lib.HTMLParser(strict=True).parse(html)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert len(re.findall(r"<h1[\s>]", html)) == 1
    assert re.search(r"<title>[^<]+</title>", html)
    assert re.search(r'<html lang="(en|zh-Hans)">', html)
    repeated = [name for name, times in Counter(re.findall(r'\sid="([^"]*)"', html)).items() if times > 1]
    assert not repeated, repeated
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", html)
    for script in re.findall(r"<script[^>]*>", html):
        nonce = re.search(r'nonce="([^"]+)"', script)
        assert nonce
        assert f"'nonce-{nonce[1]}'" in policy
