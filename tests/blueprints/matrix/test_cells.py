"""Every role × action × state over HTTP: who may succeeds, all others are refused and change nothing.

What is expected is computed from the policy page and the lifecycles by the same code that prints
`docs/roles-and-states.md`; a cell that differs is named.
"""

from collections.abc import Iterator

import pytest
from flask import url_for
from werkzeug.test import TestResponse

from marketplace.cli.who_may.page import bars_somebody
from marketplace.cli.who_may.prototypes import Who
from tests.blueprints.matrix.door import Door
from tests.blueprints.matrix.doors import DOORS, place_of
from tests.blueprints.matrix.people import PERSONS, ROOMS, SIGNED_IN
from tests.blueprints.matrix.world import Build, Place, World

REFUSED = (403, 404)
TO_SIGN_IN = "sent to the sign-in"
SEE_OTHER = 303
WHERE = {
    **{name: (name, "state") for name in ("tender", "bid", "award", "contract", "milestone", "payment", "complaint")},
    "question": ("question", "state"),
    "objection": ("objection", "state"),
    "doubt": ("bid_doubt", "state"),
    **{name: (name.partition(" ")[0], "state") for name in ("dispute about a credit code", "invitation")},
    **dict.fromkeys(("registration of an agency", "department"), ("organisation", "state")),
    "claim to a credit code": ("organisation", "claim"),
    "key of an opener": ("opener", "state"),
    "override": ("restriction_override", "state"),
}
"""Table and column in which a thing's state is kept; a proposal's otherwise."""
OF_THE_AGENCY = (Who.AGENCY, Who.AGENCY_ADMINISTRATOR)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_who_may_and_nobody_else(world: World, door: Door) -> None:
    wrong = [
        f"{state}: {who} {what}"
        for state in door.thing.columns
        if not door.states or state in door.states
        for who, what in _Column(world, door, str(state)).faults()
    ]
    assert not wrong, "\n".join([door.name, *wrong])


class _Column:
    """One door, one state, everybody."""

    def __init__(self, world: World, door: Door, state: str) -> None:
        self.world, self.door = world, door
        self.state = next(each for each in door.thing.columns if each == state)
        self.is_possible = door.thing.is_possible(door.action, self.state)
        build = door.at.get(state) or place_of(door.thing.name, state)
        self.name = _template_name(door.thing.name, state, build if state in door.at else None)
        self.build: Build = build

    def faults(self) -> Iterator[tuple[str, str]]:
        """(who, what is wrong)."""
        place = self._enter()
        persons = dict(PERSONS) | ({Who.SELF: place.concerned} if place.concerned else {})
        may = {who: name for who, name in persons.items() if self._is_entitled(who, name)}
        for who, name in persons.items():
            if who not in may:
                yield from self._refused(place, who, name)
            elif not self.is_possible:
                yield from self._not_now(place, who, name)
        if self.is_possible and place.barred and bars_somebody(self.door.action.permission):
            yield from self._refused(place, Who.SELF, place.barred)
        if self.is_possible:
            for who, name in may.items():
                yield from self._succeeds(self._enter(), who, name)

    def _enter(self) -> Place:
        return self.world.enter(self.name, self.build)

    def _is_entitled(self, who: Who, name: str) -> bool:
        return self._is_let_into_the_room(name) and self.door.thing.is_entitled(self.door.action, self.state, who)

    def _is_let_into_the_room(self, name: str) -> bool:
        room = None if self.door.endpoint in SIGNED_IN else ROOMS.get(self.door.endpoint.partition(".")[0])
        return room is None or bool(self.world.roles(name) & room)

    def _address(self, place: Place) -> str:
        with self.world.app.test_request_context():
            return url_for(self.door.endpoint, **self.door.arguments(place))

    def _send(self, place: Place, name: str) -> int | str:
        return _status(self.world.post(name, self._address(place), self.door.form(place)))

    def _open(self, place: Place, name: str) -> int | str:
        return _status(self.world.get(name, self._address(place)))

    def _refused(self, place: Place, who: Who, name: str) -> Iterator[tuple[str, str]]:
        expected = (TO_SIGN_IN, *REFUSED) if who is Who.VISITOR else REFUSED
        status = self._send(place, name)
        is_told = self.door.says_why and status == SEE_OTHER and who in OF_THE_AGENCY and self.world.is_warned(name)
        if status not in (*expected, *self.door.misses.get(who, ())) and not is_told:
            yield f"{who} ({name})", f"should be refused and got {status}"
        may_look = not is_told and self.door.has_page and self._is_let_into_the_room(name)
        if may_look and (status := self._open(place, name)) not in expected:
            yield f"{who} ({name})", f"should not see the form and got {status}"
        if changed := self.world.changed():
            yield f"{who} ({name})", f"was to be refused and changed {changed}"

    def _not_now(self, place: Place, who: Who, name: str) -> Iterator[tuple[str, str]]:
        status = self._send(place, name)
        if status != 409 and not (status == SEE_OTHER and (self.door.done_already or self.world.is_warned(name))):
            yield f"{who} ({name})", f"came in the wrong state and got {status}"
        if changed := self.world.changed():
            yield f"{who} ({name})", f"came in the wrong state and changed {changed}"

    def _succeeds(self, place: Place, who: Who, name: str) -> Iterator[tuple[str, str]]:
        status = self._send(place, name)
        if status not in self.door.answers:
            yield f"{who} ({name})", f"may, and got {status}"
        if not self.world.changed() and not self.door.may_find_nothing:
            yield f"{who} ({name})", f"may, got {status}, and nothing changed"
        after = self._after()
        is_there = self.door.may_find_nothing or self.door.moves_later or self._stands(place) & after
        if after and not is_there:
            yield f"{who} ({name})", f"may, got {status}, and it stands at {self._stands(place)}, not at {after}"

    def _after(self) -> set[str]:
        """The states to which the action's steps lead from here, and those that follow from these at once."""
        steps, thing = self.door.thing.lifecycle.steps, self.door.thing
        taken = {
            after for (before, step), after in steps.items() if before is self.state and step in self.door.action.steps
        }
        followed = {after for (before, step), after in steps.items() if before in taken and step in thing.follows}
        return {state.name for state in taken | followed}

    def _stands(self, place: Place) -> set[str]:
        table, column = WHERE.get(self.door.thing.name, ("contract_change", "state"))
        named = set(self.door.arguments(place).values())
        return self.world.stands(table, column, named) or self.world.stands(table, column, set(place.refs.values()))


def _status(answer: TestResponse) -> int | str:
    is_sent_away = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in?")
    return TO_SIGN_IN if is_sent_away else answer.status_code


def _template_name(thing: str, state: str, special: Build | None) -> str:
    return f"matrix-{thing}-{state}{f'-{special.__name__}' if special else ''}".replace(" ", "-")
