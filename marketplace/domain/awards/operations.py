"""Running the selection, announcing the award, ending the publicity period."""

from typing import Any

from sqlalchemy import select as sql_select

from marketplace.domain.awards.events import AwardAnnounced, AwardConfirmed, AwardEnded, AwardOverdue
from marketplace.domain.awards.models import Award, Selection
from marketplace.domain.awards.queries import EVIDENCE_NOTED
from marketplace.domain.awards.states import AWARD, AwardState, Default
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from marketplace.domain.budgets import operations as budgets
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.rounds import queries as rounds
from marketplace.domain.selection import evidence
from marketplace.domain.tenders import beacons, holds, notice
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import stated_reason
from marketplace.domain.tenders.states import TENDER, TenderState
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import from_json, mark
from marketplace.kernel.unit_of_work import UnitOfWork


def select(uow: UnitOfWork, tender_ref: str) -> Selection:
    """Run the published method over the opened bids, once; too few valid bids fail the tender with that reason."""
    tender = uow.claim(Tender, tender_ref, "tender:select")
    if tender.state is not TenderState.OPENED:
        TENDER.after(tender.state, "select")
    if not rounds.are_over(uow.session, tender):
        raise Conflict(mark("The rounds of this tender are not over."))
    bids.refuse_doubted(uow, tender)
    candidates = rounds.candidates(uow.session, tender)
    document = evidence.make_evidence(
        {
            "tender": tender.ref,
            "lot": rounds.SINGLE_LOT,
            "method": tender.method,
            "settings": notice.settings(notice.terms_of(tender), tender.regime),
            "candidates": candidates,
            "beacon": beacons.in_evidence(uow.session, tender),
            "journal": rounds.counted(uow.session, tender, candidates),
        },
    )
    selection = uow.add(
        Selection(
            tender_id=tender.id,
            evidence=document,
            digest=document["digest"],
            at=uow.now,
            run_by=uow.actor.user_id,
        ),
    )
    uow.record(EVIDENCE_NOTED, tender, digest=selection.digest)
    tender.selected_by = uow.actor.user_id
    failed = result_of(selection)["failed"]
    if failed is None:
        tenders.advance(uow, tender, "select")
    else:
        tenders.end(uow, tender, "fail", from_json(failed))
    return selection


def announce(uow: UnitOfWork, tender_ref: str) -> Award:
    """Publish the award notice of the selection: commit the price on the budget line and start the publicity period."""
    tender = uow.claim(Tender, tender_ref, "tender:award")
    tenders.advance(uow, tender, "award")
    selection = uow.session.get_one(Selection, tender.id)
    winner = uow.session.scalars(
        sql_select(Bid).where(Bid.tender_id == tender.id, Bid.ref == result_of(selection)["winner"]),
    ).one()
    award = give(uow, tender, winner)
    budgets.commit(uow, tender.budget_line_id, tender.ref, tender.ceiling, award.amount)
    return award


def give(uow: UnitOfWork, tender: Tender, winner: Bid, follows: Award | None = None) -> Award:
    """Write the award notice of a bid at its own last price; the caller commits the money in the same transaction."""
    price = tender.ceiling if notice.price_is_fixed(tender.method) else rounds.last_price(uow.session, winner)
    if winner.state is not BidState.VALID or price is None:
        raise Conflict(mark("The selected bid is not valid any more."))
    organisations.refuse_disputed(uow, winner.tenderer_id)
    calendar = calendars.around(uow.session, uow.now)
    publicity_until = calendar.add_working_days(uow.now, tender.limits.publicity)
    award = uow.add(
        Award(
            ref=uow.new_ref("A"),
            tender_id=tender.id,
            bid_id=winner.id,
            supplier_id=winner.tenderer_id,
            amount=price,
            state=AWARD.initial,
            announced_at=uow.now,
            announced_by=uow.actor.user_id,
            publicity_until=publicity_until,
            sign_by=calendar.add_working_days(publicity_until, tender.limits.sign_within),
            next_check_at=publicity_until,
            follows_id=follows and follows.id,
        ),
    )
    tender.ended_at = uow.now
    following = {"follows": follows.ref} if follows else {}
    uow.record("award:announce", award, tender=tender.ref, bid=winner.ref, fen=price.fen, **following)
    uow.emit(AwardAnnounced(award.ref, tender.ref))
    return award


def confirm(uow: UnitOfWork, award_ref: str) -> Award:
    """End the publicity period once it is over; the platform's act, and idempotent."""
    award = uow.claim(Award, award_ref, "award:confirm")
    if award.state is AWARD.initial:
        settle(uow, award)
    return award


def settle(uow: UnitOfWork, award: Award) -> None:
    """Confirm by the clock: whoever needs the award confirmed comes through here, whether or not the job has run.

    While it is disputed who stands behind the supplier, or an objection is not answered, the award waits (Conflict),
    also on its way into a contract.
    """
    organisations.refuse_disputed(uow, award.supplier_id)
    holds.refuse_signing(uow.session, award.tender_id)
    if award.state is not AWARD.initial:
        return
    if uow.now < award.publicity_until:
        raise Conflict(
            mark(
                "The award is in its publicity period until %(until)s; no contract before that.",
                until=award.publicity_until,
            ),
        )
    advance(uow, award, "confirm")
    uow.emit(AwardConfirmed(award.ref, uow.session.get_one(Tender, award.tender_id).ref))


def advance(uow: UnitOfWork, award: Award, action: str) -> None:
    """Move along the lifecycle."""
    before = award.state
    award.state = AWARD.after(before, action)
    award.next_check_at = award.sign_by if award.state is AwardState.CONFIRMED else None
    uow.record(f"award:{action}", award, before=before, after=award.state)


def end(uow: UnitOfWork, award: Award, action: str, reason: str, default: Default | None = None) -> None:
    """Nothing comes of the award; the reason is published with it."""
    award.ended_because = stated_reason(reason)
    award.ended_at, award.ended_by, award.default = uow.now, uow.actor.user_id, default
    advance(uow, award, action)
    uow.emit(AwardEnded(award.ref, uow.session.get_one(Tender, award.tender_id).ref, award.state))


def note_overdue(uow: UnitOfWork, award_ref: str) -> Award:
    """Note that the time for signing is over and a signature is missing; nothing is decided by that. Idempotent."""
    award = uow.claim(Award, award_ref, "award:note_overdue")
    if award.state is AwardState.CONFIRMED and award.overdue_at is None:
        if uow.now < award.sign_by:
            raise Conflict(mark("There is still time to sign."))
        award.overdue_at, award.next_check_at = uow.now, None
        uow.record("award:note_overdue", award, sign_by=award.sign_by.isoformat())
        uow.emit(AwardOverdue(award.ref, uow.session.get_one(Tender, award.tender_id).ref))
    return award


def result_of(selection: Selection) -> dict[str, Any]:
    """The result within the evidence: winner, failed, ranking, excluded, arithmetic."""
    result: dict[str, Any] = selection.evidence["result"]
    return result
