"""A market, built once and copied for every state; `read` opens a page as a person of it."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from marketplace.providers import Providers
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn
from tests.clock import HandClock
from tests.databases import SqliteTemplate
from tests.domain.market import Market
from tests.houses import open_house

Enter = Callable[[str], Browser]


@dataclass(frozen=True)
class Built:
    """Whom and what the template holds."""

    users: dict[str, int]
    refs: dict[str, str]


def build(url: str) -> Built:
    with tempfile.TemporaryDirectory() as folder, open_house(url, HandClock(), Path(folder), "states") as house:
        clock = house.clock
        assert isinstance(clock, HandClock)
        market = Market(house, clock).build()
        return Built(dict(market.users), dict(market.refs))


@pytest.fixture
def built(sqlite_template: SqliteTemplate) -> Built:
    found: Built = sqlite_template.derived("states", build)
    return found


@pytest.fixture
def database_url(sqlite_template: SqliteTemplate, built: Built) -> Iterator[str]:
    with sqlite_template.fresh("states") as url:
        yield url


@pytest.fixture
def market(house: Providers, clock: HandClock, built: Built) -> Market:
    return Market(house, clock, users=dict(built.users), refs=dict(built.refs), _codes=500)


@pytest.fixture
def enter(market: Market, sign_in: SignIn, browser: Callable[[], Browser]) -> Enter:
    """`enter("drafter")` is that person's browser; without a name it is a stranger's."""

    def entered(name: str) -> Browser:
        return sign_in(market.actor(name)) if name else browser()

    return entered
