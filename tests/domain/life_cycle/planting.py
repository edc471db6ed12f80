"""How a bug is planted and the machine set on it."""

from collections.abc import Callable, Collection

import pytest
from hypothesis import Phase

from tests.databases import SqliteTemplate
from tests.domain.life_cycle.acts import ACTS
from tests.domain.life_cycle.lives import live
from tests.domain.life_cycle.machine import Purchases

MOST_RUNS = 300
"""A machine that knows where to look takes fewer than ten, another some thirty; Hypothesis keeps a tenth small."""

Plant = Callable[[pytest.MonkeyPatch], None]


def found_with(plant: Plant, template: SqliteTemplate, patch: pytest.MonkeyPatch, near: Collection[str] = ()) -> str:
    """What the machine says about the market with this bug in it; fails when it finds nothing.

    It prefers the acts that the bug is near: else it is a matter of luck whether a minute finds it, or half an hour.
    """
    assert {*near} <= {*ACTS}, near
    machine = Purchases.on(template, near)
    plant(patch)
    with pytest.raises(AssertionError) as found:
        live(machine, MOST_RUNS, 50, phases=(Phase.generate,))
    return str(found.value)
