"""Reads of declarations and score sheets."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from marketplace.domain.evaluation import rules
from marketplace.domain.evaluation.models import Declaration, ScoreSheet
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import mark


def declaration_of(session: Session, tender_id: int, user_id: int) -> Declaration | None:
    """What this evaluator declared."""
    return session.get(Declaration, (tender_id, user_id))


def sheets_of(session: Session, tender_id: int, user_id: int | None = None) -> Sequence[AnyRow]:
    """(ScoreSheet, Bid.ref) of the tender, or of one evaluator only: nobody sees the others' points while scoring."""
    query = (
        select(ScoreSheet, Bid.ref.label("bid_ref"))
        .join(Bid, Bid.id == ScoreSheet.bid_id)
        .where(Bid.tender_id == tender_id)
        .order_by(ScoreSheet.id)
    )
    if user_id is not None:
        query = query.where(ScoreSheet.user_id == user_id)
    return session.execute(query).all()


def unscored(session: Session, tender_id: int, user_id: int) -> Sequence[str]:
    """The valid bids that this evaluator has not scored yet, by reference."""
    own = select(ScoreSheet.bid_id).where(ScoreSheet.user_id == user_id)
    return session.scalars(
        select(Bid.ref)
        .where(Bid.tender_id == tender_id, Bid.state == BidState.VALID, Bid.id.not_in(own))
        .order_by(Bid.ref),
    ).all()


def complete_sets(session: Session, tender: Tender) -> int:
    """How many evaluators have scored every valid bid; `rules.MINIMUM_EVALUATORS` must have."""
    bids, complete = _scores(session, tender)
    return len(complete) if bids else 0


def averages(session: Session, tender: Tender) -> dict[str, dict[str, str]]:
    """``{bid ref: {criterion: mean points}}``; raises Conflict while evaluators are missing.

    Only evaluators who scored every valid bid count, so that all bids are measured by the same people.
    """
    bids, complete = _scores(session, tender)
    if bids and len(complete) < rules.MINIMUM_EVALUATORS:
        raise Conflict(
            mark(
                "%(done)s of at least %(needed)s evaluators have scored every bid.",
                done=len(complete),
                needed=rules.MINIMUM_EVALUATORS,
            ),
        )
    codes = [criterion["code"] for criterion in tender.criteria]
    return {bid: rules.averages([sheets[bid] for sheets in complete], codes) for bid in bids}


def _scores(session: Session, tender: Tender) -> tuple[Sequence[str], list[dict[str, dict[str, int]]]]:
    """The valid bids, and the points of each evaluator who scored all of them."""
    bids = session.scalars(select(Bid.ref).where(Bid.tender_id == tender.id, Bid.state == BidState.VALID)).all()
    by_evaluator: dict[int, dict[str, dict[str, int]]] = defaultdict(dict)
    for sheet, bid_ref in sheets_of(session, tender.id):
        by_evaluator[sheet.user_id][bid_ref] = sheet.points
    return bids, [sheets for sheets in by_evaluator.values() if set(sheets) == set(bids)]
