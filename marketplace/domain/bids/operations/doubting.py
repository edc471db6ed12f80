"""What speaks against an opened bid: the bidder is heard, the department decides, and the selection waits for both."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from marketplace.domain.bids import doubts, earlier_work, new_ties, rules, ties
from marketplace.domain.bids.events import BidDoubted, DoubtAnswered, DoubtOverdue, DoubtSettled
from marketplace.domain.bids.models import Bid, Doubt
from marketplace.domain.bids.states import BID, DOUBT, BidState, DoubtState, Ground
from marketplace.domain.bids.ties import Found
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.tenders import notice
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TENDER, TenderState
from marketplace.kernel.errors import Conflict, NotFound, NotPermitted, at_field
from marketplace.kernel.i18n import mark
from marketplace.kernel.money import Money
from marketplace.kernel.texts import paragraphs
from marketplace.kernel.unit_of_work import UnitOfWork

ANOTHER_DECIDES = mark(
    "You score these bids, and evaluators do not see prices: another approver decides. An administrator of the "
    "department can give that role to another person."
)


def doubt_ties(uow: UnitOfWork, tender: Tender, bids: Sequence[Bid]) -> None:
    """Ask the opened bidders who are tied to the department, to the project or, it seems, to each other to reply.

    Ties are those of the deadline, whenever they were recorded (招标投标法实施条例 Art 34, 优化营商环境条例 Art 43(2)),
    and so is the earlier work on the project (政府采购法实施条例 Art 18, 招标投标法实施条例 Art 27). Out at once is who
    stands in the public register, who worked on the project by a contract of this platform, and a pair that nobody can
    have made by copying (`independence.rules.is_beyond_copying`); all others stay in until the department has decided
    on their replies. A pair does not slip through: the selection waits, silence puts either out, and the department
    gives a reason whichever way it decides.
    """
    who, worked = ties.bidders(uow.session, bids), earlier_work.against(uow.session, tender)
    for bid, found in [(bid, ties.against(uow.session, tender, bid, who, worked)) for bid in bids]:
        if bid.state is BidState.VALID and found:
            for ground, what in found.items():
                _doubt(uow, tender, bid, ground, what, rules.REPLY_WITHIN)
            _stand(uow, bid)


def doubt_new_ties(uow: UnitOfWork, tender_ref: str) -> Tender:
    """Exclude and hear the bidders of whom the register learned after the opening that they are tied to the department.

    Only ties of the day on which bids were due; one that began later reaches no bid. The platform's act; a bid is
    doubted on a ground once. Raises Conflict once the selection is made: from then on objections and complaints serve.
    """
    tender = uow.claim(Tender, tender_ref, "doubt:raise")
    _is_heard(tender)
    for bid in new_ties.of_tender(uow.session, tender, uow.now):
        held = uow.lock(Bid, bid.id)
        _doubt(uow, tender, held, Ground.AFFILIATION, Found([ties.AFFILIATED], keeps_out=True), rules.REPLY_WITHIN)
        _stand(uow, held)
    return tender


def doubt_sealed_prices(uow: UnitOfWork, tender: Tender) -> None:
    """Ask for explanations of what was offered under seal; where rounds follow, they are asked of the last prices.

    Before final prices they are asked of both: by the sealed ones it is decided who gives a final one.
    """
    if notice.asks_final_prices(tender) or not notice.goes_by_rounds(tender):
        uow.flush()
        doubt_low_prices(uow, tender, doubts.sealed_prices(uow.session, tender.id))


def doubt_low_prices(uow: UnitOfWork, tender: Tender, prices: Mapping[str, Money]) -> None:
    """Ask for an explanation of abnormally low prices, once for each bid; ``{bid's reference: its last price}``.

    财政部令87号 Art 60; which price is abnormally low is said by the settings of the published method.
    """
    opened = doubts.opened(uow.session, tender.id)
    valid = {bid.ref: bid for bid in opened if bid.state is BidState.VALID and bid.ref in prices}
    asked = set(doubts.bids_asked(uow.session, tender.id, Ground.LOW_PRICE))
    for ref in sorted(notice.abnormally_low(tender, {ref: prices[ref] for ref in valid})):
        if valid[ref].id not in asked:
            low = Found([doubts.LOW], keeps_out=False)
            _doubt(uow, tender, valid[ref], Ground.LOW_PRICE, low, rules.EXPLAIN_WITHIN)


def reply(uow: UnitOfWork, ref: str, written: str) -> Doubt:
    """Reply to what speaks against the own bid, once; Invalid (field ``reply``), Conflict when the time is over."""
    tender = _locked(uow, ref)
    doubt = uow.claim(Doubt, ref, "doubt:reply")
    _is_heard(tender)
    doubt.state = DOUBT.after(doubt.state, "reply")
    if uow.now >= doubt.due_at:
        raise Conflict(mark("Replies were taken until %(until)s.", until=doubt.due_at))
    with at_field("reply"):
        doubt.reply = paragraphs(written, longest=rules.LONGEST_REPLY)
    doubt.replied_at, doubt.replied_by = uow.now, uow.actor.user_id
    doubt.decide_by = calendars.around(uow.session, uow.now).add_working_days(uow.now, rules.DECIDE_WITHIN)
    uow.record("doubt:reply", doubt, tender=tender.ref)
    uow.emit(DoubtAnswered(doubt.ref, tender.ref))
    return doubt


def admit(uow: UnitOfWork, ref: str, reason: str) -> Doubt:
    """Let the bid take part; the reason is published (field ``reason``)."""
    return _decide(uow, ref, "admit", reason)


def exclude(uow: UnitOfWork, ref: str, reason: str) -> Doubt:
    """Keep the bid out once its agency has replied; the reason is published (field ``reason``)."""
    return _decide(uow, ref, "exclude", reason)


def expire(uow: UnitOfWork, ref: str) -> Doubt:
    """End a doubt to which nobody replied in time: the bid takes no part. The platform's act, and idempotent."""
    tender = _locked(uow, ref)
    doubt = uow.claim(Doubt, ref, "doubt:expire")
    if doubt.state is DoubtState.ASKED:
        if uow.now < doubt.due_at:
            raise Conflict(mark("There is still time to reply."))
        _expire(uow, tender, doubt)
    return doubt


def mark_overdue(uow: UnitOfWork, ref: str) -> Doubt:
    """Note that the department has not decided in time; the selection goes on waiting. Idempotent."""
    tender = _locked(uow, ref)
    doubt = uow.claim(Doubt, ref, "doubt:mark_overdue")
    is_waited_for = doubt.state is DoubtState.ANSWERED and tender.state in doubts.HEARD_IN
    if is_waited_for and doubt.decide_by is not None and doubt.overdue_at is None:
        if uow.now < doubt.decide_by:
            raise Conflict(mark("There is still time to decide."))
        doubt.overdue_at = uow.now
        uow.record("doubt:mark_overdue", doubt, tender=tender.ref, decide_by=doubt.decide_by.isoformat())
        uow.emit(DoubtOverdue(doubt.ref, tender.ref))
    return doubt


def refuse_doubted(uow: UnitOfWork, tender: Tender) -> None:
    """Raise Conflict while a doubt about a bid of a locked tender is not settled; by the clock, not by a job alone."""
    for doubt in doubts.unsettled(uow.session, tender.id):
        if doubt.state is DoubtState.ASKED and uow.now >= doubt.due_at:
            _expire(uow, tender, doubt)
    if waiting := len(doubts.unsettled(uow.session, tender.id)):
        raise Conflict(
            mark("Doubts about bids that are not settled: %(count)s. What comes next waits for them.", count=waiting)
        )
    if tender.state in doubts.HEARD_IN and new_ties.of_tender(uow.session, tender, uow.now):
        raise Conflict(
            mark(
                "The register has learned of a tie between a bidder and the department. Within "
                "minutes the platform asks the bidder to reply; what comes next waits for it."
            )
        )


def end_where_too_few_count(uow: UnitOfWork, tender: Tender) -> None:
    """With two envelopes too few technical parts that count fail the tender, the prices unread, once all are heard.

    Nobody then knows a price, so a second attempt is fair (招标投标法实施条例 Art 44(2), by analogy).
    """
    uow.flush()
    if tender.state is not TenderState.EVALUATING or doubts.unsettled(uow.session, tender.id):
        return
    valid, needed = (
        doubts.count_valid(uow.session, tender.id),
        notice.fewest_bids(notice.terms_of(tender), tender.regime),
    )
    if valid < needed:
        why = mark(
            "Bids whose technical part counts: %(valid)s. Needed: %(needed)s. The prices were not opened, and never "
            "will be.",
            valid=valid,
            needed=needed,
        )
        tenders.end(uow, tender, "fail", why)


def _locked(uow: UnitOfWork, ref: str) -> Tender:
    """The tender before the doubt, in the order in which every stage takes them."""
    tender_id = uow.session.scalar(select(Doubt.tender_id).where(Doubt.ref == ref))
    if tender_id is None:
        raise NotFound
    return uow.lock(Tender, tender_id)


def _is_heard(tender: Tender) -> None:
    if tender.state not in doubts.HEARD_IN:
        raise Conflict(TENDER.meanings[tender.state])


def _doubt(uow: UnitOfWork, tender: Tender, bid: Bid, ground: Ground, found: Found, within: int) -> None:
    calendar = calendars.around(uow.session, uow.now)
    doubt = uow.add(
        Doubt(
            ref=uow.new_ref("H"),
            tender_id=tender.id,
            bid_id=bid.id,
            ground=ground,
            state=DOUBT.initial,
            reasons=[reason.as_json() for reason in found.reasons],
            keeps_out=found.keeps_out,
            asked_at=uow.now,
            due_at=calendar.add_working_days(uow.now, within),
        )
    )
    uow.record("doubt:raise", doubt, tender=tender.ref, bid=bid.ref, ground=ground)
    uow.emit(BidDoubted(doubt.ref, tender.ref))


def _decide(uow: UnitOfWork, ref: str, action: str, reason: str) -> Doubt:
    tender = _locked(uow, ref)
    doubt = uow.claim(Doubt, ref, "doubt:decide")
    _is_heard(tender)
    if doubts.tells_a_price(doubt, tender) and uow.permits("tender:evaluate", tender):
        raise NotPermitted(ANOTHER_DECIDES)
    if doubt.state is DoubtState.ASKED and uow.now >= doubt.due_at:
        raise Conflict(DOUBT.meanings[DoubtState.SILENT])
    state = DOUBT.after(doubt.state, action)
    doubt.decision = tenders.stated_reason(reason)
    _settle(uow, tender, doubt, state)
    return doubt


def _expire(uow: UnitOfWork, tender: Tender, doubt: Doubt) -> None:
    _settle(uow, tender, doubt, DOUBT.after(doubt.state, "expire"))


def _settle(uow: UnitOfWork, tender: Tender, doubt: Doubt, state: DoubtState) -> None:
    before, doubt.state = doubt.state, state
    doubt.settled_at, doubt.settled_by = uow.now, uow.actor.user_id
    uow.flush()
    uow.record("doubt:settle", doubt, tender=tender.ref, before=before, after=state)
    uow.emit(DoubtSettled(doubt.ref, tender.ref, state))
    if tender.state in doubts.HEARD_IN:
        _stand(uow, uow.lock(Bid, doubt.bid_id))
        doubt_sealed_prices(uow, tender)
        end_where_too_few_count(uow, tender)


def _stand(uow: UnitOfWork, bid: Bid) -> None:
    """Whether the bid takes part follows from all that was said of it; without it every result is another."""
    reason = doubts.why_out(uow.session, bid.id)
    bid.excluded_because = reason.as_json() if reason else None
    action = "exclude" if reason else "readmit"
    if BID.allows(bid.state, action):
        bid.state = BID.after(bid.state, action)
        told: dict[str, Any] = {"reason": str(reason)} if reason else {}
        uow.record(f"bid:{action}", bid, **told)
    uow.flush()
