"""What an agency does with its bid, and the closing and opening of all of them."""

import hashlib
import json

from sqlalchemy import delete, select

from marketplace.domain.bids import rules
from marketplace.domain.bids.events import BidReceived
from marketplace.domain.bids.models import Bid, BidDraft, ClosingHead, Envelope
from marketplace.domain.bids.ports import SealBroken, Sealer
from marketplace.domain.bids.rules import Content
from marketplace.domain.bids.states import BID, BidState
from marketplace.domain.organisations import succession
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.tenders import notice
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Conflict, NotFound, NotPermitted
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork


def save_draft(uow: UnitOfWork, tender_ref: str, agency_ref: str, content: Content, sealer: Sealer) -> BidDraft:
    """Keep what an agency has written so far, sealed; only its own members can read it back."""
    tender = uow.claim(Tender, tender_ref, "tender:see")
    agency = _bidder(uow, agency_ref)
    _refuse_own_department(uow, tender, agency)
    _takes_bids(uow, tender)
    sealed = sealer.seal(content.packed(), rules.context(tender.ref, agency.ref, "draft"))
    draft = uow.session.get(BidDraft, (tender.id, agency.id))
    if draft is None:
        draft = BidDraft(tender_id=tender.id, tenderer_id=agency.id)
        uow.session.add(draft)
    draft.ciphertext, draft.saved_at = sealed, uow.now
    uow.record("bid:draft", tender, agency=agency.ref)
    return draft


def read_draft(uow: UnitOfWork, tender_ref: str, agency_ref: str, sealer: Sealer) -> Content | None:
    """What this agency saved; None where there is nothing, or nothing that the present key opens."""
    agency = _bidder(uow, agency_ref)
    draft = uow.session.scalars(
        select(BidDraft)
        .join(Tender, Tender.id == BidDraft.tender_id)
        .where(Tender.ref == tender_ref, BidDraft.tenderer_id == agency.id),
    ).first()
    if draft is None:
        return None
    try:
        return Content.unpacked(sealer.open(draft.ciphertext, rules.context(tender_ref, agency.ref, "draft")))
    except SealBroken:
        return None


def submit(
    uow: UnitOfWork,
    tender_ref: str,
    agency_ref: str,
    content: Content,
    sealer: Sealer,
    *,
    after: int = 0,
) -> Envelope:
    """Seal and receive a bid, or replace one. `after` is the number of envelopes the bidder knows of.

    A replayed request therefore meets a Conflict instead of being received twice. The receipt's time is `uow.now`, read
    under the tender's lock and compared with the deadline.
    """
    tender = uow.claim(Tender, tender_ref, "tender:see")
    agency = _bidder(uow, agency_ref)
    _refuse_own_department(uow, tender, agency)
    _takes_bids(uow, tender)
    rules.check(
        content,
        tender.ceiling,
        price_is_fixed=notice.price_is_fixed(tender.method),
        needs_proposal=notice.is_scored(tender.method),
    )
    sealed_content = Content(content.price, content.proposal, uow.entropy.token(rules.NONCE_BYTES).hex())
    ciphertext = sealer.seal(sealed_content.packed(), rules.context(tender.ref, agency.ref, "bid"))
    sha256 = hashlib.sha256(ciphertext).hexdigest()
    bid = uow.session.scalars(
        select(Bid).where(Bid.tender_id == tender.id, Bid.tenderer_id == agency.id).with_for_update(key_share=True),
    ).first()
    if (bid.envelopes if bid else 0) != after:
        raise Conflict(
            mark("This bid was received already, or a colleague has replaced it. Look at the latest receipt.")
        )
    if bid is None:
        bid = Bid(ref=uow.new_ref("B"), tender_id=tender.id, tenderer_id=agency.id, state=BID.initial, envelopes=0)
    else:
        bid.state = BID.after(bid.state, "replace")
    bid.envelopes += 1
    bid.submitted_by = uow.actor.user_id or 0
    bid.received_at, bid.envelope_sha256, bid.withdrawn_at = uow.now, sha256, None
    uow.add(bid)
    envelope = uow.add(
        Envelope(
            bid_id=bid.id,
            number=bid.envelopes,
            ciphertext=ciphertext,
            sha256=sha256,
            received_at=uow.now,
            submitted_by=bid.submitted_by,
        ),
    )
    uow.session.execute(
        delete(BidDraft).where(BidDraft.tender_id == tender.id, BidDraft.tenderer_id == agency.id),
    )
    uow.record("bid:submit", bid, number=bid.envelopes, sha256=sha256)
    uow.emit(BidReceived(bid.ref, sha256))
    return envelope


def withdraw(uow: UnitOfWork, bid_ref: str) -> Bid:
    """Take a bid back before the deadline; its envelopes are never opened."""
    tender_id = uow.session.scalar(select(Bid.tender_id).where(Bid.ref == bid_ref))
    if tender_id is None:
        raise NotFound
    tender = uow.lock(Tender, tender_id)
    bid = uow.claim(Bid, bid_ref, "bid:withdraw")
    _takes_bids(uow, tender)
    bid.state = BID.after(bid.state, "withdraw")
    bid.withdrawn_at = uow.now
    uow.record("bid:withdraw", bid)
    return bid


