"""Languages, headers, forms and the little addresses for machines."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from sqlalchemy import func, select

from marketplace.app import create_app
from marketplace.blueprints.account import identity, texts
from marketplace.config import Settings
from marketplace.domain.accounts.models import WebSession
from marketplace.providers import Providers
from tests import parties
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn
from tests.clock import HandClock

ENGLISH, CHINESE = '<html lang="en">', '<html lang="zh-Hans">'


def rows(house: Providers) -> int:
    with house.reading() as session:
        return session.scalar(select(func.count()).select_from(WebSession)) or 0


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.5", CHINESE),
        ("en-GB,en;q=0.9", ENGLISH),
        ("fr,zh-Hans-CN;q=0.5", CHINESE),
        ("fr", ENGLISH),
        ("*", ENGLISH),
        ("\x01;;;q=x", ENGLISH),
    ],
)
def test_the_browsers_language_is_answered(client: Browser, header: str, expected: str) -> None:
    assert expected in client.page("/sign-in", headers={"Accept-Language": header})


def test_a_chosen_language_is_remembered_and_beats_the_browser(client: Browser) -> None:
    assert CHINESE in client.page("/sign-in?lang=zh&next=/account/", headers={"Accept-Language": "en"})
    assert CHINESE in client.page("/sign-in", headers={"Accept-Language": "en"})
    assert ENGLISH in client.page("/sign-in?lang=en")
    assert ENGLISH in client.page("/sign-in", headers={"Accept-Language": "zh"})


def test_the_accounts_language_beats_the_browser(house: Providers, sign_in: SignIn) -> None:
    browser = sign_in(parties.person(house))
    assert CHINESE in browser.page("/account/", headers={"Accept-Language": "en"})


def test_language_links_keep_the_rest_of_the_address(client: Browser) -> None:
    page = client.page("/sign-in?next=%2Faccount%2F%3Fa%3D1%26b%3D2&lang=en")
    assert 'href="/sign-in?next=%2Faccount%2F%3Fa%3D1%26b%3D2&amp;lang=zh"' in page


def test_public_pages_with_forms_cost_no_row(client: Browser, house: Providers) -> None:
    for path in ("/sign-in", "/register", "/recover", "/trial/form", "/account/"):
        client.get(path)
    assert client.get_cookie("session") is not None
    assert rows(house) == 0


def test_pages_of_the_signed_in_are_never_stored(client: Browser, house: Providers, sign_in: SignIn) -> None:
    assert client.get("/trial/list").headers["Cache-Control"] == "no-cache, private"
    browser = sign_in(parties.person(house))
    assert browser.get("/account/").headers["Cache-Control"] == "no-store"
    assert browser.get("/trial/list").headers["Cache-Control"] == "no-store"
    assert "Cookie" in browser.get("/trial/list").headers["Vary"]


def test_static_files_may_be_kept_and_say_what_they_are(client: Browser) -> None:
    response = client.get("/static/favicon.svg", check=False)
    assert response.get_data().startswith(b"<svg")
    assert "max-age=31536000" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers


def test_cookies_are_for_the_server_alone(client: Browser) -> None:
    cookie = client.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie, "a demonstration on loopback has no https"


def test_behind_https_cookies_are_host_bound_and_https_is_kept(settings: Settings, clock: HandClock) -> None:
    chosen = {field: getattr(settings, field) for field in settings.__dataclass_fields__}
    secure = Settings(**chosen | {"base_url": "https://localhost", "proxy_hops": 1})
    app = create_app(secure, clock, wall=lambda: clock.at)
    with app.test_client() as client:
        response = client.get("/sign-in", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"})
        cookie = response.headers["Set-Cookie"]
        assert cookie.startswith("__Host-session=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_forwarded_address_is_not_believed_without_a_proxy(app: Flask) -> None:
    with app.test_client() as client:
        response = client.get("/sign-in", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"})
        assert response.status_code == 200
        assert "Strict-Transport-Security" not in response.headers


def test_a_form_comes_back_with_what_was_typed_and_what_is_wrong(client: Browser) -> None:
    typed = {"title": "", "price": "12,345.678", "at": "tomorrow", "day": "2026-02-30"}
    response = client.post("/trial/form", data=typed)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    for words in (
        "Enter a title.",
        "at most two decimals",
        "year-month-day hour:minute",
        "year-month-day, for example",
    ):
        assert words in page
    for value in ("12,345.678", "tomorrow", "2026-02-30"):
        assert f'value="{value}"' in page


@pytest.mark.parametrize(
    ("title", "status", "words"), [("invalid", 422, "Too bold."), ("conflict", 409, "It is closed.")]
)
def test_what_an_operation_refuses_is_said_on_the_form(client: Browser, title: str, status: int, words: str) -> None:
    response = client.post("/trial/form", data={"title": title, "price": "5"})
    assert response.status_code == status
    page = response.get_data(as_text=True)
    assert words in page
    assert f'value="{title}"' in page


def test_a_foreign_object_stays_not_found_on_a_form(client: Browser) -> None:
    assert client.post("/trial/form", data={"title": "missing"}).status_code == 404


def test_a_form_that_is_right_redirects(client: Browser) -> None:
    typed = {"title": "A", "price": "¥96,000.5", "at": "2026-03-02T09:00", "day": "2026-03-02"}
    response = client.post("/trial/form", data=typed)
    assert response.status_code == 303
    assert "96000.50 CNY 2026-03-02 01:00:00+00:00 2026-03-02" in response.headers["Location"].replace("%20", " ")
    assert "Done." in client.page("/sign-in")


def test_a_refused_button_says_why_on_the_next_page(client: Browser) -> None:
    assert client.post("/trial/button").status_code == 303
    assert "It is closed." in client.page("/sign-in")
    assert "It is closed." not in client.page("/sign-in")


def test_health(client: Browser, house: Providers) -> None:
    assert client.get("/healthz").get_data(as_text=True) == "ok"
    assert client.get("/readyz").status_code == 503
    assert "Disallow: /account/" in client.get("/robots.txt").get_data(as_text=True)
    text = client.get("/.well-known/security.txt").get_data(as_text=True)
    assert "Contact: http" in text
    assert "Expires: 2026-08-29T00:00:00Z" in text
    assert rows(house) == 0


def test_flask_securitys_own_words_come_from_our_catalogue(
    settings: Settings, clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "translations" / "zh" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="zh")
    catalogue.add(texts.WRONG.msgid, "邮箱或密码不正确。")
    catalogue.add("Password", "密码")
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(identity, "TRANSLATIONS", tmp_path / "translations")
    app = create_app(settings, clock, wall=lambda: clock.at)
    app.test_client_class = Browser
    browser = app.test_client()
    browser.get("/sign-in?lang=zh")
    page = browser.post("/sign-in", data={"email": "a@example.org", "password": "x"}).get_data(as_text=True)
    assert "邮箱或密码不正确。" in page
    assert "密码" in page
