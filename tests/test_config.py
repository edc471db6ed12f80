"""Settings: where they come from, what is refused, and where the keys are."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from marketplace.app import create_app
from marketplace.config import Misconfigured, Mode, Settings, load
from marketplace.domain.accounts.models import User
from marketplace.kernel.clock import ClockShift
from tests.databases import SqliteTemplate

LIVE = {
    "MARKET_MODE": "live",
    "MARKET_BASE_URL": "https://market.example.org",
    "MARKET_MAIL_URL": "smtp://mail.example.org",
    "MARKET_MAIL_FROM": "Market <no-reply@market.example.org>",
}


def settings(tmp_path: Path, toml: str = "", **environ: str) -> Settings:
    (tmp_path / "settings.toml").write_text(toml)
    return load({"INSTANCE": str(tmp_path), **environ})


def test_environment_over_file_over_default(tmp_path: Path) -> None:
    found = settings(tmp_path, 'mode = "demo"\nport = 9000\nsession_idle = 5', MARKET_PORT="9001")
    assert (found.mode, found.port, found.session_idle, found.threads) == (Mode.DEMO, 9001, timedelta(minutes=5), 32)
    assert found.base_url == "http://127.0.0.1:9001"
    assert found.database == f"sqlite:///{tmp_path / 'market.sqlite'}"


def test_keys_are_made_once_and_are_the_owners_alone(tmp_path: Path) -> None:
    first, second = settings(tmp_path, 'mode = "demo"'), settings(tmp_path, 'mode = "demo"')
    assert first.keys == second.keys
    assert len({*first.keys.secret, first.keys.password_salt, *first.keys.totp}) == 3
    for key in (tmp_path / "keys").iterdir():
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert first.keys.secret[0] not in repr(first)


def test_an_older_key_still_opens(tmp_path: Path) -> None:
    old = settings(tmp_path, 'mode = "demo"').keys.secret
    with (tmp_path / "keys" / "secret.key").open("a") as file:
        file.write("new\n")
    assert settings(tmp_path, 'mode = "demo"').keys.secret == (*old, "new")


@pytest.mark.parametrize(
    ("toml", "environ", "says"),
    [
        ("mode = 1 2", {}, "settings.toml"),
        ("colour = 1", {}, "there is no setting 'colour'"),
        ('mode = "play"', {}, "mode cannot be 'play'"),
        ("", {"MARKET_PORT": "x"}, "port cannot be 'x'"),
        ('mode = "demo"\nsearch_engine = "elastic"', {}, "search_engine cannot be 'elastic'"),
        ('mode = "demo"\nsearch_engine = "postgres"', {}, "set database_url to a postgresql: one"),
        ("", {"MARKET_MODE": "demo", "MARKET_EMBEDDED_WORKER": "maybe"}, "embedded_worker"),
        ("", {"MARKET_MODE": "demo", "MARKET_LANGUAGE": "fr"}, "language must be one of en, zh"),
        ("", {"MARKET_MODE": "demo", "MARKET_BASE_URL": "market"}, "base_url must be"),
        ("", {"MARKET_MODE": "demo", "MARKET_MAIL_URL": "ftp://x"}, "mail_url must start with"),
        ("", {"MARKET_MODE": "demo", "MARKET_BEACON": "dice"}, "beacon must be none or drand-quicknet"),
        ('beacon = "drand-quicknet"\nmode = "demo"', {}, "needs beacon_addresses"),
        ('beacon_addresses = ["ftp://x"]\nmode = "demo"', {}, "has 'ftp://x': write https addresses"),
        ("", {"MARKET_MODE": "demo", "MARKET_BEACON_ADDRESSES": "https://a,http://b"}, "has 'http://b'"),
        ("", {"MARKET_MODE": "demo", "MARKET_BEACON_ADDRESSES": "https:///x"}, "write https addresses"),
        ("", {"MARKET_MODE": "demo", "MARKET_STAMP_URL": "ftp://x"}, "stamp_url must be"),
        ("", {"MARKET_MODE": "demo", "MARKET_STAMP_URL": "http://x"}, "belong together"),
        ("", {"MARKET_MODE": "demo", "MARKET_STAMP_ROOTS": __file__}, "belong together"),
        ("", {}, "needs mail_url and mail_from"),
        ("", LIVE | {"MARKET_MAIL_URL": ""}, "needs mail_url and mail_from"),
        ("", LIVE | {"MARKET_BASE_URL": "http://market.example.org"}, "https only"),
        ("", LIVE | {"MARKET_HOST": "192.0.2.1"}, "behind a TLS proxy"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, toml: str, environ: dict[str, str], says: str) -> None:
    with pytest.raises(Misconfigured, match=says):
        settings(tmp_path, toml, **environ)


def test_a_live_instance_starts_when_all_is_right(tmp_path: Path) -> None:
    found = settings(tmp_path, "", **LIVE, MARKET_HOST="192.0.2.1", MARKET_PROXY_HOPS="1")
    assert found.is_secure
    assert found.hosts == ["market.example.org", "localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (User(email="demo@example.org", fs_uniquifier="u", is_demo=True), "demonstration accounts"),
        (ClockShift(id=1, microseconds=5), "whose clock was moved"),
    ],
)
def test_a_live_instance_refuses_a_demonstrations_database(
    tmp_path: Path, sqlite_template: SqliteTemplate, row: object, says: str
) -> None:
    with sqlite_template.fresh() as url:
        engine = create_engine(url)
        with Session(engine) as session:
            session.add(row)
            session.commit()
        engine.dispose()
        with pytest.raises(Misconfigured, match=says):
            create_app(settings(tmp_path, "", **LIVE, MARKET_DATABASE_URL=url))


def test_a_live_instance_starts_on_an_empty_database(tmp_path: Path) -> None:
    app = create_app(settings(tmp_path, "", **LIVE))
    engine = app.extensions["marketplace"].providers.engine
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()
