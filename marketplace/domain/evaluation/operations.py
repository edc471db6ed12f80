"""Declaring interests, scoring alone, and agreeing."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from marketplace.domain.evaluation import queries, rules
from marketplace.domain.evaluation.events import (
    EvaluatorReleased,
    EvaluatorsAgreed,
    EvaluatorStoodAside,
    SheetsComplete,
)
from marketplace.domain.evaluation.models import Confirmation, ConsensusSheet, Declaration, Release, ScoreSheet
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import stated_reason
from marketplace.domain.tenders.states import Scoring
from marketplace.kernel.actor import Role
from marketplace.kernel.canonical import digest
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

NOT_EVALUATED = mark("This tender is not being evaluated.")
GONE = mark("You were released, or stood aside, and evaluate this tender no more.")
AGREED = mark("The evaluators have agreed; the points are not changed any more.")
CLOSED = mark("The scoring is closed; the points are not changed any more.")


def declare(uow: UnitOfWork, tender_ref: str, *, has_conflict: bool, statement: str) -> Declaration:
    """Say, after the opening shows who has bid, whether an interest binds the evaluator to a bidder. Given once.

    Whoever declares none evaluates. Where evaluators have to agree, nobody joins them once all their sheets are in,
    unless one of them lets the others wait: then another may take that place.
    """
    tender = uow.claim(Tender, tender_ref, "tender:evaluate")
    _is_being_evaluated(uow, tender)
    key = (tender.id, uow.actor.user_id)
    if uow.session.get(Declaration, key) is not None:
        raise Conflict(mark("You have declared your interests in this tender already."))
    if queries.all_are_in(uow.session, tender) and not queries.overdue(uow.session, tender, uow.now):
        raise Conflict(mark("The evaluators of this tender have scored every bid; nobody joins them any more."))
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
    """Score one valid bid on the notice's criteria, alone. Given once.

    The journal notes that there is a sheet; what all said stands there once all are in, so that nobody reads it before.
    """
    tender, bid = _bid_to_score(uow, bid_ref)
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
    uow.record("bid:score", bid)
    uow.flush()
    _note_whether_all_are_in(uow, tender)
    return sheet


def propose(
    uow: UnitOfWork, bid_ref: str, points: Mapping[str, int | None], reasons: str, deviation: str = ""
) -> ConsensusSheet:
    """Propose the points of one bid to all evaluators once all have scored; whoever proposes has confirmed.

    A later proposal takes the place of an earlier one, and all confirm anew. Points that lie further from the mean of
    the evaluators' own than `rules.MOST_DEVIATION_PERCENT` need a reason of their own (Invalid, field ``deviation``).
    """
    tender, bid = _bid_to_score(uow, bid_ref)
    _must_agree(uow, tender)
    rules.check(points, tender.criteria)
    means = queries.averages(uow.session, tender)[bid.ref]
    if (far := rules.deviating(points, means, tender.criteria)) and not deviation.strip():
        raise Invalid(
            fields={
                "deviation": mark(
                    "These points are far from the mean of your own sheets: %(criteria)s. Say why.",
                    criteria=", ".join(far),
                )
            }
        )
    sheet = uow.add(
        ConsensusSheet(
            bid_id=bid.id,
            number=queries.next_number(uow.session, bid.id),
            points=dict(points),
            reasons=stated_reason(reasons),
            deviation=stated_reason(deviation) if far else "",
            proposed_by=uow.actor.user_id,
            at=uow.now,
        )
    )
    uow.flush()
    uow.record("bid:propose_points", bid, number=sheet.number, points=dict(points))
    _confirm(uow, tender, sheet)
    return sheet


def confirm(uow: UnitOfWork, bid_ref: str, number: int) -> ConsensusSheet:
    """Say yes to the points of one bid; `number` is the proposal that was read, Conflict where there is a later one.

    With the last yes of the last evaluator the points stand for good; with two envelopes the openers now open prices.
    """
    tender, bid = _bid_to_score(uow, bid_ref)
    _must_agree(uow, tender)
    sheet = queries.latest(uow.session, tender.id).get(bid.ref)
    if sheet is None or sheet.number != number:
        raise Conflict(mark("Other points were proposed meanwhile. Read them first."))
    if uow.actor.user_id in queries.confirmed_by(uow.session, sheet):
        raise Conflict(mark("You have confirmed these points already."))
    uow.record("bid:confirm_points", bid, number=number)
    _confirm(uow, tender, sheet)
    return sheet


def release(uow: UnitOfWork, tender_ref: str, user_id: int, reason: str) -> Release:
    """Go on without an evaluator who has neither scored nor confirmed in time; the reason is published.

    NotFound for whoever does not evaluate, Conflict before the time is over (`queries.due_at`) and where fewer than
    `rules.fewest_evaluators` would remain, NotPermitted for an approver who evaluates, too. What the evaluator gave
    alone stays on record and counts no more; where nothing else was waited for, the evaluation goes on at once.
    """
    tender = uow.claim(Tender, tender_ref, "tender:release_evaluator")
    if not tender.is_being_scored:
        raise Conflict(NOT_EVALUATED)
    members = queries.panel(uow.session, tender.id)
    if uow.actor.user_id in members:
        raise NotPermitted(mark("You evaluate this tender; another approver decides who else does."))
    if user_id not in members:
        raise NotFound
    if user_id not in queries.overdue(uow.session, tender, uow.now):
        raise Conflict(mark("Nobody waits for this evaluator, or there is still time."))
    needed = rules.fewest_evaluators(tender.regime)
    if len(members) <= needed:
        raise Conflict(
            mark(
                "At least %(needed)s evaluators have to remain. Let another one declare and score first.",
                needed=needed,
            )
        )
    were_in = queries.all_are_in(uow.session, tender)
    released = _let_go(uow, tender, user_id, reason)
    uow.record("tender:release_evaluator", tender, evaluator=user_id)
    uow.emit(EvaluatorReleased(tender.ref, user_id))
    if not were_in:
        _note_whether_all_are_in(uow, tender)
    _note_whether_they_agree(uow, tender)
    return released


def stand_aside(uow: UnitOfWork, tender_ref: str, reason: str) -> Release:
    """Evaluate no more because of an interest that was found after the declaration; the reason is published.

    Whoever has an interest has to stand aside (政府采购法 Art 12), and another takes the place (财政部令87号 Art 49).
    The own sheets count no more, and what was proposed to all is void: the others propose and confirm anew. Where fewer
    than `rules.fewest_evaluators` are left, the evaluation waits until another declares and scores. Possible until the
    evaluators have agreed, or where the mean counts until the selection (else Conflict).
    """
    tender = uow.claim(Tender, tender_ref, "tender:evaluate")
    _is_being_evaluated(uow, tender)
    user_id = uow.actor.user_id or 0
    if user_id not in queries.panel(uow.session, tender.id):
        raise Conflict(mark("You do not evaluate this tender."))
    aside = _let_go(uow, tender, user_id, reason)
    uow.record("tender:stand_aside", tender, evaluator=user_id)
    uow.emit(EvaluatorStoodAside(tender.ref))
    _note_whether_all_are_in(uow, tender)
    return aside


def _let_go(uow: UnitOfWork, tender: Tender, user_id: int, reason: str) -> Release:
    released = uow.add(
        Release(
            tender_id=tender.id,
            user_id=user_id,
            reason=stated_reason(reason),
            released_by=uow.actor.user_id,
            at=uow.now,
        )
    )
    uow.flush()
    return released


def close_scoring(uow: UnitOfWork, tender: Tender) -> None:
    """Let the points of a locked tender stand for good before they decide who is asked for more; idempotent.

    Where evaluators agree, they have closed it themselves. Conflict while points are missing.
    """
    points = queries.scores(uow.session, tender)
    if tender.agreed_at is None:
        tender.agreed_at = uow.now
        uow.record("tender:close_scoring", tender, points=points)


def _note_whether_all_are_in(uow: UnitOfWork, tender: Tender) -> None:
    if not queries.all_are_in(uow.session, tender):
        return
    given = [
        {"bid": of_bid, "points": one.points, "reasons": one.reasons}
        for one, of_bid in queries.sheets_of(uow.session, tender.id)
    ]
    uow.record("tender:sheets_complete", tender, sheets=len(given), sha256=digest(given))
    uow.emit(SheetsComplete(tender.ref))


def _confirm(uow: UnitOfWork, tender: Tender, sheet: ConsensusSheet) -> None:
    uow.add(Confirmation(sheet_id=sheet.id, user_id=uow.actor.user_id, at=uow.now))
    uow.flush()
    _note_whether_they_agree(uow, tender)


def _note_whether_they_agree(uow: UnitOfWork, tender: Tender) -> None:
    if not queries.is_agreed(uow.session, tender):
        return
    tender.agreed_at = uow.now
    uow.record("tender:evaluators_agreed", tender, points=_agreed(uow, tender))
    if tender.has_two_envelopes:
        tenders.advance(uow, tender, "agree")
    uow.emit(EvaluatorsAgreed(tender.ref))


def _agreed(uow: UnitOfWork, tender: Tender) -> Mapping[str, Any]:
    return {ref: sheet.points for ref, sheet in queries.latest(uow.session, tender.id).items()}


def _is_being_evaluated(uow: UnitOfWork, tender: Tender) -> None:
    """Refuse whoever may not evaluate, and every act out of its time.

    Staff of the bodies that supervise the market evaluate nothing they supervise (招标投标法实施条例 Art 46).
    """
    if uow.actor.has(Role.REGULATOR):
        raise NotPermitted(
            mark("You work for a regulator of this market; whoever supervises a tender does not evaluate it.")
        )
    if not tender.is_being_scored:
        closed = CLOSED if tender.scoring is Scoring.MEANS else AGREED
        raise Conflict(NOT_EVALUATED if tender.agreed_at is None else closed)


def _bid_to_score(uow: UnitOfWork, bid_ref: str) -> tuple[Tender, Bid]:
    """A valid bid and its tender, held, for an evaluator whom nothing binds to a bidder."""
    tender_id = uow.session.scalar(select(Bid.tender_id).where(Bid.ref == bid_ref))
    tender_ref = uow.session.scalar(select(Tender.ref).where(Tender.id == tender_id))
    if tender_ref is None:
        raise NotFound
    tender = uow.claim(Tender, tender_ref, "tender:evaluate")
    _is_being_evaluated(uow, tender)
    declaration = uow.session.get(Declaration, (tender.id, uow.actor.user_id))
    if declaration is None:
        raise Conflict(mark("Declare your interests first."))
    if declaration.has_conflict:
        raise NotPermitted(mark("You have declared an interest in this tender and do not evaluate it."))
    if uow.session.get(Release, (tender.id, uow.actor.user_id)) is not None:
        raise NotPermitted(GONE)
    bid = uow.session.scalars(select(Bid).where(Bid.ref == bid_ref, Bid.state == BidState.VALID)).first()
    if bid is None:
        raise Conflict(mark("This bid is excluded and is not scored."))
    return tender, bid


def _must_agree(uow: UnitOfWork, tender: Tender) -> None:
    if tender.scoring is Scoring.MEANS:
        raise Conflict(mark("By its notice this tender takes the mean of the evaluators' points."))
    bids.refuse_doubted(uow, tender)
    _is_being_evaluated(uow, tender)  # a doubt that ends just now may leave too few bids
    if not queries.all_are_in(uow.session, tender):
        raise Conflict(
            mark(
                "The evaluators agree once every one of them, and at least %(needed)s, has scored every bid alone.",
                needed=rules.fewest_evaluators(tender.regime),
            )
        )
