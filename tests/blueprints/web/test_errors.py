"""Refusals, faults and broken requests: always a page with a way on, never a 500 that could be avoided."""

import json
from collections.abc import Iterator

import pytest
from flask_wtf import FlaskForm
from sqlalchemy import text
from wtforms import SelectMultipleField
from wtforms.fields.core import UnboundField

import marketplace
from marketplace import logs
from marketplace.blueprints.public import asked
from marketplace.blueprints.web import bad_input
from marketplace.providers import Providers
from tests import parties
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("missing", 404, "There is nothing here, or it is not yours to see."),
        ("forbidden", 403, "Your role does not allow this."),
        ("invalid", 422, "Too bold."),
        ("conflict", 409, "It is closed."),
        ("away", 503, "The bank does not answer."),
    ],
)
def test_each_refusal_has_its_status_and_says_why(client: Browser, how: str, status: int, words: str) -> None:
    page = client.page(f"/trial/refuse/{how}", status)
    assert words in page


def test_a_fault_is_a_page_with_a_number_and_without_its_secrets(
    client: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.install(quiet=True)
    response = client.get("/trial/break")
    assert response.status_code == 500
    page = response.get_data(as_text=True)
    assert response.headers["X-Request-Id"] in page
    assert "secret of the house" not in page
    logged = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert logged["request_id"] == response.headers["X-Request-Id"]
    assert "secret of the house" in logged["exception"]


def test_a_fault_says_so_even_when_the_database_is_away(client: Browser, house: Providers, sign_in: SignIn) -> None:
    browser = sign_in(parties.person(house))
    with house.engine.begin() as connection:
        connection.execute(text("DROP TABLE web_session"))
    response = browser.get("/account/")
    assert response.status_code == 503
    assert client.page("/sign-in")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/trial/list?page=%00", 400),
        ("/trial/%00", 400),
        ("/trial/%ff%fe", 400),
        ("/trial/list?page=99999999999999999999", 400),
        ("/trial/list?page=" + "9" * 6000, 400),
        ("/trial/list?page=-1", 400),
        ("/trial/list?page=1e3", 400),
        ("/trial/list?page=١", 400),
        ("/trial/list?sort=name", 400),
        ("/trial/list?page=7", 200),
        ("/trial/number/9223372036854775807", 200),
        ("/trial/number/9223372036854775808", 404),
        ("/trial/number/" + "9" * 5000, 404),
        ("/trial/number/1?n=99999999999999999999999", 400),
        ("/?lang=xx", 400),
        ("/sign-in?lang=%00", 400),
        ("/sign-in?lang=", 400),
        ("/nowhere", 404),
    ],
)
def test_broken_addresses_are_answered(client: Browser, path: str, status: int) -> None:
    client.page(path, status)


def test_raw_bytes_in_the_query_are_answered(client: Browser) -> None:
    response = client.get("/trial/list", environ_overrides={"QUERY_STRING": "page=\xff\xfe"})
    assert response.status_code == 400


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "CONNECT"])
def test_methods_nobody_uses_are_refused(client: Browser, method: str) -> None:
    assert client.open("/sign-in", method=method).status_code == 405


def test_a_method_a_page_does_not_have_is_refused_with_those_it_has(client: Browser) -> None:
    response = client.delete("/sign-in")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


@pytest.mark.parametrize("cookie", ["\x01", "x" * 3000, "a" * 43, "%00", "'; DROP TABLE web_session"])
def test_an_invented_cookie_is_no_session(client: Browser, cookie: str) -> None:
    response = client.get("/account/", headers={"Cookie": f"session={cookie}; lang={cookie}"})
    assert response.status_code == 302


def test_nul_in_a_form_is_refused(client: Browser) -> None:
    page = client.post("/trial/form", data={"title": "a\0b"})
    assert page.status_code == 400


