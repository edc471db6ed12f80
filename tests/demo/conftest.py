"""Demonstration instances: built once, then copied for each test."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from marketplace.app import create_app
from marketplace.blueprints.web.work import EXTENSION, House
from marketplace.config import Mode, Settings, make_keys
from marketplace.kernel.entropy import SystemEntropy
from tests.databases import SqliteTemplate


@dataclass
class Instance:
    """An instance in a folder of its own."""

    folder: Path
    app: Flask

    @property
    def house(self) -> House:
        found: House = self.app.extensions[EXTENSION]
        return found

    def run(self, *words: str) -> Result:
        return self.app.test_cli_runner().invoke(args=words)

    def tamper(self, statement: str, *values: object) -> None:
        """Change a row as somebody does who has the database file, triggers or not."""
        with sqlite3.connect(self.folder / "market.sqlite") as connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            changed = connection.execute(statement, values).rowcount
        connection.close()
        assert changed == 1


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Take back pytest-flask's standing request."""


def settings_of(folder: Path, mode: Mode = Mode.DEMO) -> Settings:
    return Settings(
        instance=folder,
        keys=make_keys(folder / "keys", SystemEntropy()),
        mode=mode,
        base_url="http://localhost",
        mail_url="folder:",
        mail_from="Market <no-reply@market.example>",
    )


def open_instance(folder: Path, mode: Mode = Mode.DEMO) -> Iterator[Instance]:
    opened = Instance(folder, create_app(settings_of(folder, mode)))
    yield opened
    opened.house.providers.engine.dispose()


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, sqlite_template: SqliteTemplate) -> Callable[[str], Path]:
    """`loaded(size)` is the folder of an instance that holds the demonstration of that size; never written to."""
    built: dict[str, Path] = {}

    def folder_of(size: str) -> Path:
        if size not in built:
            folder = tmp_path_factory.mktemp(size)
            with sqlite_template.fresh() as url:
                shutil.copy(url.removeprefix("sqlite:///"), folder / "market.sqlite")
            for instance in open_instance(folder):
                result = instance.run("demo", "load", "--size", size)
                assert result.exit_code == 0, result.output
            built[size] = folder
        return built[size]

    return folder_of


@pytest.fixture
def small(loaded: Callable[[str], Path], tmp_path: Path) -> Iterator[Instance]:
    """An instance with the small demonstration, to do anything to."""
    shutil.copytree(loaded("small"), tmp_path / "instance")
    yield from open_instance(tmp_path / "instance")


@pytest.fixture
def empty(tmp_path: Path, sqlite_template: SqliteTemplate) -> Iterator[Instance]:
    """A demonstration's instance before anything is loaded."""
    folder = tmp_path / "instance"
    folder.mkdir()
    with sqlite_template.fresh() as url:
        shutil.copy(url.removeprefix("sqlite:///"), folder / "market.sqlite")
    yield from open_instance(folder)


@pytest.fixture(scope="session")
def province(loaded: Callable[[str], Path]) -> Iterator[Instance]:
    """The instance with the whole province; tests only read it."""
    yield from open_instance(loaded("province"))
