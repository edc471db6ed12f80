"""Public pages are tested on a scene that is built once and copied for every test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace.config import Settings
from marketplace.providers import Providers
from tests.blueprints.public import scene as scenes
from tests.blueprints.public.scene import Scene
from tests.clock import HandClock
from tests.databases import SqliteTemplate
from tests.domain.market import Market
from tests.searching import rebuild


@pytest.fixture
def scene(sqlite_template: SqliteTemplate) -> Scene:
    built: Scene = sqlite_template.derived("public", scenes.build)
    return built


@pytest.fixture
def database_url(sqlite_template: SqliteTemplate, scene: Scene) -> Iterator[str]:
    with sqlite_template.fresh("public") as url:
        yield url


@pytest.fixture
def clock(scene: Scene) -> HandClock:
    return HandClock(scene.now)


@pytest.fixture
def market(house: Providers, clock: HandClock, scene: Scene) -> Market:
    """The scene's people, to go on with."""
    return Market(house, clock, users=dict(scene.users), refs=dict(scene.refs))


@pytest.fixture(scope="session")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keeps the scene's search index of each engine once a test has built it."""
    return tmp_path_factory.mktemp("indexes")


@pytest.fixture
def indexed(house: Providers, settings: Settings, indexes: Path) -> None:
    """The search index as the worker would have it: every test begins with the same scene."""
    kept, own = indexes / settings.search_engine, settings.instance / "search"
    if kept.is_dir():
        shutil.copytree(kept, own, dirs_exist_ok=True)
    else:
        rebuild(house)
        if own.is_dir():  # PostgreSQL's is in the database
            shutil.copytree(own, kept)
