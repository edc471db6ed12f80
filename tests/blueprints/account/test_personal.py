"""The pages on one's own data: a copy, and closing the account."""

import html

import pytest
from sqlalchemy import select

from marketplace.domain.accounts.models import User, WebSession
from marketplace.domain.organisations import operations as organisations
from marketplace.kernel.actor import Actor, Role
from marketplace.providers import Providers
from tests import parties
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn


def make_stale(house: Providers) -> None:
    with house.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE web_session SET data = json_set(data, '$.fs_paa', 1.0)")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pages_open_in_both_languages(house: Providers, sign_in: SignIn, client: Browser, language: str) -> None:
    _, member = parties.agency(house)
    browser = sign_in(member)
    for path in ("/account/data", "/account/data/erase", "/privacy"):
        browser.page(f"{path}?lang={language}")
    client.page(f"/privacy?lang={language}")


def test_the_privacy_page_is_linked_at_the_foot_of_every_page(client: Browser) -> None:
    assert 'href="/privacy"' in client.page("/")
    page = client.page("/privacy")
    for words in ("Browsers you signed in with", "30 days", "Close my account (Art 47)", "政府采购法 Art 42"):
        assert words in page


def test_the_copy_is_ones_own(house: Providers, sign_in: SignIn) -> None:
    _, member = parties.agency(house)
    other = parties.person(house, "Somebody else")
    answer = sign_in(member).get("/account/data/export.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    data = answer.get_json()
    assert data["account"]["number"] == member.user_id
    assert "Somebody else" not in answer.get_data(as_text=True)
    assert sign_in(other).get("/account/data/export.json").get_json()["account"]["name"] == "Somebody else"


@pytest.mark.parametrize("path", ["/account/data", "/account/data/export.json", "/account/data/erase"])
def test_a_visitor_signs_in_first(client: Browser, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/sign-in")


def test_both_ask_for_the_password_again(house: Providers, sign_in: SignIn) -> None:
    person = parties.person(house)
    browser = sign_in(person)
    make_stale(house)
    for answer in (
        browser.get("/account/data/export.json"),
        browser.post("/account/data/erase", data={"understood": "y"}),
    ):
        assert answer.headers["Location"].startswith("/account/verify")
    assert account(house, person).active


def test_an_account_is_closed_after_the_last_question(house: Providers, sign_in: SignIn) -> None:
    person = parties.person(house, "赵敏")
    browser, elsewhere = sign_in(person), sign_in(person)
    assert "What goes at once" in browser.page("/account/data/erase?lang=en")
    answer = browser.post("/account/data/erase")
    assert answer.status_code == 422
    assert 'href="#understood"' in answer.get_data(as_text=True)
    assert account(house, person).active
    answer = browser.post("/account/data/erase", data={"understood": "y"}, follow_redirects=True)
    assert "Your account is closed" in answer.get_data(as_text=True)
    assert (account(house, person).name, account(house, person).active) == ("", False)
    for gone in (browser, elsewhere):
        assert gone.get("/account/").headers["Location"].startswith("/sign-in")
    with house.reading() as session:
        assert session.scalars(select(WebSession).where(WebSession.user_id == person.user_id)).all() == []


def test_the_last_member_is_told_what_to_do_first(house: Providers, sign_in: SignIn) -> None:
    agency, member = parties.agency(house)
    browser = sign_in(member)
    page = html.unescape(browser.page("/account/data/erase?lang=en"))
    assert agency.name_en in page
    assert "Close my account for good" not in page
    answer = browser.post("/account/data/erase", data={"understood": "y"})
    assert answer.status_code == 409
    assert account(house, member).active
    colleague = parties.member(house, agency, Role.AGENCY_MEMBER)
    assert browser.post("/account/data/erase", data={"understood": "y"}).status_code == 409
    with house.writing(member) as uow:
        organisations.appoint_administrator(uow, agency.ref, colleague.user_id or 0)
    assert browser.post("/account/data/erase", data={"understood": "y"}).status_code == 303
    assert not account(house, member).active


def account(house: Providers, who: Actor) -> User:
    with house.reading() as session:
        return session.get_one(User, who.user_id)
