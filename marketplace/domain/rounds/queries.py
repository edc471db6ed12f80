"""What is asked next, what was answered, and who stands where."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.bids import doubts
from marketplace.domain.bids import queries as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from marketplace.domain.evaluation import queries as evaluation
from marketplace.domain.rounds import rules
from marketplace.domain.rounds.candidates import candidate
from marketplace.domain.rounds.models import EntryKind, Round, RoundEntry
from marketplace.domain.rounds.ports import Credit
from marketplace.domain.selection.core import select as select_winner
from marketplace.domain.selection.draw import NO_NONCE, draw_seed
from marketplace.domain.selection.results import Result
from marketplace.domain.selection.steps import Asked, Choose, Collect, Draw
from marketplace.domain.tenders import beacons, notice
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.money import Money

BY_PLATFORM, BY_BUYER, BY_OPERATOR = "platform", rules.BUYER, "operator"
"""Who stands in the journal beside the bids."""
SINGLE_LOT = "1"
"""A tender has one lot until lots arrive."""
CREDIT = "credit"
"""What the call of the first step notes beside its times, where the method ranks by credit."""
FOR_THE_METHOD = (EntryKind.ANSWER, EntryKind.CLOSE)


def candidates(session: Session, tender: Tender) -> list[dict[str, Any]]:
    """All opened bids as a selection reads them, each with its nonce."""
    scores = evaluation.scores(session, tender) if notice.is_scored(tender.method) else {}
    credit = noted_credit(session, tender.id) if notice.ranks_by_credit(tender.method) else None
    return [candidate(tender, bid, scores.get(bid.ref), credit) for bid in bids.opened(session, tender.id)]


def noted_credit(session: Session, tender_id: int) -> Mapping[str, str]:
    """By the reference of the bid, its credit points as the call of the first step noted them; nothing before it."""
    called = session.scalars(
        select(RoundEntry.data)
        .where(RoundEntry.tender_id == tender_id, RoundEntry.kind == EntryKind.CALL)
        .order_by(RoundEntry.number)
    ).first()
    found: Mapping[str, str] = (called or {}).get(CREDIT, {})
    return found


def credit_told(session: Session, tender: Tender, credit: Credit, now: datetime) -> dict[str, Mapping[str, str]]:
    """What the call of the first step says beside its times; nothing where the method does not rank by credit."""
    if not notice.ranks_by_credit(tender.method):
        return {}
    opened = bids.opened(session, tender.id)
    points = credit(session, [bid.tenderer_id for bid in opened], now)
    return {CREDIT: {bid.ref: str(points.get(bid.tenderer_id, rules.NEUTRAL_CREDIT)) for bid in opened}}


def journal(session: Session, tender_id: int) -> list[dict[str, Any]]:
    """The answers and closings in their order, as a selection reads them.

    What somebody answered whose bid was excluded afterwards is left out: a selection asks nobody who takes no part.
    Of a step that was held again, only the last closing counts.
    """
    excluded = select(Bid.ref).where(Bid.tender_id == tender_id, Bid.state == BidState.INVALID)
    rows = session.execute(
        select(RoundEntry.step, RoundEntry.by, RoundEntry.at, RoundEntry.data)
        .where(RoundEntry.tender_id == tender_id, RoundEntry.kind.in_(FOR_THE_METHOD), RoundEntry.by.not_in(excluded))
        .order_by(RoundEntry.number)
    ).all()
    last = {row.step: number for number, row in enumerate(rows)}
    return [
        {"step": step, "by": by, "at": at.isoformat(), "data": data}
        for number, (step, by, at, data) in enumerate(rows)
        if by != BY_PLATFORM or last[step] == number
    ]


def counted(session: Session, tender: Tender, given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The journal as a selection among `given`, which `candidates` gave, reads it.

    Nothing where too few of them are left since the rounds: a selection among so few asks nobody, and fails. Where an
    exclusion changed the first scoring, final prices count of those alone whom it puts among the best now, and the
    step is not over before all of them were asked.
    """
    said = journal(session, tender.id)
    if not said:
        return said
    first = _run(tender, given, None, ())
    if first.failed is not None:
        return []
    if isinstance(first.pending, Collect) and notice.asks_final_prices(tender):
        best, asked_before = set(first.pending.who), _were_asked(session, tender.id, first.pending.name)
        said = [one for one in said if one["by"] in best or (one["by"] == BY_PLATFORM and best <= asked_before)]
    return said


