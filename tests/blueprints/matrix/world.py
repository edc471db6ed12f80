"""The application before a database that is put in place of another in no time, and what a request changed in it."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from marketplace.app import create_app
from marketplace.blueprints.web.work import EXTENSION
from marketplace.config import Settings
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import Role
from tests.blueprints.client import Browser
from tests.blueprints.matrix import people
from tests.blueprints.matrix.people import People, token
from tests.clock import MONDAY, HandClock
from tests.databases import SqliteTemplate
from tests.domain.market import Market
from tests.houses import open_house

BOOKKEEPING = frozenset({"web_session"})
"""Tables that also a refused request may touch: the words that are flashed, and that the password was given lately."""
BASE = "matrix-people"


@dataclass(frozen=True)
class Place:
    """One object in one state: references for addresses and forms, and the time it is."""

    refs: Mapping[str, str]
    now: datetime
    concerned: str = ""
    """Whose own it is."""
    barred: str = ""
    """Who has the role and is kept out: four eyes, or a side of their own."""


@dataclass
class Scene:
    """What a builder of places is given, and fills."""

    market: Market
    refs: dict[str, str] = field(default_factory=dict)
    concerned: str = ""
    barred: str = ""


Build = Callable[[Scene], None]


class World:
    """One application for many databases."""

    def __init__(self, template: SqliteTemplate, settings: Settings, file: Path) -> None:
        self.template, self.file, self.clock = template, file, HandClock()
        self.people: People = template.derived(BASE, people.build)
        self._put(BASE)
        self.app: Flask = create_app(settings, self.clock, wall=lambda: MONDAY)
        self.app.test_client_class = Browser
        self._browsers = {name: self._browser(name) for name in ("", *self.people.users)}
        self._form_tokens = {name: browser.form_token() for name, browser in self._browsers.items()}
        self._watcher: sqlite3.Connection | None = None
        self._before: dict[str, list[Any]] = {}
        self._version = 0

    def enter(self, name: str, build: Build) -> Place:
        """Put a fresh copy of the place before the application."""
        place: Place = self.template.derived(name, lambda url: self._built(url, build), base=BASE)
        self.close()
        self._put(name)
        self.clock.at = place.now
        self._watcher = sqlite3.connect(self.file)
        self._before = self._contents()
        self._version = self._present_version()
        return place

    def post(self, name: str, path: str, data: Mapping[str, Any]) -> TestResponse:
        """Send a form as that person."""
        sent = {"csrf_token": self._form_tokens[name], **data}
        return self._browsers[name].post(path, data=sent, csrf=False, check=False)

    def get(self, name: str, path: str) -> TestResponse:
        """Open a page as that person."""
        return self._browsers[name].get(path, check=False)

    def changed(self) -> list[str]:
        """The tables whose contents are not what they were when the place was entered."""
        if self._present_version() == self._version:
            return []
        self._version = self._present_version()
        now = self._contents()
        return [table for table in now if now[table] != self._before[table]]

    def stands(self, table: str, column: str, refs: Collection[str]) -> set[str]:
        """In which states, by their names, the rows with these references are now."""
        assert self._watcher is not None
        rows = self._watcher.execute(f'SELECT ref, "{column}" FROM "{table}"').fetchall()  # noqa: S608 - as below
        return {state for ref, state in rows if ref in refs}

    def roles(self, name: str) -> frozenset[Role]:
        """In whatever organisation."""
        number = self.people.users.get(name)
        assert self._watcher is not None
        rows = self._watcher.execute("SELECT role FROM membership WHERE user_id = ?", (number,))
        return frozenset(Role(role.lower()) for (role,) in rows)

    def is_warned(self, name: str) -> bool:
        """Whether the next page tells that person why nothing was done."""
        assert self._watcher is not None
        rows = self._watcher.execute("SELECT data FROM web_session WHERE user_id = ?", (self.people.users[name],))
        return any('"warning"' in data for (data,) in rows)

    def close(self) -> None:
        """Let go of the file."""
        if self._watcher is not None:
            self._watcher.close()
        self.app.extensions[EXTENSION].providers.engine.dispose()

    def _put(self, name: str) -> None:
        for leftover in self.file.parent.glob(f"{self.file.name}-*"):
            leftover.unlink()
        shutil.copy(self.template.folder / f"template-{name}.sqlite", self.file)

    def _built(self, url: str, build: Build) -> Place:
        clock = HandClock()
        with tempfile.TemporaryDirectory() as folder, open_house(url, clock, Path(folder), "matrix") as house:
            market = Market(house, clock, users=dict(self.people.users), refs=dict(self.people.refs), _codes=500)
            market.keepers = tuple(people.KEEPERS)
            scene = Scene(market)
            build(scene)
            if "tender" in scene.refs:
                scene.refs["version"] = str(market.get(Tender, scene.refs["tender"]).version)
            return Place({**market.refs, **scene.refs}, clock.at, scene.concerned, scene.barred)

    def _browser(self, name: str) -> Browser:
        browser = self.app.test_client()
        assert isinstance(browser, Browser)
        if name:
            browser.set_cookie("session", token(name))
        return browser

    def _present_version(self) -> int:
        assert self._watcher is not None
        version: int = self._watcher.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _contents(self) -> dict[str, list[Any]]:
        assert self._watcher is not None
        names = self._watcher.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: self._watcher.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - a table's own name
            for (name,) in names
            if name not in BOOKKEEPING
        }
