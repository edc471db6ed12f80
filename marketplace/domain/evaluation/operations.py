"""Declaring interests and scoring."""

from collections.abc import Mapping

from sqlalchemy import select

from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from marketplace.domain.evaluation import rules
from marketplace.domain.evaluation.models import Declaration, ScoreSheet
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import stated_reason
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Conflict, NotFound, NotPermitted
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def declare(uow: UnitOfWork, tender_ref: str, *, has_conflict: bool, statement: str) -> Declaration:
    """Say, after the opening shows who has bid, whether an interest binds the evaluator to a bidder. Given once."""
    tender = uow.claim(Tender, tender_ref, "tender:evaluate")
    _is_being_evaluated(tender)
    key = (tender.id, uow.actor.user_id)
    if uow.session.get(Declaration, key) is not None:
        raise Conflict(mark("You have declared your interests in this tender already."))
    declaration = uow.add(
        Declaration(
            tender_id=tender.id,
            user_id=uow.actor.user_id,
            has_conflict=has_conflict,
            statement=stated_reason(statement) if has_conflict else statement.strip()[:1000],
            at=uow.now,
        ),
    )
    uow.record("tender:declare", tender, has_conflict=has_conflict)
    return declaration


def score(uow: UnitOfWork, bid_ref: str, points: Mapping[str, int | None], reasons: str) -> ScoreSheet:
    """Score one valid bid on the notice's criteria. Given once; the averages go into the selection."""
    tender_id = uow.session.scalar(select(Bid.tender_id).where(Bid.ref == bid_ref))
    tender_ref = uow.session.scalar(select(Tender.ref).where(Tender.id == tender_id))
    if tender_ref is None:
        raise NotFound
    tender = uow.claim(Tender, tender_ref, "tender:evaluate")
    _is_being_evaluated(tender)
    declaration = uow.session.get(Declaration, (tender.id, uow.actor.user_id))
    if declaration is None:
        raise Conflict(mark("Declare your interests first."))
    if declaration.has_conflict:
        raise NotPermitted(mark("You have declared an interest in this tender and do not evaluate it."))
    bid = uow.session.scalars(select(Bid).where(Bid.ref == bid_ref, Bid.state == BidState.VALID)).first()
    if bid is None:
        raise Conflict(mark("This bid is excluded and is not scored."))
    rules.check(points, tender.criteria)
    sheet = uow.add(
        ScoreSheet(
            bid_id=bid.id,
            user_id=uow.actor.user_id,
            points=dict(points),
            reasons=stated_reason(reasons),
            at=uow.now,
        ),
    )
    uow.record("bid:score", bid, points=dict(points))
    return sheet


def _is_being_evaluated(tender: Tender) -> None:
    if tender.state is not TenderState.OPENED or not tender.criteria:
        raise Conflict(mark("This tender is not being evaluated."))
