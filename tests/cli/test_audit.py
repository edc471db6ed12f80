"""`flask audit …`: a checkpoint is kept, and everything is compared with it."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from marketplace.domain.calendar import operations as calendar
from marketplace.kernel.actor import PLATFORM
from marketplace.providers import Providers
from tests.clock import HandClock

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda *words: app.test_cli_runner().invoke(args=words)


@pytest.fixture
def day(house: Providers) -> None:
    with house.writing(PLATFORM) as uow:
        calendar.set_day(uow, date(2026, 6, 1), is_workday=True, name="x")


@pytest.mark.usefixtures("day")
def test_a_checkpoint_is_written_and_compared_with(run: Run, house: Providers, tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    assert run("audit", "checkpoint", str(file)).output.startswith(f"{file}: 16 entries, signed 2026-")
    kept = json.loads(file.read_text())
    assert kept == json.loads(run("audit", "checkpoint").output)
    well = run("audit", "verify", "--against", str(file))
    assert well.exit_code == 0, well.output
    assert "16 in the log" in well.output
    assert "checked against: 1 kept documents" in well.output
    assert run("verify").exit_code == 0
    with house.engine.begin() as connection:
        connection.execute(text("DELETE FROM checkpoint"))
        connection.execute(text("DELETE FROM log_entry"))
    assert run("audit", "verify").exit_code == 0, "nothing shows it from inside"
    found = run("audit", "verify", "--against", str(file))
    assert found.exit_code == 1
    assert "the log had 16 entries, now it has 0" in found.output


@pytest.mark.usefixtures("day")
def test_a_changed_row_is_named(run: Run, house: Providers) -> None:
    with house.engine.begin() as connection:
        connection.execute(text("UPDATE journal SET object_ref = 'else'"))
    for command in (("audit", "verify"), ("verify",)):
        found = run(*command)
        assert found.exit_code == 1
        assert "journal: entry 1 was changed" in found.output


@pytest.mark.parametrize("written", ["", "[]", '"x"', '{"checkpoint": {}, "signature": "x"}', '{"envelopes": [1]}'])
def test_a_file_that_is_none_is_refused(run: Run, tmp_path: Path, written: str) -> None:
    file = tmp_path / "kept.json"
    file.write_text(written)
    found = run("audit", "verify", "--against", str(file))
    assert found.exit_code == 2
    assert "is neither a checkpoint nor a receipt" in found.output


def test_an_empty_house_has_no_checkpoint_yet(run: Run) -> None:
    assert run("audit", "checkpoint").output == "Error: There is no such checkpoint.\n"
    assert run("audit", "verify").exit_code == 0


@pytest.mark.usefixtures("day")
def test_what_is_late_for_the_log_is_an_alarm(run: Run, clock: HandClock) -> None:
    status = json.loads(run("jobs", "status", "--json").output)
    assert (status["unlogged"], status["unlogged_seconds"]) == (1, 0)
    clock.advance(seconds=61)
    assert "not in the log: 1, for 61 s ALARM" in run("jobs", "status").output
    assert "FAULT  log: 1 journal rows are not in it" in run("doctor").output
    run("jobs", "run-due")
    assert "not in the log: 0, for 0 s\n" in run("jobs", "status").output
    assert "ok     log: 0 waiting" in run("doctor").output
