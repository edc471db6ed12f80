"""Who is awarded in which order, and until when an agency may still sign. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marketplace.domain.bids.rates import Rate
from marketplace.domain.bids.rules import price_at
from marketplace.domain.calendar.rules import WorkingCalendar
from marketplace.kernel.money import Money

ANSWER_WITHIN = 5
"""Working days an agency has at least from the drawing-up of the contract to its signature [own default].

A department that draws the contract up late cannot blame the agency for the end of the time for signing.
"""


def order_of_award(result: Mapping[str, Any]) -> list[str]:
    """The references of the bids in the order in which they may be awarded: the winner, then by published rank.

    政府采购法实施条例 Art 49: the next candidate in the order of the evaluation report.
    """
    winner = result["winner"]
    if winner is None:
        return []
    return [winner, *(place["id"] for place in result["ranking"] if place["id"] != winner)]


def price_of(evidence: Mapping[str, Any], bid_ref: str) -> str | None:
    """What a bid costs by the evidence, in yuan: its last answered price, else its sealed one, else the fixed one.

    A sealed discount rate comes to a price by the arithmetic of the selection.
    """
    answered: list[str | None] = [
        line["data"]["price"] for line in evidence["journal"] if line["by"] == bid_ref and "price" in line["data"]
    ]
    settings = evidence["settings"]
    sealed: Mapping[str, str | None] = {each["id"]: _sealed(each, settings) for each in evidence["candidates"]}
    fixed: str | None = settings.get("fixed_price")
    return answered[-1] if answered else sealed[bid_ref] or fixed


def _sealed(candidate: Mapping[str, Any], settings: Mapping[str, Any]) -> str | None:
    rate: str | None = candidate.get("discount_rate")
    if rate is None:
        return candidate.get("price")
    return str(price_at(Money.parse(settings["ceiling_price"]), Rate.parse(rate)).yuan)


def sign_until(calendar: WorkingCalendar, sign_by: datetime, drawn_up_at: datetime) -> datetime:
    """Until when the agency may sign before the department may say that it did not."""
    return max(sign_by, calendar.add_working_days(drawn_up_at, ANSWER_WITHIN))
