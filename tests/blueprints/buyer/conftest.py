"""A small market behind the pages, and a browser for each of its people."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn
from tests.blueprints.markets import database_url, market
from tests.clock import HandClock
from tests.domain.market import Market

__all__ = ["Desk", "database_url", "desk", "market"]

Desk = Callable[[str], Browser]


@pytest.fixture
def desk(market: Market, sign_in: SignIn, clock: HandClock) -> Desk:
    """`desk("drafter")` is that person's browser; whenever the clock has moved they have signed in again."""
    browsers: dict[str, tuple[datetime, Browser]] = {}

    def of(name: str) -> Browser:
        if name not in browsers or browsers[name][0] != clock.at:
            browsers[name] = clock.at, sign_in(market.actor(name))
        return browsers[name][1]

    return of
