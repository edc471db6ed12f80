"""Doubts about an opened bid in every state."""

from collections.abc import Callable, Mapping

from tests.blueprints.states.scene import NOBODY, Scene, Scenes, View
from tests.domain.bids import doubting
from tests.domain.market import Market

REPLY_BY = "the end of 9 Mar 2026"
"""Two working days from the opening on Thursday the 5th."""
DECIDE_BY = REPLY_BY
"""As many from the reply, which comes at once."""
BUYER, SUPPLIER = "/buyer/doubts/{doubt}", "/supplier/doubts/{doubt}"
REPLY = "Reply in writing to what speaks against the bid."
DECIDE = "Read the reply and decide whether the bid takes part; say why."


def brought(bring: Callable[[Market], str]) -> Callable[[Market], Mapping[str, str]]:
    return lambda market: {"doubt": bring(market)}


def over(bring: Callable[[Market], str], what: str) -> Scene:
    return Scene(
        brought(bring),
        (View("agency1", SUPPLIER, NOBODY, what), View("approver", BUYER, NOBODY, what)),
    )


SCENES: Scenes = {
    ("doubt", "asked"): Scene(
        brought(doubting.asked),
        (
            View("agency1", SUPPLIER, "You", REPLY, REPLY_BY),
            View("approver", BUYER, "The bidder", REPLY, REPLY_BY),
        ),
    ),
    ("doubt", "answered"): Scene(
        brought(doubting.answered),
        (
            View("approver", BUYER, "You", DECIDE, DECIDE_BY),
            View("agency1", SUPPLIER, "An approver of the department", DECIDE, DECIDE_BY),
        ),
    ),
    ("doubt", "admitted"): over(doubting.admitted, "The bid takes part like every other."),
    ("doubt", "excluded"): over(doubting.excluded, "Whoever disagrees may object"),
    ("doubt", "silent"): over(doubting.silent, "Whoever disagrees may object"),
}
