"""`flask search …` as an operator uses it."""

import fcntl

import pytest
from flask import Flask

from marketplace.adapters.search import turn, whoosh
from marketplace.config import Settings
from marketplace.domain.search.engines import EngineName
from marketplace.domain.search.ports import Kind, SearchDocument
from marketplace.providers import Providers


@pytest.mark.parametrize("name", [EngineName.WHOOSH, EngineName.TANTIVY])
def test_an_index_is_rebuilt_checked_and_tidied(app: Flask, name: EngineName) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["reference", "load"])
    missing = runner.invoke(args=["search", "check", "--engine", name])
    assert missing.exit_code == 1
    assert "item env-eia-techreview is not in the index" in missing.stderr
    built = runner.invoke(args=["search", "rebuild", "--engine", name])
    assert built.exit_code == 0
    assert f"documents in the {name} index" in built.output
    again = runner.invoke(args=["search", "rebuild", "--fresh", "--engine", name])
    assert again.output.splitlines()[-1] == built.output.splitlines()[-1]
    checked = runner.invoke(args=["search", "check", "--engine", name])
    assert (checked.exit_code, checked.output) == (0, "index and database agree\n")
    assert runner.invoke(args=["search", "tidy", "--engine", name]).exit_code == 0


def test_the_engine_that_is_set_is_the_one_that_is_meant(app: Flask, house: Providers) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["search", "rebuild"]).output.endswith("documents in the whoosh index\n")
    house.search.engine.put([SearchDocument(Kind.TENDER, 1, "T-GHOST", "Ghost", "")])
    found = runner.invoke(args=["search", "check"])
    assert (found.exit_code, found.stderr) == (1, "tender T-GHOST is in the index and must not be\n")


def test_who_may_not_write_is_told_why_in_one_line(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (turn, whoosh):
        monkeypatch.setattr(module, "PATIENCE", 0.0)
    with next(settings.instance.rglob("MAIN_WRITELOCK")).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for verb in (["tidy"], ["rebuild", "--fresh"]):
            found = app.test_cli_runner().invoke(args=["search", *verb])
            assert found.exit_code == 1
            assert "Error: Another process has been writing the search index in " in found.stderr
            assert "Traceback" not in found.stderr


def test_an_engine_that_does_not_exist_is_used_wrongly(app: Flask) -> None:
    found = app.test_cli_runner().invoke(args=["search", "rebuild", "--engine", "elastic"])
    assert found.exit_code == 2
    assert "'elastic' is not one of" in found.stderr
