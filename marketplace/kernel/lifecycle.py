"""A lifecycle is a table (state, action) -> state; every change of state goes through one, and the docs print it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import Text, mark

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Lifecycle(Generic[S]):
    """`meanings` says in plain words what a state means and who acts next."""

    name: str
    initial: S
    steps: Mapping[tuple[S, str], S]
    meanings: Mapping[S, Text]

    def allows(self, state: S, action: str) -> bool:
        """Whether `action` is possible in `state`."""
        return (state, action) in self.steps

    def after(self, state: S, action: str) -> S:
        """The state after `action`; raises Conflict where the table has no such step."""
        try:
            return self.steps[state, action]
        except KeyError:
            raise Conflict(
                mark("This cannot be done now: %(meaning)s", meaning=self.meanings[state]),
            ) from None

    @property
    def unfinished(self) -> frozenset[S]:
        """The states from which something leads on."""
        return frozenset(before for before, _ in self.steps)

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {before} --> {after}: {action}" for (before, action), after in self.steps.items()]
        ends = [state for state in self.meanings if state not in self.unfinished]
        return "\n".join([*lines, *(f"    {state} --> [*]" for state in ends)])
