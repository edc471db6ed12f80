"""What an agency does with its bid until the deadline."""

import hashlib
from dataclasses import replace

from sqlalchemy import delete, func, select

from marketplace.domain.bids import enclosures, rules
from marketplace.domain.bids.enclosures import Enclosure
from marketplace.domain.bids.events import BidReceived
from marketplace.domain.bids.models import Bid, BidDraft, Commitment, Envelope, SealedFile
from marketplace.domain.bids.ports import Sealer
from marketplace.domain.bids.rules import Content
from marketplace.domain.bids.states import BID
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.documents.operations import QUOTA_WINDOW
from marketplace.domain.documents.rules import MAX_BYTES_PER_DAY
from marketplace.domain.log import operations as log
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations import succession
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.organisations.states import ClaimState
from marketplace.domain.tenders import notice, requirements
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def save_draft(
    uow: UnitOfWork, tender_ref: str, agency_ref: str, content: Content, sealer: Sealer, *, seen: int = 0
) -> BidDraft:
    """Keep what an agency has written so far, sealed; only its own members can read it back.

    `seen` is the number of the draft that the page shows (0: none). With another one a colleague's text, or one's own
    from another window, would be lost: Conflict.
    """
    tender = uow.claim(Tender, tender_ref, "tender:see")
    agency = _bidder(uow, agency_ref)
    _refuse_own_department(uow, tender, agency)
    _takes_bids(uow, tender)
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


def seal_in(uow: UnitOfWork, tender_ref: str, agency_ref: str, enclosure: Enclosure) -> SealedFile:
    """Own a file that was sealed and stored before this transaction began; a draft or a bid may then name it.

    Raises Conflict when the person sealed too much within a day.
    """
    tender = uow.claim(Tender, tender_ref, "tender:see")
    agency = _bidder(uow, agency_ref)
    _refuse_own_department(uow, tender, agency)
    _takes_bids(uow, tender)
    person = uow.actor.user_id or 0
    uow.take_turn(f"sealed files of {person}")
    since = uow.now - QUOTA_WINDOW
    total = select(func.coalesce(func.sum(SealedFile.size), 0)).where(
        SealedFile.sealed_by == person, SealedFile.sealed_at > since
    )
    if (uow.session.scalar(total) or 0) + enclosure.sealed_size > MAX_BYTES_PER_DAY:
        raise Conflict(
            mark(
                "You have handed in %(most)s MB within 24 hours; please go on tomorrow.",
                most=MAX_BYTES_PER_DAY // 1024**2,
            )
        )
    sealed = uow.add(
        SealedFile(
            storage_key=enclosure.storage_key,
            tender_id=tender.id,
            tenderer_id=agency.id,
            size=enclosure.sealed_size,
            sha256=enclosure.sealed_sha256,
            sealed_by=person,
            sealed_at=uow.now,
        ),
    )
    uow.record("bid:enclose", tender, agency=agency.ref, sha256=sealed.sha256)
    return sealed


def submit(
    uow: UnitOfWork,
    tender_ref: str,
    agency_ref: str,
    content: Content,
    sealer: Sealer,
    *,
    after: int = 0,
    commitment: str | None = None,
) -> Envelope:
    """Seal and receive a bid, or replace one. `after` is the number of envelopes the bidder knows of.

    While nobody has confirmed who stands behind the agency's credit code, the bid needs a signed `commitment`: the
    version of `rules.COMMITMENTS` that was shown (else Invalid, field ``commitment``). Nobody else is asked.

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
    if agency.claim is ClaimState.UNVERIFIED and commitment != rules.COMMITMENT:
        raise Invalid(fields={"commitment": mark("Sign the written commitment, or have your credit code confirmed.")})
    _meets_what_is_asked(uow, tender, agency)
    _own_files(uow, tender, agency, content)
    sealed_content = replace(content, nonce=uow.entropy.token(rules.NONCE_BYTES).hex())
    ciphertext = sealer.seal(sealed_content.packed(), enclosures.context(tender.ref, agency.ref, "bid"))
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
    if agency.claim is ClaimState.UNVERIFIED:
        _sign_commitment(uow, bid, envelope, rules.COMMITMENT)
    uow.session.execute(
        delete(BidDraft).where(BidDraft.tender_id == tender.id, BidDraft.tenderer_id == agency.id),
    )
    leaf = log.append_leaf(uow, tender, sha256)
    uow.record("bid:submit", bid, number=bid.envelopes, sha256=sha256, logged=leaf.logged)
    uow.emit(BidReceived(bid.ref, sha256))
    return envelope


def _sign_commitment(uow: UnitOfWork, bid: Bid, envelope: Envelope, version: str) -> None:
    uow.add(
        Commitment(
            envelope_id=envelope.id,
            version=version,
            text=str(rules.COMMITMENTS[version]),
            signed_by=envelope.submitted_by,
            signed_at=uow.now,
        )
    )
    uow.record("bid:commit", bid, number=envelope.number, version=version)


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


def forget_drafts(uow: UnitOfWork) -> None:
    """Delete what agencies have written in tenders that take bids no more; nobody can submit or read it."""
    uow.require("platform:operate", None)
    shut = select(Tender.id).where(Tender.state != TenderState.PUBLISHED)
    uow.session.execute(delete(BidDraft).where(BidDraft.tender_id.in_(shut)))


def _bidder(uow: UnitOfWork, agency_ref: str) -> Organisation:
    """The agency, held until the end of the act so that it cannot leave the market meanwhile."""
    agency = uow.session.scalars(
        select(Organisation).where(Organisation.ref == agency_ref).with_for_update(read=True)
    ).first()
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


def _meets_what_is_asked(uow: UnitOfWork, tender: Tender, agency: Organisation) -> None:
    """What can be computed decides; what people have to read keeps nobody out."""
    holdings = organisations.holdings(uow.session, agency.id, day_of(uow.now))
    if lacks := requirements.lacks(requirements.read(tender.conditions), holdings):
        raise Invalid(
            mark("You do not have what this tender asks for. You lack: %(lacks)s.", lacks=requirements.listed(lacks))
        )


def _own_files(uow: UnitOfWork, tender: Tender, agency: Organisation, content: Content) -> None:
    """A bid names only files that this agency sealed for this tender."""
    own = select(SealedFile.storage_key).where(SealedFile.tender_id == tender.id, SealedFile.tenderer_id == agency.id)
    if content.files and not {file.storage_key for file in content.files} <= set(uow.session.scalars(own)):
        raise NotFound


def _takes_bids(uow: UnitOfWork, tender: Tender) -> None:
    if tender.state is not TenderState.PUBLISHED:
        raise Conflict(mark("This tender takes no bids."))
    rules.in_time(uow.now, tender.deadline_at)
