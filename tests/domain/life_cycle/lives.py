"""How the machine is set to live: many lives of many steps, the same ones every time unless new ones are asked for."""

import importlib
import pkgutil

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

import marketplace
from tests.domain.life_cycle.machine import Purchases

EVERY_PHASE = tuple(Phase)


def live(
    machine: type[Purchases], runs: int, steps: int, *, is_new: bool = False, phases: tuple[Phase, ...] = EVERY_PHASE
) -> None:
    """Live so many lives; raises AssertionError with the first invariant that does not hold."""
    _know_every_constant()
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            phases=phases,
            deadline=None,
            derandomize=not is_new,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def _know_every_constant() -> None:
    """Hypothesis draws numbers from the modules that are loaded; with all of ours the lives are always the same."""
    for module in pkgutil.walk_packages(marketplace.__path__, f"{marketplace.__name__}."):
        importlib.import_module(module.name)
