"""Loading, sign-ins and the clock from the command line."""

import json
import sqlite3
from datetime import datetime

import pyotp
import pytest
from flask_security import verify_password
from sqlalchemy import select

from marketplace.config import Mode
from marketplace.demo import sign_ins
from marketplace.demo.story import NOW
from marketplace.domain.accounts import queries as accounts
from marketplace.domain.audit import queries as audit
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.jobs import indexing
from marketplace.kernel.actor import Role
from marketplace.kernel.outbox import OutboxEntry
from tests.demo.conftest import Instance, open_instance

ROLES = {
    "agency": Role.AGENCY_MEMBER,
    "drafter": Role.DRAFTER,
    "approver": Role.APPROVER,
    "evaluator": Role.EVALUATOR,
    "finance_officer": Role.FINANCE_OFFICER,
    "legal_officer": Role.LEGAL_OFFICER,
    "regulator": Role.REGULATOR,
    "operator": Role.OPERATOR,
    "opener": Role.APPROVER,
}


def test_the_accounts_that_are_shown_are_those_that_are_there(small: Instance) -> None:
    shown = json.loads(small.run("demo", "accounts", "--json").stdout)
    assert [each["role"] for each in shown] == [
        *["agency"] * 3,
        "drafter",
        "approver",
        *["evaluator"] * 3,
        *["finance_officer"] * 2,
        "legal_officer",
        "regulator",
        "operator",
        "opener",
    ]
    assert len({each["organisation"] for each in shown if each["role"] in {"drafter", "finance_officer"}}) == 1
    with small.app.test_request_context(), small.house.providers.reading() as session:
        totp = small.app.extensions["security"]._totp_factory._totp  # noqa: SLF001 - what sign-in itself asks
        for each in shown:
            user = accounts.by_email(session, each["email"])
            assert user is not None
            assert user.is_demo
            assert user.confirmed_at is not None
            assert user.password is not None
            assert verify_password(each["password"], user.password)
            assert user.language == "en"
            role, name = session.execute(
                select(Membership.role, Organisation.name)
                .join(Organisation, Organisation.id == Membership.organisation_id)
                .where(Membership.user_id == user.id)
            ).one()
            assert (role, name) == (ROLES[each["role"]], each["organisation"])
            if each["role"] == "agency":
                assert each["totp_secret"] is None
                assert not user.has_second_factor
            else:
                assert user.has_second_factor
                assert totp.verify(pyotp.TOTP(each["totp_secret"]).now(), user.tf_totp_secret)


def test_accounts_in_words(small: Instance) -> None:
    result = small.run("demo", "accounts")
    assert result.exit_code == 0
    assert sign_ins.PASSWORD in result.stdout
    assert result.stdout.count("@demo.example") == 14


def test_there_are_no_accounts_before_the_load(empty: Instance) -> None:
    result = empty.run("demo", "accounts", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "run `flask demo load`" in result.stderr


def test_data_are_never_added_to_others(small: Instance) -> None:
    with small.house.providers.reading() as session:
        before = audit.verify(session), session.scalar(select(Organisation.id).order_by(Organisation.id.desc()))
    result = small.run("demo", "load", "--size", "small")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "holds data already" in result.stderr
    with small.house.providers.reading() as session:
        after = audit.verify(session), session.scalar(select(Organisation.id).order_by(Organisation.id.desc()))
    assert after == before


def test_a_load_that_breaks_leaves_nothing(empty: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Exception):  # noqa: N818
        pass

    def put(*_: object) -> str:
        raise Broken

    monkeypatch.setattr(type(empty.house.providers.storage), "put", put)
    result = empty.run("demo", "load", "--size", "small")
    assert isinstance(result.exception, Broken)
    with sqlite3.connect(empty.folder / "market.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM journal").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM user_account").fetchone() == (0,)


@pytest.mark.parametrize("words", [("load",), ("accounts",), ("clock",), ("clock", "--advance", "1d")])
def test_nothing_of_it_outside_a_demonstration(empty: Instance, words: tuple[str, ...]) -> None:
    for instance in open_instance(empty.folder, Mode.TEST):
        result = instance.run("demo", *words)
        assert result.exit_code == 1
        assert "needs an instance of its own with mode = demo" in result.stderr
        assert result.stderr.count("\n") == 1


def clock(instance: Instance, *words: str) -> datetime:
    result = instance.run("demo", "clock", *words)
    assert result.exit_code == 0, result.output
    return datetime.fromisoformat(result.stdout.strip())


def quarter(moment: datetime) -> str:
    """Down to the quarter of an hour: the clock goes on since the load, and a busy machine takes minutes for a test."""
    return moment.replace(minute=moment.minute // 15 * 15).strftime("%m-%d %H:%M")


def test_the_clock_starts_where_the_story_ends_and_moves_forward(small: Instance) -> None:
    present = clock(small)
    assert present.utcoffset() == NOW.utcoffset()
    assert quarter(present) == "06-15 09:30"
    assert quarter(clock(small, "--advance", "5h")) == "06-15 14:30"
    assert quarter(clock(small, "--advance", "2d")) == "06-17 14:30"
    assert quarter(clock(small, "--advance", "2wd")) == "06-22 14:30", "Friday 19 June is the Dragon Boat Festival"
    assert clock(small, "--to", "2026-06-23T10:00") == datetime(2026, 6, 23, 10, tzinfo=NOW.tzinfo)
    assert clock(small, "--to", "2026-06-23T03:00+00:00") == datetime(2026, 6, 23, 11, tzinfo=NOW.tzinfo)
    assert quarter(clock(small)) == "06-23 11:00"


def test_the_clock_never_goes_back(small: Instance) -> None:
    result = small.run("demo", "clock", "--to", "2026-06-15T09:00")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "only be moved forward" in result.stderr
    assert quarter(clock(small)) == "06-15 09:30"


@pytest.mark.parametrize(
    "words",
    [("--advance", "3x"), ("--advance", "-1d"), ("--to", "soon"), ("--advance", "1d", "--to", "2026-07-01T00:00")],
)
def test_a_clock_used_wrongly(small: Instance, words: tuple[str, ...]) -> None:
    result = small.run("demo", "clock", *words)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert quarter(clock(small)) == "06-15 09:30"


def test_moving_the_clock_does_what_falls_due(small: Instance) -> None:
    def of(status: str) -> int:
        return len(json.loads(small.run("tenders", "list", "--status", status, "--json").stdout))

    assert (of("published"), of("closed")) == (2, 1)
    clock(small, "--advance", "2wd")
    assert (of("published"), of("closed")) == (1, 2), "one deadline was moved with its opener"
    with small.house.providers.reading() as session:
        left = session.scalars(select(OutboxEntry.job).where(OutboxEntry.done_at.is_(None))).all()
        assert set(left) <= {indexing.TIDY}, "the index is tidied in the night to come"
    assert small.run("verify").exit_code == 0


def test_tenders_are_listed(small: Instance) -> None:
    listed = json.loads(small.run("tenders", "list", "--json").stdout)
    assert all(set(each) == {"ref", "status", "title", "method"} for each in listed)
    assert {each["status"] for each in listed} >= {"draft", "awarded"}
    assert small.run("tenders", "list", "--status", "draft").stdout.count("\n") == 2
    assert small.run("tenders", "list", "--status", "nope").exit_code == 2
