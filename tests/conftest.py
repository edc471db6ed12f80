"""What every test may ask for. `house` runs a test on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace.providers import Providers
from tests.clock import HandClock
from tests.databases import PostgresTemplate, SqliteTemplate, Template
from tests.houses import open_house


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[PostgresTemplate]:
    template = PostgresTemplate()
    yield template
    template.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Template:
    """Where a test's database comes from; a test that asks runs on both."""
    template: Template = request.getfixturevalue(f"{request.param}_template")
    return template


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def house(database: Template, clock: HandClock, tmp_path: Path) -> Iterator[Providers]:
    """The house on an empty database, with a clock and a chance that tests hold in their hands."""
    with database.fresh() as url, open_house(url, clock, tmp_path) as providers:
        yield providers
