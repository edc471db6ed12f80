"""One door of the site: the endpoint, which action of which thing it performs, and what is sent through it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from marketplace.cli.who_may.page import THINGS
from marketplace.cli.who_may.parties import WITHOUT_A_STATE
from marketplace.cli.who_may.prototypes import Who
from marketplace.cli.who_may.things import Action, Thing
from marketplace.kernel.i18n import mark
from marketplace.kernel.lifecycle import Lifecycle
from tests.blueprints.matrix.world import Build, Place

ANY = "any"
"""The one state of what has no lifecycle."""
Form = Callable[[Place], Mapping[str, Any]]
WHY = {"reason": "Because of what was found."}


def sent(**fields: str) -> Form:
    """The same form in every place."""
    return lambda _place: fields


def reason(_place: Place) -> Mapping[str, Any]:
    """A form that asks for a reason."""
    return WHY


def nothing(_place: Place) -> Mapping[str, Any]:
    """A button."""
    return {}


@dataclass(frozen=True)
class Door:
    """`address` maps the endpoint's arguments to the place's references, or to themselves where there is none."""

    endpoint: str
    thing_name: str
    action_name: str
    address: Mapping[str, str] = field(default_factory=dict)
    form: Form = nothing
    at: Mapping[str, Build] = field(default_factory=dict)
    """By state: another place than the usual one."""
    states: Collection[str] = ()
    """Where the object can exist at all, when these are not all."""
    done_already: bool = False
    """Coming too late is no error: nothing happens, and nothing is said."""
    may_find_nothing: bool = False
    """Success need not change anything."""
    moves_later: bool = False
    """Success is written down, and the object's step follows from what somebody else does."""
    says_why: bool = False
    """A member of the agency that is refused for its state is sent back with the reason (303)."""
    misses: Mapping[Who, Collection[int]] = field(default_factory=dict)
    """Statuses for whoever may do the same elsewhere, and here names something foreign."""
    has_page: bool = True
    """A GET shows a form for this action alone."""
    answers: Collection[int] = (303,)
    """Statuses of success."""
    note: str = ""
    """Tells two rows of one endpoint apart."""

    @property
    def thing(self) -> Thing:
        if self.thing_name in WITHOUT_A_STATE:
            return _stateless(self.thing_name)
        return next(thing for thing in THINGS if thing.name == self.thing_name)

    @property
    def action(self) -> Action:
        return self.thing.action(self.thing_name if self.action_name == ANY else self.action_name)

    @property
    def name(self) -> str:
        return f"{self.endpoint}{f' ({self.note})' if self.note else ''}: {self.thing_name}, {self.action_name}"

    def arguments(self, place: Place) -> dict[str, str]:
        return {name: place.refs.get(key, key) for name, key in self.address.items()}


class _Only(StrEnum):
    ANY = ANY


def _stateless(permission: str) -> Thing:
    lifecycle = Lifecycle("stateless", _Only.ANY, {}, {_Only.ANY: mark("It has no states.")})
    return Thing(
        permission, lifecycle, lambda _state: WITHOUT_A_STATE[permission], (Action(permission, states=(_Only.ANY,)),)
    )
