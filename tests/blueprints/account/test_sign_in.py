"""From registering to being locked out: what an account goes through."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Thread

import pyotp
import pytest
from flask import Flask
from flask_security.utils import hash_password
from sqlalchemy import func, select

from marketplace.domain.accounts import operations as accounts
from marketplace.domain.accounts.models import User, WebSession
from marketplace.kernel import journal
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.journal import JournalEntry
from marketplace.providers import Providers
from tests import parties
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn, link_in
from tests.clock import HandClock

PASSWORD = "correct horse battery staple"
OTHER = "seven green turtles drink tea"
Mails = Callable[[], list[tuple[str, str, str]]]


def register(client: Browser, email: str = "Li.Ming@Example.org", password: str = PASSWORD, **more: str) -> str:
    data = {"name": "李明", "email": email, "password": password, "password_confirm": password, "language": "en"}
    response = client.post("/register", data=data | more, follow_redirects=True)
    return str(response.get_data(as_text=True))


def confirmed(client: Browser, mails: Mails, email: str = "li.ming@example.org") -> None:
    register(client, email)
    client.post(link_in(mails()[-1][2]))


def enter(client: Browser, email: str = "li.ming@example.org", password: str = PASSWORD) -> int:
    return client.post("/sign-in", data={"email": email, "password": password}).status_code


def is_signed_in(client: Browser) -> bool:
    return client.get("/account/").status_code == 200


def test_register_confirm_sign_in_sign_out(client: Browser, mails: Mails, house: Providers) -> None:
    assert "We have sent a link to li.ming@example.org" in register(client)
    to, subject, text = mails()[0]
    assert (to, subject) == ("li.ming@example.org", "Confirm your e-mail address")
    assert enter(client) == 200
    assert not is_signed_in(client)
    link = link_in(text)
    assert "Confirm my address" in client.page(link)
    assert enter(client) == 200, "opening the link alone confirms nothing"
    assert client.post(link).status_code == 302
    assert enter(client) == 302
    assert "李明" in client.page("/account/")
    assert client.post("/sign-out").status_code == 302
    assert not is_signed_in(client)
    with house.reading() as session:
        actions = session.scalars(select(JournalEntry.action).order_by(JournalEntry.seq)).all()
        assert list(actions) == ["account:register", "account:confirm"]


def test_a_mail_is_in_the_language_of_its_reader(client: Browser, mails: Mails) -> None:
    client.get("/register?lang=zh")
    register(client, language="en")
    assert mails()[0][1] == "Confirm your e-mail address"


def test_the_queue_forgets_the_link_once_it_is_sent(client: Browser, mails: Mails, house: Providers) -> None:
    register(client)
    mails()
    with house.engine.connect() as connection:
        payloads = connection.exec_driver_sql("SELECT payload FROM outbox").scalars().all()
    assert payloads == ["{}"]


def cookie_of(client: Browser) -> str:
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def with_cookie(browser: Callable[[], Browser], value: str) -> Browser:
    thief = browser()
    thief.set_cookie("session", value)
    return thief


def test_the_session_token_is_new_after_sign_in_and_dead_after_sign_out(
    client: Browser, browser: Callable[[], Browser], mails: Mails
) -> None:
    confirmed(client, mails)
    before = cookie_of(client)
    enter(client)
    stolen = cookie_of(client)
    assert stolen != before
    assert is_signed_in(with_cookie(browser, stolen))
    client.post("/sign-out")
    assert not is_signed_in(with_cookie(browser, stolen))
    assert not is_signed_in(with_cookie(browser, before))


def test_a_changed_password_ends_every_other_session(
    client: Browser, browser: Callable[[], Browser], mails: Mails
) -> None:
    confirmed(client, mails)
    enter(client)
    elsewhere = browser()
    enter(elsewhere)
    stolen = cookie_of(client)
    changed = {"password": PASSWORD, "new_password": OTHER, "new_password_confirm": OTHER}
    assert client.post("/account/password", data=changed).status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert not is_signed_in(with_cookie(browser, stolen))
    assert enter(elsewhere) == 200
    assert enter(elsewhere, password=OTHER) == 302
    assert mails()[-1][1] == "Your password was changed"


def test_a_disabled_account_is_out_at_the_next_request(client: Browser, mails: Mails, house: Providers) -> None:
    confirmed(client, mails)
    enter(client)
    with house.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE user_account SET active = 0")
    assert not is_signed_in(client)
    assert enter(client) == 200


def test_recovery_changes_the_password_once_and_signs_nobody_in(
    client: Browser, browser: Callable[[], Browser], mails: Mails
) -> None:
    confirmed(client, mails)
    enter(client)
    lost = browser()
    assert "a link to choose a new password is on its way" in lost.post(
        "/recover", data={"email": "li.ming@example.org"}
    ).get_data(as_text=True)
    link = link_in(mails()[-1][2])
    chosen = {"password": OTHER, "password_confirm": OTHER}
    assert lost.post(link, data=chosen).status_code == 302
    assert not is_signed_in(lost)
    assert not is_signed_in(client), "the sessions that were open have ended"
    again = lost.post(link, data={"password": PASSWORD, "password_confirm": PASSWORD})
    assert again.headers["Location"].startswith("/recover"), "the link works once"
    assert enter(lost, password=OTHER) == 302


def test_a_session_ends_when_idle_and_after_twelve_hours(client: Browser, mails: Mails, clock: HandClock) -> None:
    confirmed(client, mails)
    enter(client)
    clock.advance(minutes=59)
    assert is_signed_in(client)
    clock.advance(minutes=61)
    assert not is_signed_in(client)
    enter(client)
    for _ in range(12):
        clock.advance(minutes=59)
        assert is_signed_in(client)
    clock.advance(minutes=30)
    assert not is_signed_in(client)


def test_seen_at_is_written_once_a_minute(client: Browser, mails: Mails, clock: HandClock, house: Providers) -> None:
    confirmed(client, mails)
    enter(client)

    def seen() -> datetime:
        with house.reading() as session:
            return session.scalars(select(WebSession.seen_at).where(WebSession.ended_at.is_(None))).one()

    client.get("/account/")
    first = seen()
    clock.advance(seconds=59)
    client.get("/account/")
    assert seen() == first
    clock.advance(seconds=1)
    client.get("/account/")
    assert seen() == clock.at


def set_up_factor(client: Browser) -> pyotp.TOTP:
    page = client.post("/account/second-factor", data={"setup": "authenticator"}).get_data(as_text=True)
    key = re.search(r'<code class="hash">([A-Z2-7 -]+)</code>', page)
    assert key
    totp = pyotp.TOTP(re.sub(r"[ -]", "", key[1]))
    response = client.post("/sign-in/code", data={"code": totp.now()})
    assert response.headers["Location"] == "/account/recovery-codes"
    return totp


def make_codes(client: Browser) -> list[str]:
    page = client.post("/account/recovery-codes").get_data(as_text=True)
    codes = re.findall(r'<code class="hash">([A-Z0-9-]+)</code>', page)
    assert len(codes) == 10
    return codes


def test_second_factor(
    client: Browser, browser: Callable[[], Browser], mails: Mails, house: Providers, clock: HandClock
) -> None:
    confirmed(client, mails)
    enter(client)
    totp = set_up_factor(client)
    assert mails()[-1][1] == "Your second factor was changed"
    codes = make_codes(client)
    assert codes[0] not in client.page("/account/recovery-codes")

    second = browser()
    response = second.post("/sign-in", data={"email": "li.ming@example.org", "password": PASSWORD})
    assert response.headers["Location"].startswith("/sign-in/code")
    assert not is_signed_in(second), "the password alone is not enough"
    assert second.post("/sign-in/code", data={"code": totp.now()}).status_code == 200, (
        "that code was used in the set-up"
    )
    assert second.post("/sign-in/code", data={"code": totp.at(datetime.now(UTC), counter_offset=1)}).status_code == 302  # noqa: TID251
    assert is_signed_in(second)

    third = browser()
    enter(third)
    assert third.post("/sign-in/recovery-code", data={"code": codes[3].lower()}).status_code == 302
    assert is_signed_in(third)
    fourth = browser()
    enter(fourth)
    assert fourth.post("/sign-in/recovery-code", data={"code": codes[3]}).status_code == 200, "each works once"
    with house.reading() as session:
        kept = session.scalars(select(User.mf_recovery_codes)).one()
    assert kept is not None
    assert len(kept) == 9
    assert all(code not in kept for code in codes)


def test_wrong_codes_are_limited(client: Browser, mails: Mails, browser: Callable[[], Browser]) -> None:
    confirmed(client, mails)
    enter(client)
    totp = set_up_factor(client)
    guesser = browser()
    enter(guesser)
    for _ in range(5):
        guesser.post("/sign-in/code", data={"code": "000000"})
    right = totp.at(datetime.now(UTC), counter_offset=1)  # noqa: TID251 - the factor counts real half-minutes
    answer = guesser.post("/sign-in/code", data={"code": right}).get_data(as_text=True)
    assert "Too many attempts" in answer
    assert not is_signed_in(guesser)


def test_nothing_tells_whether_an_address_has_an_account(
    client: Browser, browser: Callable[[], Browser], mails: Mails
) -> None:
    confirmed(client, mails, "known@example.org")
    seen = {}
    for email in ("known@example.org", "unknown@example.org"):
        visitor = browser()
        answers = [register(visitor, email)]
        for path, data in (
            ("/sign-in", {"email": email, "password": "wrong wrong wrong"}),
            ("/recover", {"email": email}),
            ("/register/confirm", {"email": email}),
        ):
            response = visitor.post(path, data=data)
            answers.append(f"{response.status_code} {response.get_data(as_text=True)}")
        changing = re.compile(r"(nonce|value)=\"[^\"]*\"")
        seen[email] = [changing.sub("", answer).replace(email, "EMAIL") for answer in answers]
    assert seen["known@example.org"] == seen["unknown@example.org"]
    assert "We have sent a link to EMAIL" in seen["unknown@example.org"][0]


def test_many_who_change_their_password_at_once_all_succeed(
    app: Flask, browser: Callable[[], Browser], house: Providers
) -> None:
    """Flask-Security reads, then writes, in a transaction of its own: on SQLite it must wait for the lock, not fail."""
    with app.app_context(), house.writing(PLATFORM) as uow:
        hashed = hash_password(PASSWORD)
        for number in range(8):
            accounts.create(uow, email=f"person{number}@example.org", name="P", password_hash=hashed)
    statuses: list[int] = []

    def come(number: int) -> None:
        visitor = browser()
        enter(visitor, f"person{number}@example.org")
        for old, new in ((PASSWORD, OTHER), (OTHER, PASSWORD)) * 3:
            changed = {"password": old, "new_password": new, "new_password_confirm": new}
            statuses.append(visitor.post("/account/password", data=changed).status_code)

    crowd = [Thread(target=come, args=(number,)) for number in range(8)]
    for person in crowd:
        person.start()
    for person in crowd:
        person.join()
    assert statuses == [302] * 48
    with house.reading() as session:
        assert list(journal.faults(session)) == []


def test_registering_a_known_address_tells_its_owner_only(client: Browser, mails: Mails, house: Providers) -> None:
    confirmed(client, mails)
    register(client, "LI.MING@example.org", OTHER)
    assert mails()[-1][1] == "You already have an account"
    assert enter(client, password=OTHER) == 200
    with house.reading() as session:
        assert session.scalar(select(func.count(User.id))) == 1


def test_guessing_is_slowed_down_and_stops_nobody_for_long(client: Browser, mails: Mails, clock: HandClock) -> None:
    confirmed(client, mails)
    for _ in range(5):
        assert enter(client, password="wrong wrong wrong") == 200
    answer = client.post("/sign-in", data={"email": "LI.MING@example.org", "password": PASSWORD}).get_data(as_text=True)
    assert "Too many attempts. Please try again in 15 minutes." in answer
    assert not is_signed_in(client)
    assert enter(client, "somebody.else@example.org") == 200
    other_address = {"email": "li.ming@example.org", "password": PASSWORD}
    response = client.post("/sign-in", data=other_address, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert response.status_code == 302, "the owner at another address is not kept out"
    client.post("/sign-out")
    clock.advance(minutes=15, seconds=1)
    assert enter(client) == 302


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "at least 12 characters"),
        ("aaaaaaaaaaaaaaaa", "simple pattern"),
        ("abcdefghijklmnop", "simple pattern"),
        ("password12345678", "among the first that attackers try"),
        ("P@ssw0rd!P@ssw0rd!", "among the first that attackers try"),
        ("caigou2026caigou", "among the first that attackers try"),
        ("li.ming is my name", "contains your name"),
    ],
)
def test_weak_passwords_are_refused(client: Browser, mails: Mails, password: str, words: str) -> None:
    assert words in register(client, password=password)
    assert mails() == []


def test_sensitive_pages_ask_for_the_password_again(client: Browser, mails: Mails, house: Providers) -> None:
    confirmed(client, mails)
    enter(client)
    with house.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE web_session SET data = json_set(data, '$.fs_paa', 1.0)")
    response = client.get("/account/recovery-codes")
    assert response.headers["Location"].startswith("/account/verify")
    assert client.post(response.headers["Location"], data={"password": "wrong"}).status_code == 200
    before = cookie_of(client)
    onward = client.post(response.headers["Location"], data={"password": PASSWORD})
    assert onward.headers["Location"] == "/account/recovery-codes"
    assert cookie_of(client) != before, "a step-up gets a new token"
    client.page("/account/recovery-codes")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_leads_nowhere_else(client: Browser, mails: Mails, target: str) -> None:
    confirmed(client, mails)
    response = client.post("/sign-in", data={"email": "li.ming@example.org", "password": PASSWORD, "next": target})
    assert "evil.example" not in response.headers.get("Location", "").replace("%5Cevil.example", "")
    assert response.headers.get("Location", "/").startswith("/")
    assert not response.headers.get("Location", "/").startswith("//")


def test_another_session_can_be_ended(client: Browser, browser: Callable[[], Browser], mails: Mails) -> None:
    confirmed(client, mails)
    enter(client)
    elsewhere = browser()
    enter(elsewhere)
    page = client.page("/account/sessions")
    action = re.search(r'action="(/account/sessions/[0-9a-f]{64}/end)"', page)
    assert action
    client.post(action[1])
    assert not is_signed_in(elsewhere)
    assert is_signed_in(client)


def test_nobody_ends_a_strangers_session(house: Providers, sign_in: SignIn) -> None:
    owner, stranger = sign_in(parties.person(house)), sign_in(parties.person(house))
    assert is_signed_in(owner)
    with house.reading() as session:
        first = session.scalars(select(WebSession.token_hash).order_by(WebSession.user_id)).first()
    assert stranger.post(f"/account/sessions/{first}/end").status_code == 404
    assert is_signed_in(owner)


def test_name_and_language_are_changed(house: Providers, sign_in: SignIn) -> None:
    browser = sign_in(parties.person(house, "Old"))
    browser.get("/account/?lang=en")
    assert "Enter your name." in browser.post("/account/profile", data={"name": " ", "language": "en"}).get_data(
        as_text=True
    )
    assert browser.post("/account/profile", data={"name": "王芳", "language": "zh"}).status_code == 303
    page = browser.page("/account/")
    assert "王芳" in page
    assert '<html lang="zh-Hans">' in page


def test_the_address_is_changed_by_a_link_that_lands_on_a_button(client: Browser, mails: Mails) -> None:
    confirmed(client, mails)
    enter(client)
    answer = client.post("/account/email", data={"email": "New@Example.org"}).get_data(as_text=True)
    assert "We have sent a link to new@example.org" in answer
    to, subject, text = mails()[-1]
    assert (to, subject) == ("new@example.org", "Confirm your new e-mail address")
    client.page(link_in(text))
    assert "li.ming@example.org" in client.page("/account/"), "opening the link alone changes nothing"
    assert client.post(link_in(text)).status_code == 302
    assert "new@example.org" in client.page("/account/")
    assert mails()[-1][:2] == ("li.ming@example.org", "Your e-mail address was changed")
    client.post("/sign-out")
    assert enter(client, "new@example.org") == 302


def test_one_of_two_who_want_the_same_address_gets_it(
    client: Browser, browser: Callable[[], Browser], mails: Mails, house: Providers
) -> None:
    crowd = [browser() for _ in range(6)]
    tokens = {id(visitor): visitor.form_token() for visitor in crowd}
    statuses: list[int] = []

    def come(visitor: Browser) -> None:
        data = {"name": "P", "email": "same@example.org", "password": PASSWORD, "password_confirm": PASSWORD}
        sent = data | {"language": "en", "csrf_token": tokens[id(visitor)]}
        statuses.append(visitor.post("/register", data=sent, csrf=False).status_code)

    threads = [Thread(target=come, args=(visitor,)) for visitor in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {302, 409}
    with house.reading() as session:
        assert session.scalar(select(func.count(User.id))) == 1
