"""Changes of a signed contract: one side asks, the other answers."""

from collections.abc import Callable
from dataclasses import replace

from marketplace.cli.who_may.prototypes import BUYER, CONCERNED, PARTIES, SUPPLIER
from marketplace.cli.who_may.things import Action, Thing
from marketplace.domain.contracts.states import CHANGE, ChangeKind, ChangeState
from marketplace.policy.facts import Facts


def _change(kind: ChangeKind) -> Callable[[ChangeState], Facts]:
    def facts(state: ChangeState) -> Facts:
        is_unapproved = kind is ChangeKind.SUPPLEMENT and state is ChangeState.PROPOSED
        asked = BUYER if kind is ChangeKind.EXTENSION or is_unapproved else SUPPLIER
        return replace(PARTIES, asked_id=asked, user_id=CONCERNED, done_by={"proposed": (CONCERNED,)})

    return facts


_WHO_ANSWERS = {
    ChangeKind.TERMINATION: "The contract is in force. The department asks here; where the agency asks, app answers.",
}


def of_changes() -> tuple[Thing, ...]:
    """One table a kind: who is asked differs."""
    return tuple(
        Thing(
            lifecycle.name,
            lifecycle,
            _change(kind),
            (
                Action(
                    "change:agree",
                    ("approve", "agree") if kind is ChangeKind.SUPPLEMENT else ("agree",),
                    why=_WHO_ANSWERS.get(kind, "The contract is in force."),
                ),
                Action("change:refuse", ("refuse",)),
                Action("change:withdraw", ("withdraw",)),
            ),
            follows={"lapse": "milestone:accept, contract:terminate, change:agree"},
        )
        for kind, lifecycle in CHANGE.items()
    )
