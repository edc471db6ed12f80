"""What a passkey must never do: open another's account, open one twice with one answer, or open a closed one."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.domain.accounts import operations
from marketplace.domain.accounts.models import Passkey as Row
from marketplace.domain.accounts.models import User
from marketplace.domain.accounts.rules import ADDRESS
from marketplace.domain.personal import operations as personal
from marketplace.kernel.actor import ANYONE, Actor
from marketplace.providers import Providers
from tests import parties
from tests.blueprints.account.passkeys.authenticator import PRESENT, VERIFIED, Passkey
from tests.blueprints.account.passkeys.conftest import confirm
from tests.blueprints.account.passkeys.steps import (
    AGAIN,
    LIST,
    REFUSED,
    SIGN_IN,
    VERIFY,
    add,
    after,
    ask,
    is_signed_in,
    send,
    sign_in,
)
from tests.blueprints.account.test_sign_in import PASSWORD, confirmed, enter
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn

Mails = Callable[[], list[tuple[str, str, str]]]
Open = Callable[[], Browser]


def refused(browser: Browser, response: Any, words: str = REFUSED) -> bool:  # noqa: ANN401
    return words in after(browser, response) and not is_signed_in(browser)


def test_an_answer_opens_one_account_once(home: Browser, client: Browser, browser: Open) -> None:
    passkey = add(home)
    asked = ask(client)
    answer = passkey.answer(asked.options)
    stolen = client.get_cookie("session")
    assert stolen is not None
    assert send(client, asked, answer).headers["Location"] == "/account/desk"
    assert is_signed_in(client)
    thief = browser()
    thief.set_cookie("session", stolen.value)
    assert send(thief, asked, answer).status_code == 400, "the session that asked has ended"
    assert not is_signed_in(thief)
    another = browser()
    assert refused(another, send(another, asked, answer), AGAIN), "a session that did not ask"
    again = browser()
    ask(again)
    assert refused(again, send(again, asked, answer), AGAIN), "a session that asked something else"


def test_a_question_is_used_up_by_a_wrong_answer_too(home: Browser, client: Browser) -> None:
    passkey = add(home)
    asked = ask(client)
    assert refused(client, send(client, asked, "{}"))
    assert refused(client, send(client, asked, passkey.answer(asked.options)), AGAIN)


def test_of_many_who_send_one_answer_at_once_one_gets_in(home: Browser, client: Browser, browser: Open) -> None:
    passkey = add(home)
    asked = ask(client)
    answer = passkey.answer(asked.options)
    cookie = client.get_cookie("session")
    assert cookie is not None
    crowd = [browser() for _ in range(6)]
    for each in crowd:
        each.set_cookie("session", cookie.value)
    data = {"credential": answer, "csrf_token": client.form_token()}
    threads = [Thread(target=lambda one=one: one.post(asked.action, data=data, csrf=False)) for one in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(map(is_signed_in, crowd)) == 1


def test_a_passkey_after_the_password_must_be_of_the_same_person(
    home: Browser, client: Browser, mails: Mails, browser: Open
) -> None:
    mine = add(home)
    confirmed(client, mails, "other@example.org")
    enter(client, "other@example.org")
    others = add(client, Passkey(b"of the other"))
    visitor = browser()
    response = visitor.post("/sign-in", data={"email": "other@example.org", "password": PASSWORD})
    assert response.headers["Location"].startswith(SIGN_IN)
    assert not is_signed_in(visitor), "the password alone is not enough any more"
    asked = ask(visitor)
    assert len(asked.options["allowCredentials"]) == 1
    assert refused(visitor, send(visitor, asked, mine.answer(asked.options)))
    asked = ask(visitor)
    send(visitor, asked, others.answer(asked.options))
    assert "other@example.org" in visitor.page("/account/")


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "http://localhost:8001"},
        {"origin": "https://localhost.example"},
        {"host": "example.org"},
        {"challenge": "bm90IGFza2Vk"},
        {"kind": "webauthn.create"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"handle": b"somebody else"},
        {"handle": None},
    ],
)
def test_an_answer_that_is_not_quite_right_opens_nothing(home: Browser, client: Browser, lies: dict[str, Any]) -> None:
    passkey = add(home)
    asked = ask(client)
    assert refused(client, send(client, asked, passkey.answer(asked.options, **lies)))


def test_a_signature_by_another_key_opens_nothing(home: Browser, client: Browser) -> None:
    passkey = add(home)
    forged = Passkey(passkey.credential_id, handle=passkey.handle)
    assert refused(client, sign_in(client, forged))


def test_the_passkey_of_one_does_not_stand_for_anothers(
    home: Browser, client: Browser, mails: Mails, browser: Open
) -> None:
    """Its owner's key, under the name or with the handle of somebody else's passkey."""
    mine = add(home)
    confirmed(client, mails, "other@example.org")
    enter(client, "other@example.org")
    others = add(client, Passkey(b"of the other"))
    visitor = browser()
    assert refused(visitor, sign_in(visitor, Passkey(others.credential_id, handle=others.handle, key=mine.key)))
    assert refused(visitor, sign_in(visitor, Passkey(mine.credential_id, handle=others.handle, key=mine.key)))


@pytest.mark.parametrize("lies", [{"flags": PRESENT}, {"origin": "http://evil.example"}, {"host": "evil.example"}])
def test_a_passkey_that_does_not_verify_its_holder_here_is_not_added(
    home: Browser, house: Providers, lies: dict[str, Any]
) -> None:
    asked = ask(home, LIST, name="Key")
    page = after(home, send(home, asked, Passkey().make(asked.options, **lies)))
    assert "could not be checked" in page
    with house.reading() as session:
        assert session.scalar(select(func.count(Row.id))) == 0


def test_what_is_asked_of_authenticators(home: Browser, client: Browser) -> None:
    new = ask(home, LIST, name="Key").options
    assert new["rp"]["id"] == "localhost"
    chosen = new["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert "authenticatorAttachment" not in chosen, "telephones, computers and keys alike"
    add(home)
    assert len(ask(home, LIST, name="Another").options["excludeCredentials"]) == 1
    asked = ask(client).options
    assert (asked["rpId"], asked["userVerification"]) == ("localhost", "required")
    assert not asked.get("allowCredentials")
    assert asked["challenge"] != ask(client).options["challenge"]


def test_a_passkey_of_somebody_is_not_added_to_another(home: Browser, client: Browser, mails: Mails) -> None:
    passkey = add(home)
    confirmed(client, mails)
    enter(client)
    asked = ask(client, LIST, name="Stolen")
    assert send(client, asked, passkey.make(asked.options)).status_code == 409
    assert "Stolen" not in client.page(LIST)


def test_a_question_is_answered_by_whoever_asked_it(home: Browser, sign_in: SignIn, house: Providers) -> None:
    other = sign_in(confirm(house, parties.person(house)), second_factor=False)
    asked = ask(home, LIST, name="Key")
    assert AGAIN in after(other, send(other, asked, Passkey().make(asked.options)))
    assert AGAIN not in after(home, send(home, asked, Passkey().make(asked.options)))
    assert AGAIN in after(home, send(home, asked, Passkey(b"second").make(asked.options)))


def test_a_removed_passkey_is_refused(home: Browser, client: Browser) -> None:
    passkey = add(home)
    asked = ask(client)
    number = re.search(r"/account/passkeys/(\d+)/remove", home.page(LIST))
    assert number
    assert home.post(number[0]).status_code == 303
    assert refused(client, send(client, asked, passkey.answer(asked.options)))


def test_a_locked_account_is_refused_and_an_erased_one_has_no_passkeys(
    home: Browser, client: Browser, owner: Actor, house: Providers
) -> None:
    passkey = add(home)
    operator = parties.operator(house)
    assert owner.user_id is not None
    with house.writing(operator) as uow:
        operations.lock(uow, owner.user_id, "Left", uow.now)
    assert refused(client, sign_in(client, passkey))
    with house.writing(operator) as uow:
        operations.unlock(uow, owner.user_id, "Came back")
    sign_in(client, passkey)
    assert is_signed_in(client)
    client.post("/sign-out")
    with house.writing(owner) as uow:
        personal.erase(uow)
    assert refused(client, sign_in(client, passkey))
    with house.reading() as session:
        assert session.scalar(select(func.count(Row.id))) == 0
        assert session.get_one(User, owner.user_id).fs_webauthn_user_handle is None


def test_an_operator_who_resets_the_second_factor_removes_the_passkeys(
    home: Browser, client: Browser, owner: Actor, house: Providers
) -> None:
    passkey = add(home)
    assert owner.user_id is not None
    with house.writing(parties.operator(house)) as uow:
        operations.reset_second_factor(uow, owner.user_id, "Lost", uow.now)
    assert not is_signed_in(home)
    assert refused(client, sign_in(client, passkey))


def test_a_counter_that_does_not_go_on_is_a_copy(home: Browser, client: Browser, house: Providers) -> None:
    passkey = add(home, Passkey(counter=5))
    sign_in(client, passkey)
    assert is_signed_in(client)
    client.post("/sign-out")
    passkey.counter = 3
    assert refused(client, sign_in(client, passkey))
    with house.reading() as session:
        assert session.scalars(select(Row.sign_count)).one() == 7


def test_nobody_is_remembered_beyond_the_session(home: Browser, client: Browser) -> None:
    passkey = add(home)
    response = sign_in(client, passkey, remember="y")
    assert is_signed_in(client)
    assert "remember" not in " ".join(response.headers.getlist("Set-Cookie"))


def test_asking_tells_nothing_of_an_account(home: Browser, owner: Actor, browser: Open, house: Providers) -> None:
    add(home)
    with house.reading() as session:
        known = session.get_one(User, owner.user_id).email
    seen = set()
    for identity in (known, "unknown@example.org", ""):
        response = browser().post(SIGN_IN, data={"identity": identity})
        page = re.sub(r'(nonce|value|action)="[^"]*"', "", response.get_data(as_text=True))
        seen.add((response.status_code, re.sub(r"challenge&#34;: &#34;[\w-]+", "", page)))
    assert len(seen) == 1


def test_wrong_answers_are_limited_like_wrong_passwords(home: Browser, client: Browser, house: Providers) -> None:
    passkey = add(home)
    asked = ask(client)
    for _ in range(2):
        with house.writing(ANYONE) as uow:
            operations.begin_attempt(uow, [(ADDRESS, "127.0.0.1")] * (ADDRESS.count // 2 - 1))
    assert refused(client, send(client, asked, "{}"))
    asked = ask(client)
    assert refused(client, send(client, asked, "{}"))
    assert "Too many attempts" in client.post(SIGN_IN).get_data(as_text=True)
    assert refused(client, send(client, asked, passkey.answer(asked.options)), "Too many attempts")


def test_too_late_and_tampered_with(app: Flask, home: Browser, client: Browser) -> None:
    passkey = add(home)
    asked = ask(client)
    app.config["SECURITY_WAN_SIGNIN_WITHIN"] = timedelta(seconds=-1)
    assert refused(client, send(client, asked, passkey.answer(asked.options)), AGAIN)
    assert client.post(f"{SIGN_IN}/rubbish", data={"credential": "{}"}).status_code == 302
    assert not is_signed_in(client)


def test_without_the_form_token_nothing_happens(home: Browser, client: Browser) -> None:
    passkey = add(home)
    asked = ask(client)
    answer = {"credential": passkey.answer(asked.options)}
    assert client.post(asked.action, data=answer, csrf=False).status_code == 400
    assert not is_signed_in(client)


RUBBISH = (
    "",
    "x",
    "null",
    "[]",
    "{}",
    "[" * 100_000,
    '{"id":"a","rawId":"a","type":"public-key","response":{}}',
    '{"id":"!","rawId":"!","type":"public-key","response":{"clientDataJSON":"!","authenticatorData":"","signature":""}}',
    json.dumps(
        {
            "id": "cGFzc2tleS1vZi1jaGFuY2U",
            "rawId": "cGFzc2tleS1vZi1jaGFuY2U",
            "type": "public-key",
            "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "é"},
        }
    ),
    json.dumps(
        {
            "id": "cGFzc2tleS1vZi1jaGFuY2U",
            "rawId": "cGFzc2tleS1vZi1jaGFuY2U",
            "type": "public-key",
            "response": {"clientDataJSON": "e30", "attestationObject": "v7-_vw", "transports": [[1], {}]},
        }
    ),
)


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_rubbish_is_refused_in_words(home: Browser, client: Browser, rubbish: str) -> None:
    add(home)
    asked = ask(client)
    assert refused(client, send(client, asked, rubbish))
    asked = ask(home, LIST, name="Rubbish")
    assert "could not be checked" in after(home, send(home, asked, rubbish))
    asked = ask(home, VERIFY)
    assert REFUSED in after(home, send(home, asked, rubbish))
    assert is_signed_in(home)
