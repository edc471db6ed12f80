"""Questions about a notice in every state."""

from collections.abc import Mapping

from marketplace.domain.questions import operations as questions
from tests.blueprints.states.scene import NOBODY, Scene, Scenes, View
from tests.domain.market import Market
from tests.domain.questions import cases

DEADLINE = "5 Mar 2026, 17:00"
"""Published on Monday the 2nd, three working days."""
BUYER, SUPPLIER = "/buyer/tenders/{tender}/questions", "/supplier/tenders/{tender}/questions"
ANSWERS = "Answer the question, put it to one that asks the same, or refuse it"
BIDS = "Whoever bids"


def asked(market: Market) -> Mapping[str, str]:
    tender = market.published()
    return {"tender": tender, "question": cases.asked(market, tender)}


def answered(market: Market) -> Mapping[str, str]:
    refs = asked(market)
    cases.answer(market, refs["question"])
    return refs


def merged(market: Market) -> Mapping[str, str]:
    refs = asked(market)
    other = cases.asked(market, refs["tender"], "And visits?", "agency2")
    with market.acting("drafter") as uow:
        questions.merge(uow, other, refs["question"])
    return refs


def refused(market: Market) -> Mapping[str, str]:
    refs = asked(market)
    with market.acting("approver") as uow:
        questions.refuse(uow, refs["question"], "无关")
    return refs


def over(what: str) -> tuple[View, ...]:
    return (View("agency1", SUPPLIER, NOBODY, what), View("drafter", BUYER, NOBODY, what))


SCENES: Scenes = {
    ("question", "asked"): Scene(
        asked,
        (
            View("drafter", BUYER, "You", ANSWERS, DEADLINE),
            View("evaluator1", BUYER, "A drafter or an approver of the department", ANSWERS, DEADLINE),
            View("agency1", SUPPLIER, "A drafter or an approver of the department", ANSWERS, DEADLINE),
        ),
    ),
    ("question", "answered"): Scene(answered, over(BIDS)),
    ("question", "merged"): Scene(merged, over(BIDS)),
    ("question", "refused"): Scene(refused, over("The notice stands as it is.")),
}
