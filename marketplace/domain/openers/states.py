"""The life of an opener's key, as a table."""

from enum import StrEnum

from marketplace.kernel.i18n import mark
from marketplace.kernel.lifecycle import Lifecycle


class OpenerState(StrEnum):
    """Where a key stands."""

    UNPROVED = "unproved"
    PROVED = "proved"
    RETIRED = "retired"


S = OpenerState

OPENER = Lifecycle(
    "opener",
    S.UNPROVED,
    {
        (S.UNPROVED, "challenge"): S.UNPROVED,
        (S.UNPROVED, "prove"): S.PROVED,
        (S.PROVED, "challenge"): S.PROVED,
        (S.PROVED, "prove"): S.PROVED,
        (S.UNPROVED, "retire"): S.RETIRED,
        (S.PROVED, "retire"): S.RETIRED,
    },
    {
        S.UNPROVED: mark("The key is registered; its holder has to show that the private half is at hand."),
        S.PROVED: mark("The holder has shown the key; tenders may name it."),
        S.RETIRED: mark("No new tender names the key; what was sealed to it before can still be opened with it."),
    },
)
