"""What every test may ask for. `house` runs a test on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from marketplace.kernel.database import prepare
from marketplace.kernel.entropy import SeededEntropy
from marketplace.policy.authority import PolicyPage
from marketplace.providers import Providers
from marketplace.wiring import FACTS_OF, SUBSCRIPTIONS
from tests.databases import PostgresTemplate, SqliteTemplate

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine in the morning in Shanghai, on an ordinary working Monday."""


class HandClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def now(self, session: Session) -> datetime:
        return self.at

    def advance(self, **delta: float) -> None:
        self.at += timedelta(**delta)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[PostgresTemplate]:
    template = PostgresTemplate()
    yield template
    template.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    with request.getfixturevalue(f"{request.param}_template").fresh() as url:
        yield url


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def house(database_url: str, clock: HandClock) -> Iterator[Providers]:
    """The house on a fresh database, with a clock and a chance that tests hold in their hands."""
    engine = prepare(create_engine(database_url))
    yield Providers(
        engine=engine,
        clock=clock,
        entropy=SeededEntropy("tests"),
        authority=PolicyPage(FACTS_OF),
        subscriptions=SUBSCRIPTIONS,
    )
    engine.dispose()
