"""Domain tests begin with a small market."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clock import HandClock
from tests.databases import Template
from tests.domain.market import Market
from tests.houses import open_house


@pytest.fixture
def market(database: Template, clock: HandClock, tmp_path: Path) -> Iterator[Market]:
    """One department, three agencies, a regulator and an operator, on both databases."""
    users, refs = database.derived("market", built)
    with database.fresh("market") as url, open_house(url, clock, tmp_path) as house:
        yield Market(house, clock, users=dict(users), refs=dict(refs))


def built(url: str) -> tuple[dict[str, int], dict[str, str]]:
    """Fill the template of that name; whom and what it holds."""
    with tempfile.TemporaryDirectory() as folder, open_house(url, HandClock(), Path(folder), "market") as house:
        market = Market(house, HandClock()).build()
    return market.users, market.refs