def _were_asked(session: Session, tender_id: int, name: str) -> set[str]:
    """Whom a step asked, each time that it was held."""
    return {by for step in of_tender(session, tender_id) if step.name == name for by in step.who}


def asked(session: Session, tender: Tender) -> Collect | None:
    """The step that the method asks people for next; None where nothing, or only a draw, is missing.

    Nobody is asked twice for a final price.
    """
    pending = _pending(session, tender)
    if isinstance(pending, Choose):
        return rules.as_question(pending)
    if isinstance(pending, Collect) and notice.asks_final_prices(tender):
        before = _were_asked(session, tender.id, pending.name)
        return replace(pending, who=tuple(ref for ref in pending.who if ref not in before))
    return pending if isinstance(pending, Collect) else None


def _pending(session: Session, tender: Tender) -> Asked | None:
    given = candidates(session, tender)
    seed = _seed(session, tender, given) if notice.ends_in_a_choice(tender.method) else None
    return _run(tender, given, seed, counted(session, tender, given)).pending


def _run(
    tender: Tender, given: Sequence[Mapping[str, Any]], seed: str | None, said: Sequence[Mapping[str, Any]]
) -> Result:
    settings = notice.settings(notice.terms_of(tender), tender.regime)
    read = [{name: value for name, value in one.items() if name != "nonce"} for one in given]
    return select_winner(tender.method, settings, read, seed, said)


def _seed(session: Session, tender: Tender, given: Sequence[Mapping[str, Any]]) -> str | None:
    """The seed that the evidence will have, as the choice is from what was drawn; None while it is not there."""
    if beacons.missing(session, tender) is not None:
        return None
    nonces = {each["id"]: bytes.fromhex(each["nonce"]) if each["nonce"] else NO_NONCE for each in given}
    value = bytes.fromhex(beacons.in_evidence(session, tender)["value"])
    return draw_seed(tender.ref, SINGLE_LOT, nonces, value).hex()


def of_tender(session: Session, tender_id: int) -> Sequence[Round]:
    """Every step that was opened, in order."""
    return session.scalars(select(Round).where(Round.tender_id == tender_id).order_by(Round.id)).all()


def current(session: Session, tender_id: int) -> Round | None:
    """The step that waits to begin, is open or is interrupted."""
    return session.scalars(select(Round).where(Round.tender_id == tender_id, Round.closed_at.is_(None))).first()


def waits_for(session: Session, tender_id: int, by: str) -> bool:
    """Whether the step that runs asks this one, who has not answered yet."""
    step = current(session, tender_id)
    return (
        step is not None
        and by in step.who
        and step.name not in {one.step for one in answers_of(session, tender_id, by)}
    )


def running(session: Session) -> Sequence[tuple[Tender, Round]]:
    """Every step of an opened tender that is not closed, the next to end first."""
    rows = session.execute(
        select(Tender, Round)
        .join(Round, Round.tender_id == Tender.id)
        .where(Round.closed_at.is_(None), Tender.state == TenderState.OPENED)
        .order_by(Round.closes_at, Round.id)
    )
    return [(tender, step) for tender, step in rows]


def entries(session: Session, tender_id: int, after: int = 0) -> Sequence[RoundEntry]:
    """The journal after a number."""
    return session.scalars(
        select(RoundEntry)
        .where(RoundEntry.tender_id == tender_id, RoundEntry.number > after)
        .order_by(RoundEntry.number)
    ).all()


def last_number(session: Session, tender_id: int) -> int:
    """The number of the journal's last entry; 0 where there is none."""
    return session.scalar(select(func.max(RoundEntry.number)).where(RoundEntry.tender_id == tender_id)) or 0


