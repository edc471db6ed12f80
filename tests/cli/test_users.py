"""Accounts, jobs and the doctor from the command line."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, text

from marketplace.blueprints.web.work import EXTENSION
from marketplace.domain.accounts.models import User
from marketplace.domain.organisations.models import Membership
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel import outbox
from marketplace.kernel.actor import PLATFORM, Role
from marketplace.providers import Providers
from tests import parties
from tests.blueprints.client import Browser
from tests.jobs.test_beacons import Servers

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    def run_command(*words: str, given: str | None = None) -> Result:
        return app.test_cli_runner().invoke(args=words, input=given)

    return run_command


def test_an_account_with_a_role_can_sign_in_with_the_printed_password(run: Run, house: Providers, app: Flask) -> None:
    department = parties.organisation(house, OrganisationKind.DEPARTMENT)
    result = run("users", "create", "Chen@Example.org", "--role", "drafter", "--organisation", department.credit_code)
    assert result.exit_code == 0, result.output
    password = result.output.split("password: ")[1].strip()
    app.test_client_class = Browser
    browser = app.test_client()
    response = browser.post("/sign-in", data={"email": "chen@example.org", "password": password})
    assert response.status_code == 302
    with house.reading() as session:
        assert session.scalars(select(Membership.role)).all() == [Role.DRAFTER]
    again = run("users", "create", "chen@example.org", "--role", "approver", "--organisation", department.ref)
    assert again.exit_code == 0
    assert "password" not in again.output
    with house.reading() as session:
        assert sorted(session.scalars(select(Membership.role))) == [Role.APPROVER, Role.DRAFTER]


@pytest.mark.parametrize(
    ("words", "given", "code", "says"),
    [
        (["nonsense"], None, 2, "@"),
        (["a@example.org", "--role", "drafter"], None, 2, "go together"),
        (["a@example.org", "--role", "king", "--organisation", "X"], None, 2, "king"),
        (
            ["a@example.org", "--role", "drafter", "--organisation", "nowhere"],
            None,
            1,
            "There is no organisation nowhere.",
        ),
        (["a@example.org", "--password-stdin"], "short\n", 1, "at least 12 characters"),
        (["known@example.org"], None, 1, "known@example.org has an account already"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    run: Run, house: Providers, words: list[str], given: str | None, code: int, says: str
) -> None:
    run("users", "create", "known@example.org")
    result = run("users", "create", *words, given=given)
    assert result.exit_code == code
    assert says in result.output
    assert "Traceback" not in result.output
    with house.reading() as session:
        assert session.scalars(select(User.email)).all() == ["known@example.org"], "nothing is half done"


def test_jobs(run: Run, house: Providers) -> None:
    with house.writing(PLATFORM) as uow:
        mail = {"to": "a@example.org", "subject": "S", "body": "B"}
        outbox.put(uow.session, "send_mail", mail, uow.now)
        outbox.put(uow.session, "unknown", {}, uow.now)
    none = {"unlogged": 0, "unlogged_seconds": 0}
    assert json.loads(run("jobs", "status", "--json").output) == {"waiting": 2, "late_seconds": 0, "dead": 0, **none}
    assert run("jobs", "run-due").output == "2 jobs run\n"
    left = {"waiting": 2, "late_seconds": 0, "dead": 0, **none}
    assert json.loads(run("jobs", "status", "--json").output) == left, "the unknown one, and the index at night"
    assert run("jobs", "retry").output == "0 jobs will be tried again\n"


def test_the_doctor_finds_a_fault_and_says_where(run: Run, app: Flask, house: Providers) -> None:
    result = run("doctor")
    assert result.exit_code == 1
    assert "FAULT  database: no such table: alembic_version" in result.output.replace("relation", "table")
    with house.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(
            text("INSERT INTO alembic_version VALUES (:head)"), {"head": app.config["MIGRATION_HEAD"] or ""}
        )
    app.config["MIGRATION_HEAD"] = app.config["MIGRATION_HEAD"] or ""
    lines = run("doctor").output.splitlines()
    well = {line.split()[1].rstrip(":") for line in lines if line.startswith("ok")}
    assert {"configuration", "database", "queue", "storage", "mail"} <= well


def test_the_doctor_tries_the_beacon(run: Run, app: Flask) -> None:
    assert "ok     beacon: none" in run("doctor").output
    kept = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(kept, providers=replace(kept.providers, beacon=Servers()))
    assert "ok     beacon: drand-quicknet, round " in run("doctor").output
    app.extensions[EXTENSION] = replace(kept, providers=replace(kept.providers, beacon=Servers(is_away=True)))
    assert "FAULT  beacon: Away." in run("doctor").output
    app.extensions[EXTENSION] = kept