def close(uow: UnitOfWork, tender_ref: str) -> ClosingHead | None:
    """Freeze what was received; the first act after the deadline, by the platform or by whoever looks first.

    Returns None when it is closed already. With no bid at all the tender fails at once.
    """
    tender = uow.claim(Tender, tender_ref, "tender:close")
    if tender.state is not TenderState.PUBLISHED:
        return None
    if tender.deadline_at is None or uow.now < tender.deadline_at:
        raise Conflict(mark("The deadline has not passed yet."))
    standing = _standing_bids(uow, tender)
    listed = [{"bid": bid.ref, "number": bid.envelopes, "sha256": bid.envelope_sha256} for bid in standing]
    head = uow.add(
        ClosingHead(
            tender_id=tender.id, at=uow.now, envelopes=listed, sha256=_hash({"tender": tender.ref, "bids": listed})
        ),
    )
    tender.closed_at, tender.next_check_at = uow.now, None
    tenders.advance(uow, tender, "close")
    uow.record("tender:closing_head", tender, sha256=head.sha256, bids=len(listed))
    if not listed:
        tenders.end(uow, tender, "fail", mark("No bid was received."))
    return head


def open_all(uow: UnitOfWork, tender_ref: str, sealer: Sealer) -> list[Bid]:
    """Open every standing bid of a closed tender at once; what does not open or breaks the ceiling is excluded."""
    tender = uow.claim(Tender, tender_ref, "tender:open")
    tenders.advance(uow, tender, "open")
    tender.opened_at = uow.now
    bids = _standing_bids(uow, tender)
    names = {
        agency.id: agency.ref
        for agency in uow.session.scalars(
            select(Organisation).where(Organisation.id.in_([b.tenderer_id for b in bids]))
        )
    }
    price_is_fixed = notice.price_is_fixed(tender.method)
    for bid in bids:
        reason = _open(uow, bid, rules.context(tender.ref, names[bid.tenderer_id], "bid"), sealer)
        if reason is None and not price_is_fixed and (bid.price is None or bid.price > tender.ceiling):
            reason = mark("The price is above the ceiling of %(ceiling)s.", ceiling=tender.ceiling)
        bid.state = BID.after(bid.state, "exclude" if reason else "admit")
        bid.excluded_because = reason.as_json() if reason else None
        uow.record("bid:open", bid, state=bid.state, sha256=bid.envelope_sha256)
    uow.flush()
    return bids


def _open(uow: UnitOfWork, bid: Bid, context: bytes, sealer: Sealer) -> Text | None:
    envelope = uow.session.scalars(
        select(Envelope).where(Envelope.bid_id == bid.id, Envelope.number == bid.envelopes),
    ).one()
    if hashlib.sha256(envelope.ciphertext).hexdigest() != bid.envelope_sha256:
        return mark("The envelope is not the one that was received.")
    try:
        content = Content.unpacked(sealer.open(envelope.ciphertext, context))
    except SealBroken:
        return mark("The envelope does not open.")
    bid.price, bid.proposal, bid.nonce = content.price, content.proposal, content.nonce
    return None


def _standing_bids(uow: UnitOfWork, tender: Tender) -> list[Bid]:
    return list(
        uow.session.scalars(
            select(Bid)
            .where(Bid.tender_id == tender.id, Bid.state == BidState.SUBMITTED)
            .order_by(Bid.ref)
            .with_for_update(key_share=True),
        ),
    )


def _bidder(uow: UnitOfWork, agency_ref: str) -> Organisation:
    agency = uow.session.scalars(select(Organisation).where(Organisation.ref == agency_ref)).first()
    if agency is None:
        raise NotFound
    uow.require("bid:prepare", agency)
    return agency


def _refuse_own_department(uow: UnitOfWork, tender: Tender, agency: Organisation) -> None:
    """Nobody sits on both sides of one tender (政府采购法 Art 12: whoever has an interest stands aside)."""
    family = succession.family(uow.session, tender.buyer_id)
    buyers = select(Membership.user_id).where(Membership.organisation_id.in_(family))
    both = select(Membership.id).where(Membership.organisation_id == agency.id, Membership.user_id.in_(buyers))
    if uow.session.scalar(both.limit(1)) is not None:
        raise NotPermitted(
            mark("A member of this agency works for the department that buys; the agency does not bid in its tenders."),
        )


def _takes_bids(uow: UnitOfWork, tender: Tender) -> None:
    if tender.state is not TenderState.PUBLISHED:
        raise Conflict(mark("This tender takes no bids."))
    rules.in_time(uow.now, tender.deadline_at)


def _hash(document: object) -> str:
    written = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
