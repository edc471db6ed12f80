"""A small market behind the pages, built once and copied for every test; conftests import its fixtures."""

from collections.abc import Iterator

import pytest

from marketplace.providers import Providers
from tests.clock import HandClock
from tests.databases import SqliteTemplate
from tests.domain.conftest import built
from tests.domain.market import Market

FREE_CODES = 500
"""Credit codes from here on are nobody's."""


@pytest.fixture
def database_url(sqlite_template: SqliteTemplate) -> Iterator[str]:
    sqlite_template.derived("market", built)
    with sqlite_template.fresh("market") as url:
        yield url


@pytest.fixture
def market(house: Providers, clock: HandClock, sqlite_template: SqliteTemplate) -> Market:
    """The market on the application's own ports, so that the pages open what a test seals."""
    users, refs = sqlite_template.derived("market", built)
    return Market(house, clock, users=dict(users), refs=dict(refs), _codes=FREE_CODES)
