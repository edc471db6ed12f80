"""Calling a round, answering, interrupting and postponing it, and closing it when its time is over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.rounds import journal, queries, rules
from marketplace.domain.rounds.events import (
    FinalPricesWanted,
    QuotesWanted,
    ReplyWanted,
    RoundCalled,
    RoundPaused,
    RoundResumed,
    RoundsOver,
)
from marketplace.domain.rounds.models import EntryKind, Round, RoundEntry
from marketplace.domain.rounds.ports import Credit, nothing_known
from marketplace.domain.rounds.queries import BY_BUYER, BY_PLATFORM
from marketplace.domain.tenders import beacons, notice, reachability
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import stated_reason
from marketplace.domain.tenders.states import TENDER, TenderState
from marketplace.kernel import heartbeat
from marketplace.kernel.canonical import digest
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.heartbeat import Node
from marketplace.kernel.i18n import mark
from marketplace.kernel.money import Money
from marketplace.kernel.unit_of_work import UnitOfWork


def call(uow: UnitOfWork, tender_ref: str, opens_at: datetime, credit: Credit = nothing_known) -> Round:
    """Say when the first step begins that the published method asks for; the others follow by themselves.

    Where the method ranks by `credit`, this is the instant for which it is reckoned; it is published with the call.
    Where it asks the best for final prices, the points stand from now on; and where somebody comes among the best only
    because a bid was excluded after its final price, they are called in their turn.
    """
    tender = uow.claim(Tender, tender_ref, "tender:run_rounds")
    _is_opened(tender)
    bids.refuse_doubted(uow, tender)
    if notice.is_scored(tender.method):
        evaluation.close_scoring(uow, tender)
    if _are_called(uow, tender):
        raise Conflict(mark("The rounds of this tender are called already."))
    rules.check_beginning(calendars.around(uow.session, uow.now), uow.now, opens_at)
    if notice.ranks_by_credit(tender.method) and (waits := beacons.missing(uow.session, tender)):
        raise Conflict(waits)
    step = _ask(uow, tender, opens_at, **queries.credit_told(uow.session, tender, credit, uow.now))
    if step is None:
        raise Conflict(mark("The method of this tender asks for nothing more; run the selection."))
    _summon(uow, tender, step)
    return step


def answer(uow: UnitOfWork, tender_ref: str, agency_ref: str, step_name: str, data: Mapping[str, Any]) -> RoundEntry:
    """Take what one bidder answers; it counts because it is acknowledged, and `at` is the acknowledgement's instant.

    The platform's journal notes that there was an answer, and what all said once the round is closed: the digest of a
    single price would give it away.

    Many answer in the last second (`kernel.together`). Raises Conflict before the step, after its end and while it is
    interrupted, Invalid for an answer that would not count, NotFound for whoever has no bid in this tender.
    """
    tender = uow.claim(Tender, tender_ref, "tender:see")
    bid_ref = uow.session.scalar(
        select(Bid.ref)
        .join(Organisation, Organisation.id == Bid.tenderer_id)
        .where(Bid.tender_id == tender.id, Organisation.ref == agency_ref)
    )
    if bid_ref is None:
        raise NotFound
    bid = uow.claim(Bid, bid_ref, "bid:answer_step")
    step = _open_step(uow, tender, step_name, bid.ref)
    values = rules.read_answer(step.asks, data, tender.ceiling.currency)
    price, kept = None, dict(data)
    if values.has(rules.PRICE):
        price = Money(values.amount(rules.PRICE), tender.ceiling.currency)
        rules.check_price(step.terms, price, tender.ceiling, queries.last_price(uow.session, bid))
        kept[rules.PRICE] = str(price.yuan)
    entry = journal.answered(uow, tender, step, bid.ref, kept, price)
    uow.record("bid:answer_step", bid, step=step.name, number=entry.number)
    later = rules.extended(step.terms, step.closes_at, uow.now, step.extensions)
    if later is not None:
        step.closes_at = step.next_check_at = later
        step.extensions += 1
        journal.note(uow, tender, step, EntryKind.EXTEND, BY_PLATFORM, closes_at=later.isoformat())
    _end_when_everybody_answered(uow, tender, step)
    return entry


def reply(uow: UnitOfWork, tender_ref: str, step_name: str, data: Mapping[str, Any]) -> RoundEntry:
    """Take what the department answers where the method asks it; the bidders read it."""
    tender = uow.claim(Tender, tender_ref, "tender:run_rounds")
    step = _open_step(uow, tender, step_name, BY_BUYER)
    rules.read_answer(step.asks, data, tender.ceiling.currency)
    entry = journal.answered(uow, tender, step, BY_BUYER, data, None)
    uow.record("tender:answer_step", tender, step=step.name, number=entry.number)
    _end_when_everybody_answered(uow, tender, step)
    return entry


def postpone(uow: UnitOfWork, tender_ref: str, opens_at: datetime, reason: str) -> Round:
    """Move the beginning of a step that has not begun; every bidder is told."""
    tender, step = _running(uow, tender_ref)
    if step.paused_at is not None or uow.now >= step.opens_at:
        raise Conflict(mark("The round has begun. Interrupt it instead."))
    calendar = calendars.around(uow.session, uow.now)
    rules.check_beginning(calendar, uow.now, opens_at)
    reason = stated_reason(reason)
    length = rules.left(calendar, step.terms, step.opens_at, step.closes_at)
    step.closes_at = step.next_check_at = rules.ends(calendar, step.terms, opens_at, length)
    step.opens_at = opens_at
    journal.told(uow, tender, step, EntryKind.POSTPONE, reason=reason, opens_at=opens_at.isoformat())
    _summon(uow, tender, step)
    return step


def pause(uow: UnitOfWork, tender_ref: str, reason: str) -> Round:
    """Interrupt a step: nobody can answer, and its time stands still."""
    tender, step = _running(uow, tender_ref)
    if step.paused_at is not None:
        raise Conflict(mark("The round is interrupted already."))
    if uow.now >= step.closes_at:
        raise Conflict(mark("The round ended at %(end)s.", end=step.closes_at))
    reason = stated_reason(reason)
    step.paused_at, step.next_check_at = uow.now, None
    journal.told(uow, tender, step, EntryKind.PAUSE, reason=reason)
    uow.emit(RoundPaused(tender.ref))
    return step


def resume(uow: UnitOfWork, tender_ref: str, opens_at: datetime) -> Round:
    """Say when an interrupted step goes on, for as long as was left of it; every bidder is told."""
    tender, step = _running(uow, tender_ref)
    if step.paused_at is None:
        raise Conflict(mark("The round is not interrupted."))
    calendar = calendars.around(uow.session, uow.now)
    rules.check_beginning(calendar, uow.now, opens_at)
    left = rules.left(calendar, step.terms, max(step.paused_at, step.opens_at), step.closes_at)
    closes_at = rules.ends(calendar, step.terms, opens_at, left)
    step.opens_at, step.closes_at, step.paused_at = opens_at, closes_at, None
    step.next_check_at = step.closes_at
    journal.told(
        uow, tender, step, EntryKind.RESUME, opens_at=opens_at.isoformat(), closes_at=step.closes_at.isoformat()
    )
    uow.emit(RoundResumed(tender.ref))
    return step


def close(uow: UnitOfWork, tender_ref: str) -> Round | None:
    """End a step whose time is over and begin the next; the platform's act, and idempotent.

    Where nobody could reach the platform for a while before the end, the step goes on instead, once, for as long as
    was lost. Whoever begins late begins later: the next step's time counts from now.
    """
    tender = uow.claim(Tender, tender_ref, "tender:close_step")
    step = queries.current(uow.session, tender.id)
    if tender.state is not TenderState.OPENED or step is None or step.next_check_at is None:
        return None
    if uow.now < step.closes_at:
        raise Conflict(mark("The round is open until %(end)s.", end=step.closes_at))
    if not _make_good(uow, tender, step):
        _end(uow, tender, step)
    return step


def _are_called(uow: UnitOfWork, tender: Tender) -> bool:
    if not queries.of_tender(uow.session, tender.id):
        return False
    return not notice.asks_final_prices(tender) or queries.current(uow.session, tender.id) is not None


def _is_opened(tender: Tender) -> None:
    if tender.state is not TenderState.OPENED:
        raise Conflict(TENDER.meanings[tender.state])


def _running(uow: UnitOfWork, tender_ref: str) -> tuple[Tender, Round]:
    tender = uow.claim(Tender, tender_ref, "tender:interrupt_rounds")
    _is_opened(tender)
    step = queries.current(uow.session, tender.id)
    if step is None:
        raise Conflict(mark("No round of this tender is called."))
    return tender, step


def _open_step(uow: UnitOfWork, tender: Tender, name: str, by: str) -> Round:
    """The step of that name, if it takes an answer of `by` at this instant; else Conflict."""
    _is_opened(tender)
    step = queries.current(uow.session, tender.id)
    if step is None or step.name != name:
        raise Conflict(mark("This round is over. Your answer does not count."))
    if by not in step.who:
        raise Conflict(mark("You are not asked in this round."))
    if step.paused_at is not None:
        raise Conflict(mark("The round is interrupted. Nobody can answer until it goes on."))
    if uow.now < step.opens_at:
        raise Conflict(mark("The round begins at %(begin)s.", begin=step.opens_at))
    if uow.now >= step.closes_at:
        raise Conflict(mark("The round ended at %(end)s. Your answer does not count.", end=step.closes_at))
    if not rules.is_live(step.terms) and by in journal.answered_by(uow, step):
        raise Conflict(mark("You have answered in this round already."))
    return step


def _ask(uow: UnitOfWork, tender: Tender, opens_at: datetime, **told: Any) -> Round | None:  # noqa: ANN401
    asked = queries.asked(uow.session, tender)
    if asked is None:
        return None
    calendar = calendars.around(uow.session, uow.now)
    closes_at = rules.ends(calendar, asked.terms, opens_at, rules.lasts(asked.terms))
    step = uow.add(
        Round(
            tender_id=tender.id,
            name=asked.name,
            prompt=asked.prompt,
            who=list(asked.who),
            asks=[field.document() for field in asked.asks],
            terms=dict(asked.terms),
            opens_at=opens_at,
            closes_at=closes_at,
            next_check_at=closes_at,
        )
    )
    by = BY_PLATFORM if uow.actor.is_platform else BY_BUYER
    times = {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()}
    journal.note(uow, tender, step, EntryKind.CALL, by, **times, **told)
    uow.record("tender:call_round", tender, step=step.name, opens_at=opens_at.isoformat())
    return step


def _end_when_everybody_answered(uow: UnitOfWork, tender: Tender, step: Round) -> None:
    if not rules.is_live(step.terms) and set(step.who) <= journal.answered_by(uow, step):
        _end(uow, tender, step)


def _end(uow: UnitOfWork, tender: Tender, step: Round) -> None:
    step.closed_at, step.next_check_at = uow.now, None
    journal.note(uow, tender, step, EntryKind.CLOSE, BY_PLATFORM, closed=True)
    uow.flush()
    said = digest({"journal": queries.journal(uow.session, tender.id)})
    uow.record("tender:close_round", tender, step=step.name, sha256=said)
    following = _ask(uow, tender, uow.now + rules.BREAK)
    if following is None:
        bids.doubt_low_prices(uow, tender, queries.last_prices(uow.session, tender))
        uow.emit(RoundsOver(tender.ref))
    elif not rules.is_live(following.terms):  # a live round follows at once, and whoever takes part is there
        _summon(uow, tender, following)


def _summon(uow: UnitOfWork, tender: Tender, step: Round) -> None:
    if BY_BUYER in step.who:
        uow.emit(ReplyWanted(tender.ref))
    elif notice.asks_final_prices(tender):
        uow.emit(FinalPricesWanted(tender.ref))
    else:
        uow.emit(RoundCalled(tender.ref) if rules.is_live(step.terms) else QuotesWanted(tender.ref))


def _make_good(uow: UnitOfWork, tender: Tender, step: Round) -> bool:
    """Let a step go on that nobody could reach; whether it does. Conflict while the platform is not back."""
    known_since = heartbeat.first(uow.session)
    if known_since is None or step.made_good:
        return False
    signs = [*heartbeat.around(uow.session, Node.WEB, step.opens_at - reachability.SILENCE, step.closes_at)]
    found = reachability.outage(signs, step.closes_at, max(known_since, step.opens_at), uow.now)
    if found is None:
        return False
    if found.recovered_at is None:
        raise Conflict(mark("Nobody can reach the platform. The round goes on when it is back."))
    opens_at = uow.now + rules.CALLED_BEFORE
    calendar = calendars.around(uow.session, uow.now)
    step.opens_at, step.closes_at = opens_at, rules.ends(calendar, step.terms, opens_at, found.lasted)
    step.next_check_at, step.made_good = step.closes_at, True
    journal.told(
        uow, tender, step, EntryKind.MAKE_GOOD, opens_at=opens_at.isoformat(), closes_at=step.closes_at.isoformat()
    )
    uow.emit(RoundResumed(tender.ref))
    return True
