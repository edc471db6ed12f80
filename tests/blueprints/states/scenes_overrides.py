"""Overrides of the restriction check in every state."""

from collections.abc import Mapping

from marketplace.domain.tenders import operations as tenders
from tests.blueprints.states.scene import NOBODY, Scene, Scenes, View
from tests.domain.market import Market
from tests.domain.tenders.test_reports import LOCAL, handed_in, lawyer, stand_for

PAGE = "/regulator/restrictions/{override}"


def given(market: Market) -> Mapping[str, str]:
    lawyer(market)
    tender = handed_in(market, description=LOCAL)
    return {"tender": tender, "override": stand_for(market, tender)}


def confirmed(market: Market) -> Mapping[str, str]:
    refs = given(market)
    with market.acting("regulator") as uow:
        tenders.confirm_override(uow, refs["override"], "It does.")
    return refs


def objected(market: Market) -> Mapping[str, str]:
    refs = given(market)
    with market.acting("regulator") as uow:
        tenders.object_to_override(uow, refs["override"], "It does not.")
    return refs


SCENES: Scenes = {
    ("override", "given"): Scene(given, (View("regulator", PAGE, "You", "Say whether the law that is cited"),)),
    ("override", "confirmed"): Scene(
        confirmed, (View("regulator", PAGE, NOBODY, "The condition may be published until the override ends."),)
    ),
    ("override", "objected"): Scene(objected, (View("regulator", PAGE, "The department", "Mend the condition"),)),
}
