"""What an agency does with its bid until the deadline."""

from sqlalchemy import delete, func, select

from marketplace.domain.bids import enclosures
from marketplace.domain.bids.enclosures import Sealed
from marketplace.domain.bids.models import Bid, BidDraft, SealedFile
from marketplace.domain.bids.operations import bidders
from marketplace.domain.bids.ports import Sealer
from marketplace.domain.bids.rules import Content
from marketplace.domain.bids.sides import refuse_own_department
from marketplace.domain.bids.states import BID
from marketplace.domain.documents.operations import QUOTA_WINDOW
from marketplace.domain.documents.rules import MAX_BYTES_PER_DAY
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def save_draft(
    uow: UnitOfWork, tender_ref: str, agency_ref: str, content: Content, sealer: Sealer, *, seen: int = 0
) -> BidDraft:
    """Keep what an agency has written so far, sealed; only its own members can read it back.

    `seen` is the number of the draft that the page shows (0: none). With another one a colleague's text, or one's own
    from another window, would be lost: Conflict.
    """
    agency = bidders.hold(uow, agency_ref)
    tender = uow.claim(Tender, tender_ref, "tender:see")
    refuse_own_department(uow.session, tender, agency, uow.now)
    bidders.is_asked(tender, agency)
    bidders.takes_bids(uow, tender)
    _own_files(uow, tender, agency, content)
    sealed = sealer.seal(content.packed(), enclosures.context(tender.ref, agency.ref, "draft"))
    draft = uow.session.get(BidDraft, (tender.id, agency.id))
    if (draft.number if draft else 0) != seen:
        raise Conflict(mark("This draft was saved in another window or by a colleague. Nothing was saved from here."))
    if draft is None:
        draft = BidDraft(tender_id=tender.id, tenderer_id=agency.id)
        uow.session.add(draft)
        uow.record("bid:draft", tender, agency=agency.ref)
    draft.ciphertext, draft.number, draft.saved_at = sealed, seen + 1, uow.now
    return draft


def seal_in(uow: UnitOfWork, tender_ref: str, agency_ref: str, kept: Sealed) -> SealedFile:
    """Own a file that was sealed and stored before this transaction began; a draft or a bid may then name it.

    Raises Conflict when the person sealed too much within a day.
    """
    agency = bidders.hold(uow, agency_ref)
    tender = uow.claim(Tender, tender_ref, "tender:see")
    refuse_own_department(uow.session, tender, agency, uow.now)
    bidders.is_asked(tender, agency)
    bidders.takes_bids(uow, tender)
    person = uow.actor.user_id or 0
    uow.take_turn(f"sealed files of {person}")
    since = uow.now - QUOTA_WINDOW
    total = select(func.coalesce(func.sum(SealedFile.size), 0)).where(
        SealedFile.sealed_by == person, SealedFile.sealed_at > since
    )
    if (uow.session.scalar(total) or 0) + kept.size > MAX_BYTES_PER_DAY:
        raise Conflict(
            mark(
                "You have handed in %(most)s MB within 24 hours; please go on tomorrow.",
                most=MAX_BYTES_PER_DAY // 1024**2,
            )
        )
    sealed = uow.add(
        SealedFile(
            storage_key=kept.storage_key,
            tender_id=tender.id,
            tenderer_id=agency.id,
            size=kept.size,
            sha256=kept.sha256,
            sealed_by=person,
            sealed_at=uow.now,
        ),
    )
    uow.record("bid:enclose", tender, agency=agency.ref, sha256=sealed.sha256)
    return sealed


def withdraw(uow: UnitOfWork, bid_ref: str) -> Bid:
    """Take a bid back before the deadline; its envelopes are never opened."""
    tender_id = uow.session.scalar(select(Bid.tender_id).where(Bid.ref == bid_ref))
    if tender_id is None:
        raise NotFound
    tender = uow.lock(Tender, tender_id)
    bid = uow.claim(Bid, bid_ref, "bid:withdraw")
    bidders.takes_bids(uow, tender)
    bid.state = BID.after(bid.state, "withdraw")
    bid.withdrawn_at = uow.now
    uow.record("bid:withdraw", bid)
    return bid


def forget_drafts(uow: UnitOfWork) -> None:
    """Delete what agencies have written in tenders that take bids no more; nobody can submit or read it."""
    uow.require("platform:operate", None)
    shut = select(Tender.id).where(Tender.state != TenderState.PUBLISHED)
    uow.session.execute(delete(BidDraft).where(BidDraft.tender_id.in_(shut)))


def _own_files(uow: UnitOfWork, tender: Tender, agency: Organisation, content: Content) -> None:
    """A bid names only files that this agency sealed for this tender."""
    own = select(SealedFile.storage_key).where(SealedFile.tender_id == tender.id, SealedFile.tenderer_id == agency.id)
    if content.files and not {file.storage_key for file in content.files} <= set(uow.session.scalars(own)):
        raise NotFound
