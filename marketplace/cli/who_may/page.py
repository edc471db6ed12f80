"""The page `docs/roles-and-states.md`: every role, action and state, computed from the policy page."""

from collections.abc import Collection
from enum import StrEnum

from marketplace.cli.who_may import parties, purchase
from marketplace.cli.who_may.prototypes import IMPLIED, WORDS, Who, actor
from marketplace.cli.who_may.things import Action, Thing
from marketplace.policy.authority import granted
from marketplace.policy.policy import PERMISSIONS

THINGS: tuple[Thing, ...] = (*purchase.THINGS, *parties.THINGS)
PEOPLE = frozenset(Who) - {Who.VISITOR, Who.PLATFORM}

HEAD = """\
# Roles and states

Printed by `make docs`: who may is computed from `marketplace/policy/policy.py`, when from the lifecycles; only which
permission takes which step is written down, in `marketplace/cli/who_may`. `tests/blueprints/matrix` calls each
act of a person that changes something over HTTP, in every state.

A cell names who succeeds in that state, when the object is their own and what came before was done by somebody else.
All other cells change nothing, and there are two kinds of them:

- **Not now.** Whoever the row names, but in a state in which the cell is empty, is told what the state means: status
  409, or from a single button (303) the same sentence on the page it leads back to.
- **Refused.** Everybody else gets 403, or 404 where they may not know that the object exists; who is not signed in is
  sent to the sign-in (302), where a room needs it.

**But not** holds once the deed is done, whatever role the person has besides: four eyes, and nobody judges their own
side. They are refused like strangers to the act.
"""


def page() -> str:
    """The page as Markdown."""
    legend = "\n".join(f"| {who} | {words} |" for who, words in WORDS.items())
    parts = [HEAD, f"| code | who |\n|---|---|\n{legend}\n"]
    return "\n".join([*parts, *(_table(thing) for thing in THINGS), _stateless()])


def entitled(thing: Thing, action: Action, state: StrEnum) -> frozenset[Who]:
    """Whom the policy page names for `action` in `state`."""
    return frozenset(who for who in Who if thing.is_entitled(action, state, who))


def _table(thing: Thing) -> str:
    lines = [
        f"## {thing.name.capitalize()}\n",
        f"| action | {' | '.join(f'`{state}`' for state in thing.columns)} | but not | remarks |",
        "|---" * (len(thing.columns) + 3) + "|",
    ]
    for action in thing.actions:
        cells = [
            _named(entitled(thing, action, state)) if thing.is_possible(action, state) else ""
            for state in thing.columns
        ]
        lines.append(
            f"| `{action.permission}`{f' {action.what}' if action.what else ''} | {' | '.join(cells)} "
            f"| {_but_not(action.permission)} | {action.why} |"
        )
    if thing.follows:
        steps = "; ".join(f"`{step}` ({acts})" for step, acts in thing.follows.items())
        lines.append(f"\nSteps that follow from other acts: {steps}.")
    return "\n".join([*lines, ""])


def _stateless() -> str:
    rows = [
        f"| `{permission}` | {_named({who for who in Who if granted(PERMISSIONS[permission], actor(who), facts)})} "
        f"| {_but_not(permission)} |"
        for permission, facts in parties.WITHOUT_A_STATE.items()
    ]
    return "\n".join(["## What has no states\n", "| action | who | but not |", "|---|---|---|", *rows, ""])


def _named(found: Collection[Who]) -> str:
    if Who.VISITOR in found:
        return "everybody"
    if Who.PERSON in found:
        missing = [str(who) for who in Who if who in PEOPLE - set(found)]
        return "every person" + (f" but {', '.join(missing)}" if missing else "")
    return ", ".join(who for who in Who if who in found and not set(IMPLIED.get(who, ())) & set(found)) or "nobody"


def bars_somebody(permission: str) -> bool:
    """Whether the page keeps somebody out who has the role."""
    return bool(_but_not(permission))


def _but_not(permission: str) -> str:
    """What keeps a person out who has the role: in the words of the policy page."""
    names = dict.fromkeys(predicate.__name__ for row in PERMISSIONS[permission] for predicate in row)
    words = {
        "is_outside_the_organisation": "its own members",
        "is_not_of_the_respondent": "members of the respondent",
    }
    found = [words.get(name, name.removeprefix("is_not_").replace("_", " ")) for name in names]
    kept = [word for name, word in zip(names, found, strict=True) if name in words or name.startswith("is_not_who_")]
    return ", ".join(kept)
