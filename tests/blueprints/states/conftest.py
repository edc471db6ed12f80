"""A market, built once and copied for every state; `read` opens a page as a person of it."""

from collections.abc import Callable

import pytest

from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn
from tests.blueprints.markets import database_url, market
from tests.domain.market import Market

__all__ = ["Enter", "database_url", "enter", "market"]

Enter = Callable[[str], Browser]


@pytest.fixture
def enter(market: Market, sign_in: SignIn, browser: Callable[[], Browser]) -> Enter:
    """`enter("drafter")` is that person's browser; without a name it is a stranger's."""

    def entered(name: str) -> Browser:
        return sign_in(market.actor(name)) if name else browser()

    return entered
