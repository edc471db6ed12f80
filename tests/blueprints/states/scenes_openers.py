"""Keys in every state."""

from collections.abc import Mapping

from marketplace.domain.openers import operations as openers
from tests.blueprints.states.scene import Scene, Scenes, View
from tests.domain.market import Market

KEYS = "/account/keys/"


def unproved(market: Market) -> Mapping[str, str]:
    return {"ref": market.openers.enrol("evaluator1", market.refs["department"])}


def proved(market: Market) -> Mapping[str, str]:
    refs = unproved(market)
    market.openers.prove("evaluator1")
    return refs


def retired(market: Market) -> Mapping[str, str]:
    refs = unproved(market)
    with market.acting("evaluator1") as uow:
        openers.retire(uow, refs["ref"])
    return refs


SCENES: Scenes = {
    ("opener", "unproved"): Scene(unproved, (View("evaluator1", KEYS, "You", "Show that you can use the key."),)),
    ("opener", "proved"): Scene(proved, (View("evaluator1", KEYS, "You", "Keep the key file"),)),
    ("opener", "retired"): Scene(
        retired, (View("evaluator1", KEYS, "The holder of the key", "Keep the key file until every tender"),)
    ),
}
