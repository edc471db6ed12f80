"""How a bug is planted and the machine set on it."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import SqliteTemplate
from tests.domain.life_cycle.machine import Purchases

MOST_RUNS = 2_000

Plant = Callable[[pytest.MonkeyPatch], None]


def found_with(plant: Plant, template: SqliteTemplate, patch: pytest.MonkeyPatch) -> str:
    """What the machine says about the market with this bug in it; fails when it finds nothing."""
    machine = Purchases.on(template)
    plant(patch)
    with pytest.raises(AssertionError) as found:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=MOST_RUNS,
                stateful_step_count=50,
                phases=[Phase.generate],
                deadline=None,
                database=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
    return str(found.value)
