"""Objections to an award in every state, and the award that one took away."""

from collections.abc import Callable, Mapping

from marketplace.domain.objections.states import Remedy
from tests.blueprints.states.scene import NOBODY, Scene, Scenes, View
from tests.domain.market import PRICES, Market
from tests.domain.objections import cases

ANSWER_BY = "the end of 10 Mar 2026"
"""Three working days from the award on Thursday the 5th."""
BUYER, SUPPLIER = "/buyer/objections/{objection}", "/supplier/objections/{objection}"
REGULATOR = "/regulator/objections/{objection}"
ANSWER = "Answer the objection: uphold the award, uphold the objection, or say why it is not taken up."
APPROVER = "An approver of the department"


def brought(bring: Callable[[Market], str]) -> Callable[[Market], Mapping[str, str]]:
    return lambda market: {"objection": bring(market)}


def over(bring: Callable[[Market], str], what: str) -> Scene:
    return Scene(
        brought(bring),
        (
            View("agency2", SUPPLIER, NOBODY, what),
            View("drafter", BUYER, NOBODY, what),
            View("regulator", REGULATOR, NOBODY, what),
        ),
    )


def award_withdrawn(market: Market) -> Mapping[str, str]:
    tender, _ = market.awarded(dict(PRICES))
    cases.uphold(market, cases.against(market, tender), Remedy.LEAVE_OUT)
    return {}


SCENES: Scenes = {
    ("objection", "filed"): Scene(
        brought(cases.filed),
        (
            View("approver", BUYER, "You", ANSWER, ANSWER_BY),
            View("agency2", SUPPLIER, APPROVER, ANSWER, ANSWER_BY),
            View("regulator", REGULATOR, APPROVER, ANSWER, ANSWER_BY),
        ),
    ),
    ("objection", "inadmissible"): over(cases.dismissed, "Whoever disagrees with the answer may complain."),
    ("objection", "answered"): over(cases.answered, "Whoever disagrees with the answer may complain."),
    ("objection", "upheld"): over(cases.upheld, "What follows is said by the tender"),
    ("objection", "withdrawn"): over(cases.withdrawn, "The signing waits no more for it."),
    ("award", "withdrawn"): Scene(
        award_withdrawn,
        (View("agency1", "/supplier/awards", NOBODY, "The provider takes no further part in this tender."),),
    ),
}
