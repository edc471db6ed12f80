"""What an action and a kind of object are, and what the policy page says about both together."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from marketplace.cli.who_may.prototypes import Who, actor
from marketplace.kernel.lifecycle import Lifecycle
from marketplace.policy.authority import granted
from marketplace.policy.facts import Facts
from marketplace.policy.policy import PERMISSIONS


@dataclass(frozen=True)
class Action:
    """One permission, put to one kind of object."""

    permission: str
    steps: Collection[str] = ()
    """Steps of the object's lifecycle that it takes."""
    states: Collection[StrEnum] = ()
    """Where it is possible although it moves nothing, or moves something else."""
    what: str = ""
    """Tells two actions under one permission apart."""
    needs: Mapping[StrEnum, str] = field(default_factory=dict)
    """By state: another permission that is asked of the object, too."""
    on_ones_own: bool = False
    """Asked about the organisation the actor belongs to, not about the object's."""
    only: Collection[Who] | None = None
    """Whom a key (a link, an address) leaves of those whom the page names."""
    why: str = ""
    """What the cells do not tell: the key, or what else must hold."""

    @property
    def name(self) -> str:
        """As the tables call it."""
        return f"{self.permission} ({self.what})" if self.what else self.permission


@dataclass(frozen=True)
class Thing:
    """One kind of object: its states, its facts in each of them, and what is done with it."""

    name: str
    lifecycle: Lifecycle[Any]
    facts: Callable[[Any], Facts]
    actions: tuple[Action, ...]
    states: tuple[Any, ...] = ()
    """Those it can be in, where these are not all."""
    follows: Mapping[str, str] = field(default_factory=dict)
    """Steps that no action here takes: they follow from another act, or are one of another table."""

    @property
    def columns(self) -> tuple[Any, ...]:
        """The states, in the order of their lifecycle."""
        return self.states or tuple(self.lifecycle.meanings)

    def action(self, name: str) -> Action:
        """The action of that name."""
        return next(action for action in self.actions if action.name == name)

    def is_possible(self, action: Action, state: StrEnum) -> bool:
        """Whether the lifecycle lets it happen in `state`."""
        return state in action.states or any(self.lifecycle.allows(state, step) for step in action.steps)

    def is_entitled(self, action: Action, state: StrEnum, who: Who) -> bool:
        """Whether the policy page names `who` for it, in `state`, when the object is theirs and the deed another's."""
        if action.only is not None and who not in action.only:
            return False
        person = actor(who)
        facts = self.facts(state)
        asked = _own(who) if action.on_ones_own else facts
        extra = action.needs.get(state)
        return granted(PERMISSIONS[action.permission], person, asked) and (
            extra is None or granted(PERMISSIONS[extra], person, facts)
        )


def _own(who: Who) -> Facts:
    """An active agency that `who` belongs to, if any."""
    seats = actor(who).seats
    return Facts(organisation_id=next(iter(seats)).organisation_id if seats else None, may_bid=True)
