"""Each act of the table has its moment: what the machine tries at random can succeed."""

from collections.abc import Iterator, Mapping

import pytest

from tests.databases import Template
from tests.domain.life_cycle.acts import ACTS, WAY
from tests.domain.life_cycle.deeds import CEILINGS, LONG
from tests.domain.life_cycle.machine import Purchases

DAY = 24
STORIES: Mapping[str, tuple[str | int, ...]] = {
    "an award that goes round": (
        *("announce", "decline", "award the next", 14 * DAY, "confirm the award", "draw up", LONG, "lapse unsigned"),
        *("give up", "reissue"),
    ),
    "a contract of two parts that changes": (
        *("sign for the buyer", "propose a dearer part", "agree", "agree", "propose one more part", "agree", "refuse"),
        *("propose a cheaper part", "take the proposal back", "ask for time", "agree", "propose a waiver", "refuse"),
        *("ask for an end", "refuse", "deliver", "return", "deliver", "accept in part"),
        *("instruct", "record", "reject", "record", "confirm the payment"),
        *(LONG, "demand", 8 * DAY, "end for delay", "rate", "rate the department", "reply"),
    ),
    "an award that is called off": (
        *("announce", "lapse", "award the next", "draw up", "lapse drawn up", "award the next", "revoke"),
    ),
    "a tender that is complained of and called off": (
        *("approve", "send back", "publish", "complain", "take the complaint", "ask for a statement", "state"),
        *("decide", "publish the decision", "complain", "send the complaint away"),
        *("complain", "take the complaint back", "open", "cancel"),
    ),
    "an end by agreement": ("sign for the buyer", "propose an end", "agree"),
    "an end without purpose": ("sign for the buyer", "end without purpose"),
    "an agency and a department": (
        *("leave the market", "come back", "claim the code", "reject the claim", "claim the code", "drop the claim"),
        *("claim the code", "uphold the claim", "approve", "dissolve the department", "reply"),
    ),
}
"""Acts, and hours in which nothing is done."""


@pytest.fixture
def machine(database: Template) -> Iterator[Purchases]:
    made = Purchases.on(database)()
    yield made
    made.teardown()


def test_every_act_can_be_done(machine: Purchases) -> None:
    for nth, (story, acts) in enumerate(STORIES.items()):
        machine.begin(CEILINGS[0])
        index = len(machine.tenders) - 1
        for act in acts:
            before = machine.done.copy()
            if isinstance(act, int):
                machine.clock.advance(hours=act)
            elif act in WAY or act == "reissue":
                machine.carry_on(index, act, 3, "", nth, [])
                assert machine.done[act] > before[act], f"{story}: {act}"
            else:
                machine.act_out_of_turn(index, act, nth)
                assert machine.done[act] > before[act], f"{story}: {act}"
            machine.holds()
    assert set(machine.done) >= set(ACTS), set(ACTS) - set(machine.done)
