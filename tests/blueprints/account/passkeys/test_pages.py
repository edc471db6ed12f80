"""What a person does with passkeys: add, see, sign in, confirm, remove; and what they are told when it does not go."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.domain.accounts.models import User
from marketplace.kernel.actor import Actor
from marketplace.kernel.journal import JournalEntry
from marketplace.providers import Providers
from tests import parties
from tests.blueprints.account.passkeys.authenticator import Passkey
from tests.blueprints.account.passkeys.conftest import confirm
from tests.blueprints.account.passkeys.steps import LIST, REFUSED, SIGN_IN, VERIFY, add, after, ask, is_signed_in, send
from tests.blueprints.account.passkeys.steps import sign_in as sign_in_with
from tests.blueprints.account.test_sign_in import PASSWORD, confirmed, cookie_of, enter, make_codes, set_up_factor
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn
from tests.clock import HandClock

Mails = Callable[[], list[tuple[str, str, str]]]
Open = Callable[[], Browser]


def first_number(browser: Browser) -> str:
    found = re.search(r"/account/passkeys/(\d+)/remove", browser.page(LIST))
    assert found
    return found[1]


def make_stale(house: Providers) -> None:
    with house.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE web_session SET data = json_set(data, '$.fs_paa', 1.0, '$.fs_gexp', 1.0)")


def test_add_see_use_remove(
    home: Browser, client: Browser, house: Providers, mails: Mails, clock: HandClock, owner: Actor
) -> None:
    assert "You have no passkey yet." in home.page(LIST)
    passkey = add(home, name="Mei’s <telephone>")
    page = home.page(LIST)
    assert "Mei’s &lt;telephone&gt;" in page
    assert "Not used yet" in page
    assert "You have no recovery codes." in page
    clock.advance(days=1)
    assert sign_in_with(client, passkey).headers["Location"] == "/account/desk"
    assert is_signed_in(client)
    assert "Not used yet" not in client.page(LIST)
    assert "Mei’s &lt;telephone&gt;" in client.page("/account/")
    address = f"/account/passkeys/{first_number(client)}/remove"
    assert "Remove “Mei’s &lt;telephone&gt;”" in client.page(address)
    assert client.post(address).headers["Location"] == LIST
    assert "The passkey is removed." in client.page(LIST)
    assert client.get(address).status_code == 404
    with house.reading() as session:
        noted = session.scalars(
            select(JournalEntry).where(JournalEntry.object_ref == f"user-{owner.user_id}").order_by(JournalEntry.seq)
        ).all()
    acts = ["account:add_passkey", "account:use_passkey", "account:remove_passkey"]
    assert [(entry.action, entry.data) for entry in noted] == [(act, {"passkey": 1}) for act in acts]
    assert [subject for _to, subject, _text in mails()] == ["A passkey was added", "A passkey was removed"]
    assert "http://localhost/account/passkeys" in mails()[0][2]


def test_a_passkey_opens_an_office_and_may_be_its_only_second_factor(
    house: Providers, sign_in: SignIn, client: Browser
) -> None:
    officer = confirm(house, parties.regulator(house))
    browser = sign_in(officer, second_factor=False)
    response = browser.get("/regulator/")
    assert response.headers["Location"].startswith("/account/second-factor")
    assert LIST in browser.page(response.headers["Location"])
    passkey = add(browser)
    assert browser.get("/regulator/").status_code == 200
    sign_in_with(client, passkey)
    assert client.get("/regulator/").status_code == 200


def test_the_last_second_factor_of_an_office_stays(house: Providers, sign_in: SignIn) -> None:
    browser = sign_in(confirm(house, parties.regulator(house)), second_factor=False)
    add(browser)
    number = first_number(browser)
    answer = browser.post(f"/account/passkeys/{number}/remove")
    assert answer.status_code == 409
    assert "this is your last one" in answer.get_data(as_text=True)
    add(browser, Passkey(b"second"), name="Key")
    assert browser.post(f"/account/passkeys/{number}/remove").status_code == 303
    set_up_factor(browser)
    assert browser.post(f"/account/passkeys/{int(number) + 1}/remove").status_code == 303
    page = browser.post("/account/second-factor", data={"setup": "disable"}).get_data(as_text=True)
    assert "this is your last one" in page
    assert browser.get("/regulator/").status_code == 200


def test_who_needs_no_second_factor_removes_the_last(home: Browser) -> None:
    add(home)
    assert home.post(f"/account/passkeys/{first_number(home)}/remove").status_code == 303


def test_after_the_password_in_place_of_a_code(client: Browser, browser: Open, mails: Mails) -> None:
    confirmed(client, mails)
    enter(client)
    passkey = add(client)
    codes = make_codes(client)
    visitor = browser()
    response = visitor.post("/sign-in?next=/account/data", data={"email": "li.ming@example.org", "password": PASSWORD})
    assert response.headers["Location"].startswith(SIGN_IN)
    assert "Your password was right." in visitor.page(response.headers["Location"])
    assert visitor.get("/sign-in/code").headers["Location"].startswith(SIGN_IN), "there is no app to ask"
    assert visitor.post("/sign-in/code", data={"code": "000000"}).headers["Location"].startswith(SIGN_IN)
    asked = ask(visitor)
    assert [one["id"] for one in asked.options["allowCredentials"]] == ["cGFzc2tleS1vZi1jaGFuY2U"]
    assert asked.options["allowCredentials"][0]["transports"] == ["internal"]
    response = send(visitor, asked, passkey.answer(asked.options, handle=None), next="/account/data")
    assert response.headers["Location"] == "/account/data"
    assert is_signed_in(visitor)
    lost = browser()
    enter(lost)
    assert lost.post("/sign-in/recovery-code", data={"code": codes[0]}).status_code == 302
    assert is_signed_in(lost)


def test_who_has_both_takes_either(client: Browser, browser: Open, mails: Mails) -> None:
    confirmed(client, mails)
    enter(client)
    set_up_factor(client)
    passkey = add(client)
    visitor = browser()
    response = visitor.post("/sign-in", data={"email": "li.ming@example.org", "password": PASSWORD})
    assert response.headers["Location"].startswith("/sign-in/code")
    assert "Use a passkey instead" in visitor.page(response.headers["Location"])
    asked = ask(visitor)
    send(visitor, asked, passkey.answer(asked.options))
    assert is_signed_in(visitor)


def test_a_passkey_shows_once_more_who_it_is(home: Browser, house: Providers, client: Browser, mails: Mails) -> None:
    confirmed(client, mails)
    enter(client)
    others = add(client, Passkey(b"of the other"))
    mine = add(home)
    make_stale(house)
    response = home.get(LIST)
    assert response.headers["Location"].startswith("/account/verify")
    assert "Use a passkey" in home.page(response.headers["Location"])
    asked = ask(home, VERIFY, next=LIST)
    wrong = send(home, asked, others.answer(asked.options), next=LIST)
    assert wrong.headers["Location"] == "/account/verify/passkey?next=/account/passkeys", "still on the way"
    assert REFUSED in after(home, wrong)
    assert home.get(LIST).status_code == 302
    before = cookie_of(home)
    asked = ask(home, VERIFY, next=LIST)
    response = send(home, asked, mine.answer(asked.options), next=LIST)
    assert response.headers["Location"] == LIST
    assert cookie_of(home) != before, "a step-up gets a new token"
    home.page(LIST)


def test_adding_and_removing_ask_for_a_fresh_sign_in_and_for_the_owner(
    home: Browser, house: Providers, sign_in: SignIn, client: Browser
) -> None:
    add(home)
    address = f"/account/passkeys/{first_number(home)}/remove"
    assert sign_in(parties.person(house)).post(address).status_code == 404
    assert client.post(address).headers["Location"].startswith("/sign-in?")
    make_stale(house)
    assert home.post(address).headers["Location"].startswith("/account/verify")
    assert home.post(LIST, data={"name": "Another"}).headers["Location"].startswith("/account/verify")
    with house.reading() as session:
        assert len(session.scalars(select(User).where(User.webauthn.any())).all()) == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Enter a name for the passkey."),
        ("Telephone", "You have a passkey of this name already."),
        ("x" * 65, "at most 64 fit"),
    ],
)
def test_names(home: Browser, name: str, words: str) -> None:
    add(home)
    page = home.post(LIST, data={"name": name}).get_data(as_text=True)
    assert words in page
    assert "data-options" not in page


def test_words_in_the_readers_language(home: Browser, client: Browser) -> None:
    client.get("/sign-in?lang=zh")
    asked = ask(client)
    page = after(client, send(client, asked, "{}"))
    assert '<html lang="zh-Hans">' in page
    assert REFUSED not in page


def test_a_page_without_script_says_so(home: Browser, client: Browser) -> None:
    for browser, path in ((home, LIST), (client, SIGN_IN), (home, VERIFY)):
        assert "Passkeys need JavaScript" in browser.page(path)


def test_coming_for_a_code_signs_nobody_out(home: Browser, client: Browser) -> None:
    assert home.get("/sign-in/code").headers["Location"] == "/account/second-factor"
    assert home.post("/sign-in/code", data={"code": "000000"}).headers["Location"] == "/account/second-factor"
    assert is_signed_in(home)
    assert client.get("/sign-in/code").headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("base_url", "here"),
    [
        ("http://127.0.0.1:8000", 'href="http://localhost:8000/sign-in/passkey"'),
        ("https://market.example", 'href="https://market.example/sign-in/passkey"'),
        ("http://192.0.2.7", ""),
        ("http://localhost", 'action="/sign-in/passkey"'),
    ],
)
def test_passkeys_work_at_the_one_name_of_a_site(settings: Settings, tmp_path: Path, base_url: str, here: str) -> None:
    app = create_app(replace(settings, base_url=base_url, instance=tmp_path))
    app.test_client_class = Browser
    client = app.test_client()
    page = client.get("/sign-in", base_url="http://localhost").get_data(as_text=True)
    assert (here in page) if here else ("passkey" not in page)
    if not here:
        assert isinstance(client, Browser)
        assert client.post("/sign-in/passkey", base_url="http://localhost").status_code == 404
    app.extensions["marketplace"].providers.engine.dispose()
