"""The life of an objection, as a table."""

from enum import StrEnum

from marketplace.kernel.i18n import mark
from marketplace.kernel.lifecycle import Lifecycle


class ObjectionState(StrEnum):
    """Where an objection stands."""

    FILED = "filed"
    INADMISSIBLE = "inadmissible"
    ANSWERED = "answered"
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"


class Remedy(StrEnum):
    """What the department does where the objection is right."""

    LEAVE_OUT = "leave_out"
    """The selected bid is left out; the next in rank may follow, where the rank is the same without it."""
    REPEAT = "repeat"
    """The tender fails and may be issued again."""


O = ObjectionState  # noqa: E741 - as in objection

OBJECTION = Lifecycle(
    "objection",
    O.FILED,
    {
        (O.FILED, "dismiss"): O.INADMISSIBLE,
        (O.FILED, "answer"): O.ANSWERED,
        (O.FILED, "uphold"): O.UPHELD,
        (O.FILED, "withdraw"): O.WITHDRAWN,
    },
    {
        O.FILED: mark("The objection is with the department. Until it has answered, no contract is signed."),
        O.INADMISSIBLE: mark("The department did not take the objection up; the reason is stated."),
        O.ANSWERED: mark("The department has answered and upholds the award."),
        O.UPHELD: mark("The department found the objection right; the award does not stand."),
        O.WITHDRAWN: mark("The provider withdrew the objection."),
    },
)

SETTLED_BY_WORDS = frozenset({O.INADMISSIBLE, O.ANSWERED, O.UPHELD})
"""States in which the department has said why."""
