"""Public pages are tested on a scene that is built once and copied for every test."""

from collections.abc import Iterator

import pytest

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


@pytest.fixture
def indexed(house: Providers) -> None:
    """The search index as the worker would have it."""
    rebuild(house)
