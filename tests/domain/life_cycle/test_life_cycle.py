"""Many purchases at random, on both databases. `LIFE_CYCLES` and `LIFE_STEPS` ask for more than the quick run."""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import Template
from tests.domain.conftest import _build
from tests.domain.life_cycle.machine import Purchases

RUNS = int(os.environ.get("LIFE_CYCLES", "8"))
IS_QUICK = "LIFE_CYCLES" not in os.environ
"""The quick run is the same every time; a long one is meant to find something new."""
GOES_THROUGH = {"bid", "withdraw", "open", "announce", "sign for the buyer", "confirm the payment", "rate", "reissue"}
"""Acts that must have succeeded: a machine that only knocks at closed doors proves nothing."""
STEPS = int(os.environ.get("LIFE_STEPS", "50"))


@pytest.fixture
def purchases(database: Template) -> type[Purchases]:
    """The machine on one database."""
    built = database.derived("market", _build)
    return type("Purchases", (Purchases,), {"template": database, "market_of": built, "done": Counter()})


def live(machine: type[Purchases], runs: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            derandomize=IS_QUICK,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_is_done_in_whatever_order_the_invariants_hold(purchases: type[Purchases]) -> None:
    live(purchases, RUNS, STEPS)
    assert set(purchases.done) >= GOES_THROUGH, purchases.done
