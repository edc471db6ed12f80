"""Fixtures that the rooms of agencies, operators and regulators share; their conftests import them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from marketplace.adapters.sealing.instance_key import KEY_BYTES
from marketplace.providers import Providers
from tests.blueprints import stage as stages
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn
from tests.blueprints.stage import Stage
from tests.clock import HandClock
from tests.databases import SqliteTemplate
from tests.domain.market import Market

Enter = Callable[..., Browser]


@pytest.fixture
def stage(sqlite_template: SqliteTemplate) -> Stage:
    built: Stage = sqlite_template.derived("stage", stages.build)
    return built


@pytest.fixture
def database_url(sqlite_template: SqliteTemplate, stage: Stage) -> Iterator[str]:
    with sqlite_template.fresh("stage") as url:
        yield url


@pytest.fixture
def clock(stage: Stage) -> HandClock:
    return HandClock(stage.now)


@pytest.fixture(autouse=True)
def sealing_key(tmp_path: Path) -> None:
    """The stage's envelopes open with the key it was built with."""
    file = tmp_path / "keys" / "sealing.key"
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.touch(mode=0o600)
    file.write_bytes(b"k" * KEY_BYTES)


@pytest.fixture
def market(house: Providers, clock: HandClock, stage: Stage) -> Market:
    """The stage's people, to go on with."""
    return Market(house, clock, users=dict(stage.users), refs=dict(stage.market_refs), _codes=500)


@pytest.fixture
def enter(market: Market, sign_in: SignIn) -> Enter:
    """`enter("agency1")` gives the browser of a person of the stage."""

    def entered(name: str, *, second_factor: bool = True) -> Browser:
        return sign_in(market.actor(name), second_factor=second_factor)

    return entered
