"""The table behind the page of roles and states: nothing of the policy page and no step of a lifecycle is left out."""

import pytest

from marketplace.cli.docs import LIFECYCLES
from marketplace.cli.who_may.page import THINGS, entitled, page
from marketplace.cli.who_may.parties import WITHOUT_A_STATE
from marketplace.cli.who_may.prototypes import WORDS, Who
from marketplace.cli.who_may.things import Thing
from marketplace.policy.policy import PERMISSIONS


def test_every_permission_stands_in_a_table() -> None:
    named = {action.permission for thing in THINGS for action in thing.actions}
    assert not named & set(WITHOUT_A_STATE)
    assert named | set(WITHOUT_A_STATE) == set(PERMISSIONS)


def test_every_step_of_every_lifecycle_is_taken_by_an_action_or_follows_from_one() -> None:
    assert {thing.lifecycle.name for thing in THINGS} == {lifecycle.name for lifecycle in LIFECYCLES}
    for lifecycle in LIFECYCLES:
        things = [thing for thing in THINGS if thing.lifecycle is lifecycle]
        taken = {step for thing in things for action in thing.actions for step in action.steps}
        follow = {step for thing in things for step in thing.follows}
        assert not taken & follow, lifecycle.name
        assert taken | follow == {step for _, step in lifecycle.steps}, lifecycle.name


def test_every_state_has_a_column_and_every_state_that_is_named_exists() -> None:
    for lifecycle in LIFECYCLES:
        things = [thing for thing in THINGS if thing.lifecycle is lifecycle]
        assert {state for thing in things for state in thing.columns} == set(lifecycle.meanings)
        for thing in things:
            for action in thing.actions:
                assert {*action.states, *action.needs} <= set(lifecycle.meanings), action.name


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing.name)
def test_what_steps_follow_from_are_permissions(thing: Thing) -> None:
    for acts in thing.follows.values():
        assert {act.strip() for act in acts.split(",")} <= set(PERMISSIONS)
    assert len({action.name for action in thing.actions}) == len(thing.actions)


def test_every_possible_step_is_somebodys() -> None:
    for thing in THINGS:
        for action in thing.actions:
            for state in thing.columns:
                if thing.is_possible(action, state):
                    assert entitled(thing, action, state), (thing.name, action.name, state)


def test_the_page_explains_every_code() -> None:
    assert set(WORDS) == set(Who)
    assert all(f"| {who} | " in page() for who in Who)
