"""Reads of declarations and score sheets."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.bids import doubts
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.evaluation import rules
from marketplace.domain.evaluation.models import Confirmation, ConsensusSheet, Declaration, Release, ScoreSheet
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import Scoring
from marketplace.kernel.actor import Actor
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import mark


def declaration_of(session: Session, tender_id: int, user_id: int) -> Declaration | None:
    """What this evaluator declared."""
    return session.get(Declaration, (tender_id, user_id))


def sheets_of(session: Session, tender_id: int, user_id: int | None = None) -> Sequence[AnyRow]:
    """(ScoreSheet, Bid.ref) of the tender, or of one evaluator only; who may know them is `visible_sheets`' to say."""
    query = (
        select(ScoreSheet, Bid.ref.label("bid_ref"))
        .join(Bid, Bid.id == ScoreSheet.bid_id)
        .where(Bid.tender_id == tender_id)
        .order_by(ScoreSheet.id)
    )
    if user_id is not None:
        query = query.where(ScoreSheet.user_id == user_id)
    return session.execute(query).all()


def visible_sheets(session: Session, actor: Actor, tender: Tender) -> Sequence[AnyRow]:
    """(ScoreSheet, Bid.ref) that this actor may know of: the own ones, and everybody's once the selection stands.

    Where evaluators have to agree, they read each other's from the moment on in which all are in, never before.
    """
    person = actor.user_id or 0
    may_agree = person in panel(session, tender.id) and all_are_in(session, tender)
    return sheets_of(session, tender.id, None if tender.shows_bids or may_agree else person)


def unscored(session: Session, tender_id: int, user_id: int) -> Sequence[str]:
    """The valid bids that this evaluator has not scored yet, by reference."""
    own = select(ScoreSheet.bid_id).where(ScoreSheet.user_id == user_id)
    return session.scalars(
        select(Bid.ref)
        .where(Bid.tender_id == tender_id, Bid.state == BidState.VALID, Bid.id.not_in(own))
        .order_by(Bid.ref),
    ).all()


def complete_sets(session: Session, tender: Tender) -> int:
    """How many evaluators have scored every valid bid; `rules.fewest_evaluators` must have."""
    bids, complete = _complete(session, tender)
    return len(complete) if bids else 0


def panel(session: Session, tender_id: int) -> Sequence[int]:
    """Who evaluates, in the order of their accounts: whoever declared that nothing binds them, and is not released."""
    gone = select(Release.user_id).where(Release.tender_id == tender_id)
    return session.scalars(
        select(Declaration.user_id)
        .where(
            Declaration.tender_id == tender_id, Declaration.has_conflict.is_(False), Declaration.user_id.not_in(gone)
        )
        .order_by(Declaration.user_id)
    ).all()


def all_are_in(session: Session, tender: Tender) -> bool:
    """Whether the evaluators are to agree and every one of them, `rules.fewest_evaluators` at least, has scored all.

    It stays so: from then on nobody joins them, unless one of them lets the others wait or stands aside, and no bid is
    admitted again.
    """
    if tender.scoring is Scoring.MEANS or (tender.agreed_at is None and doubts.unsettled(session, tender.id)):
        return False
    members = panel(session, tender.id)
    return len(members) >= rules.fewest_evaluators(tender.regime) and complete_sets(session, tender) == len(members)


def may_agree(session: Session, tender: Tender, user_id: int) -> bool:
    """Whether this evaluator may propose and confirm points now."""
    return tender.is_being_scored and user_id in panel(session, tender.id) and all_are_in(session, tender)


def is_ready(session: Session, tender: Tender) -> bool:
    """Whether the points are there that go into the selection."""
    if tender.scoring is Scoring.MEANS:
        return complete_sets(session, tender) >= rules.fewest_evaluators(tender.regime)
    return tender.agreed_at is not None


def scores(session: Session, tender: Tender) -> dict[str, dict[str, str]]:
    """``{valid bid: {criterion: points}}`` as they go into the selection, in decimal; Conflict while any are missing.

    The mean of the evaluators' points, or where the notice says so what they agreed on.
    """
    if tender.scoring is Scoring.MEANS:
        return averages(session, tender)
    if tender.agreed_at is None:
        raise Conflict(mark("The evaluators have not agreed on the points of every bid yet."))
    agreed = latest(session, tender.id)
    return {ref: {code: str(points) for code, points in agreed[ref].points.items()} for ref in _valid(session, tender)}


def averages(session: Session, tender: Tender) -> dict[str, dict[str, str]]:
    """``{bid ref: {criterion: mean points}}``; raises Conflict while evaluators are missing.

    Only evaluators who scored every valid bid count, so that all bids are measured by the same people.
    """
    bids, complete = _complete(session, tender)
    needed = rules.fewest_evaluators(tender.regime)
    if bids and len(complete) < needed:
        raise Conflict(
            mark(
                "%(done)s of at least %(needed)s evaluators have scored every bid.",
                done=len(complete),
                needed=needed,
            ),
        )
    codes = [criterion["code"] for criterion in tender.criteria]
    return {bid: rules.averages([sheets[bid] for sheets in complete], codes) for bid in bids}


