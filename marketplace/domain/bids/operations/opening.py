"""Closing a tender at its deadline, and opening all its bids at once."""

import hashlib

from sqlalchemy import select

from marketplace.domain.bids import enclosures
from marketplace.domain.bids.models import Bid, ClosingHead, Envelope
from marketplace.domain.bids.ports import SealBroken, Sealer
from marketplace.domain.bids.rules import Content
from marketplace.domain.bids.states import BID, BidState
from marketplace.domain.log import operations as log
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import notice
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.canonical import digest
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork


def close(uow: UnitOfWork, tender_ref: str) -> ClosingHead | None:
    """Freeze what was received; the first act after the deadline, by the platform or by whoever looks first.

    With fewer bids than the method needs the tender fails at once and nobody ever opens one (招标投标法实施条例 Art
    44(2), by analogy): no price becomes known, so a second attempt is fair. Returns None when it is closed already.
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
            tender_id=tender.id, at=uow.now, envelopes=listed, sha256=digest({"tender": tender.ref, "bids": listed})
        ),
    )
    tree = log.close_tree(uow, tender)
    tender.closed_at, tender.next_check_at = uow.now, None
    tenders.advance(uow, tender, "close")
    needed = notice.fewest_bids(notice.terms_of(tender), tender.regime)
    uow.record(
        "tender:closing_head",
        tender,
        sha256=head.sha256,
        bids=len(listed),
        needed=needed,
        tree_size=tree.size,
        tree_root=tree.root,
        logged=tree.logged(tender.ref),
    )
    if len(listed) < needed:
        tenders.end(uow, tender, "fail", _too_few(len(listed), needed))
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
        reason = _open(uow, bid, enclosures.context(tender.ref, names[bid.tenderer_id], "bid"), sealer)
        if reason is None and not price_is_fixed and (bid.price is None or bid.price > tender.ceiling):
            reason = mark("The price is above the ceiling of %(ceiling)s.", ceiling=tender.ceiling)
        bid.state = BID.after(bid.state, "exclude" if reason else "admit")
        bid.excluded_because = reason.as_json() if reason else None
        uow.record("bid:open", bid, state=bid.state, sha256=bid.envelope_sha256)
    uow.flush()
    return bids


def _too_few(received: int, needed: int) -> Text:
    if not received:
        return mark("No bid was received.")
    return mark(
        "Bids received: %(received)s. Needed: %(needed)s. They were not opened, and never will be.",
        received=received,
        needed=needed,
    )


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
    bid.files = [dict(file.as_json()) for file in content.files]
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
