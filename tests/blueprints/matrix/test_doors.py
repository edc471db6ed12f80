"""No door without its row: a new POST endpoint, and a new action of the page of roles and states, must be called."""

from collections.abc import Mapping

from marketplace.blueprints import sitemap
from marketplace.cli.who_may.page import THINGS, entitled
from marketplace.cli.who_may.parties import WITHOUT_A_STATE
from marketplace.cli.who_may.prototypes import Who
from tests.blueprints.matrix.doors import DOORS, place_of
from tests.blueprints.matrix.doors_of_the_platform import WITHOUT_A_ROW
from tests.blueprints.matrix.world import World

WRITING = {"POST", "PUT", "PATCH", "DELETE"}
FLASK_SECURITYS_OWN = "security."
"""Sign-in, registration, password and second factor: tested in tests/blueprints/account."""
NO_DOOR: Mapping[str, str] = {
    "tender:see": "reads",
    "shortlist:see": "reads",
    "shortlist:lock": "locks what a search finds just then: tests/blueprints/buyer/test_shortlists",
    "complaint:examine": "reads",
    "organisation:see_evidence": "reads",
    "document:see": "reads",
    "journal:read": "reads",
    "account:try": "counts what failed, within other acts",
    "account:edit": "one's own account only",
    "account:erase": "one's own account only",
    "document:upload": "within the act that a file comes with",
    "membership:raise": "beside organisation:manage_members, where an administrator is made",
}
"""Permissions of people that no door of the matrix performs, with the reason."""


BY_THE_CLOCK = {"notice:tell", "rating:show"}
"""What the platform alone does."""


def test_every_door_of_the_site_has_a_row_or_a_reason(world: World) -> None:
    endpoints = {
        rule.endpoint
        for rule in world.app.url_map.iter_rules()
        if (rule.methods or set()) & WRITING
        and not rule.endpoint.startswith(FLASK_SECURITYS_OWN)
        and sitemap.access_of(rule.endpoint) is not None
    }
    rows = {door.endpoint for door in DOORS}
    assert not rows & set(WITHOUT_A_ROW)
    assert rows | set(WITHOUT_A_ROW) == endpoints


def test_every_action_of_a_person_has_a_door_or_a_reason() -> None:
    called = {(door.thing.name, door.action.name) for door in DOORS}
    by_people = {
        (thing.name, action.name)
        for thing in THINGS
        for action in thing.actions
        if action.permission not in NO_DOOR
        and any(entitled(thing, action, state) - {Who.PLATFORM} for state in thing.columns)
    }
    assert by_people <= called, by_people - called
    stateless = {permission for permission in WITHOUT_A_STATE if permission not in {*NO_DOOR, *BY_THE_CLOCK}}
    assert stateless <= {door.thing_name for door in DOORS}


def test_rows_are_told_apart() -> None:
    assert len({door.name for door in DOORS}) == len(DOORS)


def test_every_state_has_a_place() -> None:
    for thing in THINGS:
        for state in thing.columns:
            assert place_of(thing.name, str(state))