def latest(session: Session, tender_id: int) -> Mapping[str, ConsensusSheet]:
    """By the reference of the bid, the last sheet that was proposed to all.

    What was proposed before an evaluator stood aside is void: an interest may have had its part in it.
    """
    void_until = session.scalar(
        select(func.max(Release.at)).where(Release.tender_id == tender_id, Release.released_by == Release.user_id)
    )
    rows = session.execute(
        select(Bid.ref, ConsensusSheet)
        .join(Bid, Bid.id == ConsensusSheet.bid_id)
        .where(Bid.tender_id == tender_id)
        .order_by(ConsensusSheet.number)
    )
    return {row.ref: row.ConsensusSheet for row in rows if void_until is None or row.ConsensusSheet.at > void_until}


def confirmed_by(session: Session, sheet: ConsensusSheet) -> Sequence[int]:
    """Who has said yes to it."""
    return session.scalars(select(Confirmation.user_id).where(Confirmation.sheet_id == sheet.id)).all()


def next_number(session: Session, bid_id: int) -> int:
    """The number of the next sheet for a bid."""
    last = session.scalar(select(func.max(ConsensusSheet.number)).where(ConsensusSheet.bid_id == bid_id))
    return (last or 0) + 1


def is_agreed(session: Session, tender: Tender) -> bool:
    """Whether every evaluator has scored all bids and has said yes to the last sheet of every valid one."""
    if not all_are_in(session, tender):
        return False
    members, sheets = set(panel(session, tender.id)), latest(session, tender.id)
    bids = _valid(session, tender)
    return bool(bids) and all(ref in sheets and members <= set(confirmed_by(session, sheets[ref])) for ref in bids)


def unconfirmed(session: Session, tender: Tender, user_id: int) -> Sequence[str]:
    """The valid bids whose points wait for this evaluator's yes or for a proposal; none while sheets are missing."""
    if not may_agree(session, tender, user_id):
        return []
    sheets = latest(session, tender.id)
    return [
        ref for ref in _valid(session, tender) if ref not in sheets or user_id not in confirmed_by(session, sheets[ref])
    ]


def releases(session: Session, tender_id: int) -> Sequence[Release]:
    """Who was released or stood aside, in the order in which it happened."""
    return session.scalars(
        select(Release).where(Release.tender_id == tender_id).order_by(Release.at, Release.user_id)
    ).all()


def due_at(session: Session, tender: Tender, user_id: int) -> datetime | None:
    """Until when an evaluator has time for what the others wait for; None where they wait for nothing of theirs.

    Own sheets are waited for from the declaration on, a yes from the proposal on; both anew from the last doubt about
    a bid that was settled. Where the mean counts nobody is waited for: whoever has not scored everything counts out.
    """
    declared = declaration_of(session, tender.id, user_id)
    is_asked = tender.scoring is not Scoring.MEANS and tender.is_being_scored
    if declared is None or not is_asked or user_id not in panel(session, tender.id):
        return None
    if unscored(session, tender.id, user_id):
        since = declared.at
    else:
        sheets = latest(session, tender.id)
        proposed = [sheets[ref].at for ref in unconfirmed(session, tender, user_id) if ref in sheets]
        if not proposed:
            return None
        since = min(proposed)
    settled = doubts.last_settled_at(session, tender.id)
    since = since if settled is None else max(since, settled)
    return calendars.around(session, since).add_working_days(since, rules.ACT_WITHIN)


def overdue(session: Session, tender: Tender, now: datetime) -> Sequence[int]:
    """The evaluators who let the others wait for longer than they have time, in the order of their accounts."""
    due = {user_id: due_at(session, tender, user_id) for user_id in panel(session, tender.id)}
    return [user_id for user_id, until in due.items() if until is not None and until <= now]


@dataclass(frozen=True, slots=True)
class OwnSheets:
    """What the evaluators said of one bid: each alone, in an order that names nobody, and together."""

    alone: Sequence[ScoreSheet]
    together: ConsensusSheet | None
    void: Collection[int]
    """The keys of those sheets alone that do not count: of who was released or stood aside."""


def of_bid(session: Session, bid: Bid) -> OwnSheets:
    """Every sheet of one bid; whoever calls knows that the bidder may read them (财政部令87 Art 69)."""
    alone = session.scalars(select(ScoreSheet).where(ScoreSheet.bid_id == bid.id).order_by(ScoreSheet.user_id)).all()
    gone = gone_from(session, bid.tender_id)
    void = {sheet.id for sheet in alone if sheet.user_id in gone}
    return OwnSheets(alone, latest(session, bid.tender_id).get(bid.ref), void)


def gone_from(session: Session, tender_id: int) -> Collection[int]:
    """The accounts of those who were released or stood aside: what they gave alone counts no more."""
    return {release.user_id for release in releases(session, tender_id)}


def _valid(session: Session, tender: Tender) -> Sequence[str]:
    return session.scalars(
        select(Bid.ref).where(Bid.tender_id == tender.id, Bid.state == BidState.VALID).order_by(Bid.ref)
    ).all()


def _complete(session: Session, tender: Tender) -> tuple[Sequence[str], list[dict[str, dict[str, int]]]]:
    """The valid bids, and the points of each evaluator who scored all of them and was not released."""
    bids = _valid(session, tender)
    gone = gone_from(session, tender.id)
    by_evaluator: dict[int, dict[str, dict[str, int]]] = defaultdict(dict)
    for sheet, bid_ref in sheets_of(session, tender.id):
        if sheet.user_id not in gone:
            by_evaluator[sheet.user_id][bid_ref] = sheet.points
    return bids, [sheets for sheets in by_evaluator.values() if set(bids) <= set(sheets)]
