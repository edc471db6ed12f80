"""What a selection would say if one bid had not been there."""

from typing import Any, cast

from marketplace.domain.awards.models import Selection
from marketplace.domain.awards.rules import order_of_award
from marketplace.domain.selection.evidence import make_evidence
from marketplace.domain.selection.texts import SelectionInputError

OBJECTED = "An objection to it was upheld."
"""Why a bid is left out when a selection is computed again for comparison; stored nowhere."""


def rank_stands_without(selection: Selection, bid_ref: str) -> bool:
    """Whether the method, run again without a bid, gives the other bids in the published order.

    Where prices are scored against each other, one bid less may change all scores; then the rank says nothing any more.
    """
    document = selection.evidence
    candidates = [
        candidate | {"invalid_because": OBJECTED} if candidate["id"] == bid_ref else candidate
        for candidate in document["candidates"]
    ]
    inputs = {name: document[name] for name in ("tender", "lot", "settings")} | {
        "method": document["method"]["code"],
        "candidates": candidates,
        "journal": [entry for entry in document["journal"] if entry["by"] != bid_ref],
        "beacon": document["draw"]["beacon"],
    }
    try:
        again = make_evidence(inputs)
    except SelectionInputError:  # with too few bids left, nobody would have been asked for what the others answered
        return False
    published = [ref for ref in order_of_award(document["result"]) if ref != bid_ref]
    return bool(published) and order_of_award(cast("dict[str, Any]", again["result"])) == published
