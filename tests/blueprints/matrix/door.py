"""One door of the site: the endpoint, which action of which thing it performs, and what is sent through it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from marketplace.cli.who_may.page import THINGS
from marketplace.cli.who_may.things import Action, Thing
from tests.blueprints.matrix.world import Build, Place

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
    has_page: bool = True
    """A GET shows a form for this action alone."""
    answers: Collection[int] = (303,)
    """Statuses of success."""
    note: str = ""
    """Tells two rows of one endpoint apart."""

    @property
    def thing(self) -> Thing:
        return next(thing for thing in THINGS if thing.name == self.thing_name)

    @property
    def action(self) -> Action:
        return self.thing.action(self.action_name)

    @property
    def name(self) -> str:
        return f"{self.endpoint}{f' ({self.note})' if self.note else ''}: {self.thing_name}, {self.action_name}"

    def arguments(self, place: Place) -> dict[str, str]:
        return {name: place.refs.get(key, key) for name, key in self.address.items()}
