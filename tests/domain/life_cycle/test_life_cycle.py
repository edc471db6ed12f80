"""Many purchases at random, on both databases. `LIFE_CYCLES` and `LIFE_STEPS` ask for more than the quick run."""

import os

import pytest

from tests.databases import Template
from tests.domain.life_cycle.acts import ACTS
from tests.domain.life_cycle.lives import live
from tests.domain.life_cycle.machine import Purchases

RUNS = int(os.environ.get("LIFE_CYCLES", "8"))
STEPS = int(os.environ.get("LIFE_STEPS", "50"))
IS_QUICK = "LIFE_CYCLES" not in os.environ
"""The quick run is the same every time; a long one is meant to find something new."""
ENOUGH = 300
"""So many runs reach every act."""
GOES_THROUGH = {"bid", "withdraw", "open", "announce", "sign for the buyer", "confirm the payment", "rate"}
"""Acts that must have succeeded also in a quick run: a machine that only knocks at closed doors proves nothing."""
EVERY_ACT = {*ACTS, "bid", "withdraw", "repeat"}


@pytest.fixture
def purchases(database: Template) -> type[Purchases]:
    """The machine on one database."""
    return Purchases.on(database)


def test_whatever_is_done_in_whatever_order_the_invariants_hold(purchases: type[Purchases]) -> None:
    live(purchases, RUNS, STEPS, is_new=not IS_QUICK)
    told = ", ".join(f"{name} {number}" for name, number in sorted(purchases.done.items()))
    print(told)  # noqa: T201 - the figures of a long run
    assert set(purchases.done) >= (EVERY_ACT if RUNS >= ENOUGH else GOES_THROUGH), told
