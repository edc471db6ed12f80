"""What is asked next, what was answered, and who stands where."""

from collections.abc import Mapping, Sequence
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
from marketplace.domain.rounds.models import EntryKind, Round, RoundEntry
from marketplace.domain.rounds.ports import Credit
from marketplace.domain.selection.core import select as select_winner
from marketplace.domain.selection.draw import NO_NONCE, draw_seed
from marketplace.domain.selection.results import Result
from marketplace.domain.selection.steps import Asked, Choose, Collect, Draw
from marketplace.domain.tenders import beacons, notice
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import Quote, TenderState
from marketplace.kernel.i18n import from_json
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
    return [_candidate(tender, bid, scores.get(bid.ref), credit) for bid in bids.opened(session, tender.id)]


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
    """
    excluded = select(Bid.ref).where(Bid.tender_id == tender_id, Bid.state == BidState.INVALID)
    rows = session.execute(
        select(RoundEntry.step, RoundEntry.by, RoundEntry.at, RoundEntry.data)
        .where(RoundEntry.tender_id == tender_id, RoundEntry.kind.in_(FOR_THE_METHOD), RoundEntry.by.not_in(excluded))
        .order_by(RoundEntry.number)
    )
    return [{"step": step, "by": by, "at": at.isoformat(), "data": data} for step, by, at, data in rows]


def counted(session: Session, tender: Tender, given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The journal as a selection among `given`, which `candidates` gave, reads it.

    Nothing where too few of them are left since the rounds: a selection among so few asks nobody, and fails.
    """
    said = journal(session, tender.id)
    return [] if said and _run(tender, given, None, ()).failed is not None else said


def asked(session: Session, tender: Tender) -> Collect | None:
    """The step that the method asks people for next; None where nothing, or only a draw, is missing."""
    pending = _pending(session, tender)
    if isinstance(pending, Choose):
        return rules.as_question(pending)
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


def last_prices(session: Session, tender_id: int) -> Mapping[str, Money]:
    """By the reference of the bid, its last price: only lower ones are taken, so it is the lowest."""
    offered = session.execute(
        select(RoundEntry.by, func.min(RoundEntry.price))
        .where(RoundEntry.tender_id == tender_id, RoundEntry.price.is_not(None))
        .group_by(RoundEntry.by)
    )
    return doubts.sealed_prices(session, tender_id) | {ref: price for ref, price in offered if price is not None}


def last_price(session: Session, bid: Bid) -> Money | None:
    """The last price of one bid."""
    offered = session.scalar(
        select(func.min(RoundEntry.price)).where(RoundEntry.tender_id == bid.tender_id, RoundEntry.by == bid.ref)
    )
    return offered if offered is not None else bid.price


def standing(session: Session, tender_id: int, bid_ref: str) -> tuple[Money | None, int | None]:
    """The last price of a bid and its own place; nothing of anybody else."""
    last = last_prices(session, tender_id)
    return last.get(bid_ref), rules.rank_of(bid_ref, last)


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
    return not notice.goes_by_rounds(tender.method) or (
        current(session, tender.id) is None and not _waits(session, tender)
    )


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


def _candidate(
    tender: Tender, bid: Bid, scores: dict[str, str] | None, credit: Mapping[str, str] | None
) -> dict[str, Any]:
    """One bid; what was quoted in the other way than the notice asks for is excluded and stays out of it."""
    candidate: dict[str, Any] = {"id": bid.ref, "nonce": bid.nonce}
    if tender.quote is Quote.DISCOUNT_RATE:
        if bid.rate is not None:
            candidate["discount_rate"] = str(bid.rate)
    elif bid.price is not None and bid.rate is None:
        candidate["price"] = str(bid.price.yuan)
    if credit is not None:
        candidate["credit"] = credit.get(bid.ref, str(rules.NEUTRAL_CREDIT))
    if scores is not None:
        candidate["scores"] = scores
    if bid.excluded_because is not None:
        candidate["invalid_because"] = str(from_json(bid.excluded_because))
    return candidate
