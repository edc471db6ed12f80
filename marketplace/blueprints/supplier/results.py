"""What the selection came to for one bidder: the own place with its reasons, out of the public evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from marketplace.blueprints.web.work import reading
from marketplace.domain.awards import queries as awards
from marketplace.domain.awards.operations import result_of
from marketplace.domain.bids.models import Bid
from marketplace.domain.evaluation import queries as evaluation
from marketplace.domain.evaluation.queries import OwnSheets
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.i18n import Text, from_json


@dataclass(frozen=True, slots=True)
class OwnResult:
    """`rank` counts from 1 and is empty for an excluded bid; `failed` says why nobody won."""

    has_won: bool
    came_next: bool
    """The winner dropped out and the award went to this bid."""
    rank: int | None
    of: int
    score: str | None
    reasons: Sequence[Text]
    failed: Text | None
    digest: str
    winner_score: str | None = None
    """The winner's total; empty where nobody won."""
    sheets: OwnSheets | None = None
    """What the evaluators said of this bid, from the award on; empty where nothing is scored."""


def own_result(bid: Bid, tender: Tender) -> OwnResult | None:
    """None while the selection has not been run, or for a bid that took no part in it."""
    selection = awards.selection_of(reading(), tender.id)
    if selection is None:
        return None
    result = result_of(selection)
    award = awards.of_tender(reading(), tender.id)
    is_awarded = award is not None and award.bid_id == bid.id
    found = _place_of(bid.ref, result, selection.digest, is_awarded=is_awarded) or _exclusion_of(
        bid.ref, result, selection.digest
    )
    if found is None or tender.ended_at is None or not tender.criteria:
        return found
    scores = {place["id"]: place["score"] for place in result["ranking"]}
    return replace(found, winner_score=scores.get(result["winner"]), sheets=evaluation.of_bid(reading(), bid))


def _place_of(bid_ref: str, result: dict[str, Any], digest: str, *, is_awarded: bool) -> OwnResult | None:
    for place in result["ranking"]:
        if place["id"] == bid_ref:
            return OwnResult(
                has_won=result["winner"] == bid_ref,
                came_next=is_awarded and result["winner"] != bid_ref,
                rank=place["rank"],
                of=len(result["ranking"]),
                score=place["score"],
                reasons=[from_json(reason) for reason in place["reasons"]],
                failed=_failure(result),
                digest=digest,
            )
    return None


def _exclusion_of(bid_ref: str, result: dict[str, Any], digest: str) -> OwnResult | None:
    for out in result["excluded"]:
        if out["id"] == bid_ref:
            return OwnResult(
                has_won=False,
                came_next=False,
                rank=None,
                of=len(result["ranking"]),
                score=None,
                reasons=[from_json(out["reason"])],
                failed=_failure(result),
                digest=digest,
            )
    return None


def _failure(result: dict[str, Any]) -> Text | None:
    return from_json(result["failed"]) if result["failed"] else None
