"""How a bug is planted and the machine set on it."""

from collections.abc import Callable

import pytest
from hypothesis import Phase

from tests.databases import SqliteTemplate
from tests.domain.life_cycle.lives import live
from tests.domain.life_cycle.machine import Purchases

MOST_RUNS = 2_000

Plant = Callable[[pytest.MonkeyPatch], None]


def found_with(plant: Plant, template: SqliteTemplate, patch: pytest.MonkeyPatch) -> str:
    """What the machine says about the market with this bug in it; fails when it finds nothing."""
    machine = Purchases.on(template)
    plant(patch)
    with pytest.raises(AssertionError) as found:
        live(machine, MOST_RUNS, 50, phases=(Phase.generate,))
    return str(found.value)