def last_prices(session: Session, tender: Tender) -> Mapping[str, Money]:
    """By the reference of the bid, its last price that counts: where many are sent only lower ones are taken."""
    sealed = doubts.sealed_prices(session, tender.id)
    if notice.asks_final_prices(tender):
        return sealed | _final_prices(session, tender)
    offered = session.execute(
        select(RoundEntry.by, func.min(RoundEntry.price))
        .where(RoundEntry.tender_id == tender.id, RoundEntry.price.is_not(None))
        .group_by(RoundEntry.by)
    )
    return sealed | {ref: price for ref, price in offered if price is not None}


def _final_prices(session: Session, tender: Tender) -> dict[str, Money]:
    if not of_tender(session, tender.id):
        return {}
    said = counted(session, tender, candidates(session, tender))
    rows = session.execute(
        select(RoundEntry.by, RoundEntry.price).where(
            RoundEntry.tender_id == tender.id, RoundEntry.by.in_({one["by"] for one in said})
        )
    )
    return {ref: price for ref, price in rows if price is not None}


def last_price(session: Session, bid: Bid) -> Money | None:
    """The last price of one bid that counts."""
    tender = session.get_one(Tender, bid.tender_id)
    if notice.asks_final_prices(tender):
        return _final_prices(session, tender).get(bid.ref, bid.price)
    offered = session.scalar(
        select(func.min(RoundEntry.price)).where(RoundEntry.tender_id == bid.tender_id, RoundEntry.by == bid.ref)
    )
    return offered if offered is not None else bid.price


def standing(session: Session, tender: Tender, bid_ref: str) -> tuple[Money | None, int | None]:
    """The last price of a bid and its own place; nothing of anybody else, and no place where more than prices count."""
    last = last_prices(session, tender)
    return last.get(bid_ref), None if notice.is_scored(tender.method) else rules.rank_of(bid_ref, last)


def answers_of(session: Session, tender_id: int, by: str) -> Sequence[RoundEntry]:
    """What one bid, or the buyer, has answered, the newest first."""
    return session.scalars(
        select(RoundEntry)
        .where(RoundEntry.tender_id == tender_id, RoundEntry.by == by, RoundEntry.kind == EntryKind.ANSWER)
        .order_by(RoundEntry.number.desc())
    ).all()


def acts(session: Session, tender_id: int) -> Sequence[RoundEntry]:
    """What was done with the rounds, for everybody to read: calls, interruptions, closings, and no answers."""
    return session.scalars(
        select(RoundEntry)
        .where(RoundEntry.tender_id == tender_id, RoundEntry.kind.not_in((EntryKind.ANSWER, EntryKind.EXTEND)))
        .order_by(RoundEntry.number)
    ).all()


def are_over(session: Session, tender: Tender) -> bool:
    """Whether nothing more is asked of people before the selection; True where the method asks nothing."""
    return not notice.goes_by_rounds(tender) or (
        current(session, tender.id) is None and may_be_asked(session, tender) and not _waits(session, tender)
    )


def may_be_called(session: Session, tender: Tender) -> bool:
    """Whether somebody is asked next and the department says when: at first, and where final prices are asked again."""
    if not may_be_asked(session, tender):
        return False
    steps = of_tender(session, tender.id)
    return not steps or (
        notice.asks_final_prices(tender)
        and not any(step.closed_at is None for step in steps)
        and not are_over(session, tender)
    )


def may_be_asked(session: Session, tender: Tender) -> bool:
    """Whether the points are there, where proposals are scored: by them it is decided who is asked."""
    return not notice.is_scored(tender.method) or evaluation.is_ready(session, tender)


def _waits(session: Session, tender: Tender) -> bool:
    """Whether people are asked for something, or will be once the draw before it can be held."""
    pending = _pending(session, tender)
    return isinstance(pending, Collect | Choose) or (
        isinstance(pending, Draw) and notice.ends_in_a_choice(tender.method)
    )


def refs_due_to_close(session: Session, now: datetime) -> Sequence[str]:
    """Tenders with a step whose time is over."""
    return session.scalars(
        select(Tender.ref)
        .join(Round, Round.tender_id == Tender.id)
        .where(Round.next_check_at <= now, Tender.state == TenderState.OPENED)
        .order_by(Round.next_check_at, Round.id)
    ).all()