def test_an_answer_given_twice_is_refused_wherever_it_stands(client: Browser) -> None:
    for path in ("/trial/list?page=1&page=2", "/trial/list?page=1&page=1", "/sign-in?next=/a&next=/b"):
        assert "was sent more than once" in client.page(path, 400)
    page = client.post("/trial/form", data={"title": ["one", "two"], "price": "5"})
    assert page.status_code == 400
    assert "“title” was sent more than once" in page.get_data(as_text=True)
    for path in ("/providers?ids=1&ids=2", "/tenders?status=failed&status=awarded"):
        assert client.get(path).status_code == 200
    assert client.get("/complaints/new?status=a&status=b").status_code == 400


def test_only_the_questions_with_several_answers_may_come_more_than_once() -> None:
    """Forms are found by their classes; ``ids`` is the query of a comparison, without a form class."""
    several = {
        name
        for form in _all_below(FlaskForm)
        if form.__module__.startswith(marketplace.__name__)
        for part in form.__mro__
        for name, field in vars(part).items()
        if isinstance(field, UnboundField) and issubclass(field.field_class, SelectMultipleField)
    }
    assert several | {"ids"} == bad_input.MANY
    filters = {name for facet, name in asked.PARAMETERS.items() if facet not in asked.ALONE}
    assert filters == bad_input.NARROWING
    assert all(path.startswith(bad_input.NARROWED) for path in asked.PATHS.values())


def _all_below(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _all_below(each)


def test_a_form_that_is_no_text_is_refused(client: Browser) -> None:
    body = b"title=\xff\xfe"
    response = client.post("/trial/form", data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400


def test_a_form_of_ten_megabytes_is_refused_with_a_page(client: Browser) -> None:
    response = client.post("/trial/form", data={"title": "x" * 10_000_000})
    assert response.status_code == 413
    assert "Send a smaller file or a shorter text." in response.get_data(as_text=True)


def test_a_body_over_the_limit_is_refused_with_a_page(client: Browser) -> None:
    response = client.post(
        "/trial/form", data=b"x" * (33 * 1024 * 1024), content_type="multipart/form-data; boundary=x"
    )
    assert response.status_code == 413


def test_a_body_that_is_no_form_is_refused(client: Browser) -> None:
    token = client.form_token()
    response = client.post("/sign-in", data=b"[1, 2]", content_type="application/json", headers={"X-CSRFToken": token})
    assert response.status_code == 415


def test_a_form_without_its_token_is_refused_and_says_that_nothing_is_lost(client: Browser) -> None:
    response = client.post("/trial/form", data={"title": "x"}, csrf=False)
    assert response.status_code == 400
    assert "nothing was lost" in response.get_data(as_text=True)


def test_another_browsers_token_is_refused(client: Browser, browser: object) -> None:
    stranger = browser()  # type: ignore[operator]
    token = stranger.form_token()
    client.form_token()
    response = client.post("/trial/form", data={"title": "x", "csrf_token": token}, csrf=False)
    assert response.status_code == 400


def test_a_strange_host_is_refused(client: Browser) -> None:
    response = client.get("/sign-in", headers={"Host": "evil.example"}, check=False)
    assert response.status_code == 400
    assert "evil.example" not in response.get_data(as_text=True)


def test_machines_get_problem_json(client: Browser) -> None:
    response = client.get("/api/v1/nothing")
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert response.json is not None
    assert response.json["title"] == "Page not found"
    assert response.json["status"] == 404


@pytest.mark.parametrize(
    ("how", "status", "title"),
    [
        ("missing", 404, "Page not found"),
        ("forbidden", 403, "You may not do this"),
        ("invalid", 422, "Some answers need to be corrected"),
        ("conflict", 409, "Something has changed in the meantime"),
        ("away", 503, "Not available just now"),
    ],
)
def test_a_refusal_bears_the_title_of_its_kind(client: Browser, how: str, status: int, title: str) -> None:
    assert f"<title>{title} – " in client.page(f"/trial/refuse/{how}", status)
