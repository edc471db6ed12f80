"""One opened bid, as a selection reads it."""

from collections.abc import Mapping
from typing import Any

from marketplace.domain.bids.models import Bid
from marketplace.domain.rounds import rules
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import Quote
from marketplace.kernel.i18n import from_json


def candidate(
    tender: Tender, bid: Bid, scores: dict[str, str] | None, credit: Mapping[str, str] | None
) -> dict[str, Any]:
    """One bid; what was quoted in the other way than the notice asks for is excluded and stays out of it."""
    found: dict[str, Any] = {"id": bid.ref, "nonce": bid.nonce}
    if tender.quote is Quote.DISCOUNT_RATE:
        if bid.rate is not None:
            found["discount_rate"] = str(bid.rate)
    elif bid.price is not None and bid.rate is None:
        found["price"] = str(bid.price.yuan)
    if credit is not None:
        found["credit"] = credit.get(bid.ref, str(rules.NEUTRAL_CREDIT))
    if scores is not None:
        found["scores"] = scores
    if bid.excluded_because is not None:
        found["invalid_because"] = str(from_json(bid.excluded_because))
    return found
