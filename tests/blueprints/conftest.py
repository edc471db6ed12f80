"""Fixtures for page tests: `app`, `client`, `browser` (a factory), `house`, `clock`, `sign_in`, `mails`."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from marketplace.app import create_app
from marketplace.blueprints.web.freshness import SIGNED_IN_AT
from marketplace.blueprints.web.work import EXTENSION, House
from marketplace.config import Mode, Settings, make_keys
from marketplace.domain.accounts.models import User
from marketplace.kernel.actor import PLATFORM, Actor
from marketplace.kernel.entropy import SeededEntropy
from marketplace.providers import Providers
from tests.blueprints.client import Browser
from tests.clock import HandClock
from tests.databases import SqliteTemplate
from tests.journeys.conftest import chromium as chromium  # noqa: PLC0414 - the fixture

SignIn = Callable[..., Browser]


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Take back pytest-flask's standing request: requests must not share `g`, which holds the signed-in person."""


@pytest.fixture
def database_url(sqlite_template: SqliteTemplate) -> Iterator[str]:
    """Pages are tested on SQLite; the operations below them run on both databases elsewhere."""
    with sqlite_template.fresh() as url:
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        instance=tmp_path,
        keys=make_keys(tmp_path / "keys", SeededEntropy("keys")),
        mode=Mode.TEST,
        database_url=database_url,
        base_url="http://localhost",
        mail_url="folder:",
        mail_from="Market <no-reply@market.example>",
        language="en",
    )


@pytest.fixture
def app(settings: Settings, clock: HandClock, bytecode: FileSystemBytecodeCache) -> Iterator[Flask]:
    made = create_app(settings, clock, wall=lambda: clock.at)
    made.test_client_class = Browser
    made.jinja_env.bytecode_cache = bytecode
    yield made
    made.extensions[EXTENSION].providers.engine.dispose()


@pytest.fixture
def house(app: Flask) -> Providers:
    """The application's own ports, for `tests.parties` and for operations behind the pages."""
    found: House = app.extensions[EXTENSION]
    return found.providers


@pytest.fixture
def client(app: Flask) -> Browser:
    made = app.test_client()
    assert isinstance(made, Browser)
    return made


@pytest.fixture
def browser(app: Flask) -> Callable[[], Browser]:
    """Another browser, for another person."""

    def open_browser() -> Browser:
        made = app.test_client()
        assert isinstance(made, Browser)
        return made

    return open_browser


@pytest.fixture
def sign_in(house: Providers, browser: Callable[[], Browser]) -> SignIn:
    """`sign_in(actor)` gives a browser with that person signed in, with a second factor unless told otherwise."""

    def signed_in(actor: Actor, *, second_factor: bool = True) -> Browser:
        with house.writing(PLATFORM) as uow:
            user = uow.session.get_one(User, actor.user_id)
            if second_factor:
                user.tf_primary_method, user.tf_totp_secret = "authenticator", "kept elsewhere"
            uniquifier = user.fs_uniquifier
        made = browser()
        with made.session_transaction() as session:
            session["_user_id"] = uniquifier
            session["_fresh"] = True
            session["fs_paa"] = session[SIGNED_IN_AT] = datetime.now(UTC).timestamp()  # noqa: TID251 - as Flask-Security
        return made

    return signed_in


@pytest.fixture
def mails(app: Flask, settings: Settings) -> Callable[[], list[tuple[str, str, str]]]:
    """`mails()` sends what is queued and gives all mails so far as (to, subject, text)."""

    def sent() -> list[tuple[str, str, str]]:
        with app.app_context():
            app.extensions[EXTENSION].work.run_due()
        letters = []
        for file in sorted((settings.instance / "mail").glob("*.eml")):
            letter = message_from_bytes(file.read_bytes(), policy=default)
            body = letter.get_body()
            assert body is not None
            letters.append((str(letter["To"]), str(letter["Subject"]), str(body.get_content())))
        return letters

    return sent


def link_in(text: str) -> str:
    """The path of the first link of a mail."""
    found = re.search(r"http://localhost(/\S+)", text)
    assert found, text
    return found[1]
