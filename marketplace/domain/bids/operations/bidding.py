"""What an agency does with its bid until the deadline."""

from typing import cast

from sqlalchemy import Table, bindparam, delete, func, select

from marketplace.domain.bids import enclosures, envelopes, rules
from marketplace.domain.bids.enclosures import Sealed
from marketplace.domain.bids.events import BidReceived
from marketplace.domain.bids.models import Bid, BidDraft, Commitment, Envelope, SealedFile
from marketplace.domain.bids.ports import Sealer
from marketplace.domain.bids.rules import Content
from marketplace.domain.bids.sides import refuse_own_department
from marketplace.domain.bids.states import BID, SealedBy
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.documents.operations import QUOTA_WINDOW
from marketplace.domain.documents.rules import MAX_BYTES_PER_DAY
from marketplace.domain.log import operations as log
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import ClaimState
from marketplace.domain.tenders import holds, moves, policies, requirements
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Conflict, Invalid, NotFound
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
    refuse_own_department(uow.session, tender, agency)
    takes_bids(uow, tender)
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
    tender = uow.claim(Tender, tender_ref, "tender:see")
    agency = _bidder(uow, agency_ref)
    refuse_own_department(uow.session, tender, agency)
    takes_bids(uow, tender)
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


_BID = (
    select(Bid)
    .where(Bid.tender_id == bindparam("tender"), Bid.tenderer_id == bindparam("agency"))
    .with_for_update(key_share=True)
)
_DRAFTS = cast("Table", BidDraft.__table__)
_FORGET_DRAFT = delete(_DRAFTS).where(
    _DRAFTS.c.tender_id == bindparam("tender"), _DRAFTS.c.tenderer_id == bindparam("agency")
)
"""Written once: bids are received under the writers' lock, and many at the last moment."""


def submit(
    uow: UnitOfWork,
    tender_ref: str,
    agency_ref: str,
    written: bytes,
    *,
    sealed_by: SealedBy,
    after: int = 0,
    commitment: str | None = None,
) -> Envelope:
    """Receive a sealed bid, or one that replaces it. `after` is the number of envelopes the bidder knows of.

    `written` is an envelope (`envelopes`) that names this tender, this agency and the policy now in force; nobody here
    can read it (else Invalid, or Conflict where the openers or the deadline were changed meanwhile).

    While nobody has confirmed who stands behind the agency's credit code, the bid needs a signed `commitment`: the
    version of `rules.COMMITMENTS` that was shown (else Invalid, field ``commitment``). Nobody else is asked.

    A replayed request therefore meets a Conflict instead of being received twice. The receipt's time is `uow.now`, read
    under the tender's lock and compared with the deadline.
    """
    tender = uow.claim(Tender, tender_ref, "tender:see")
    agency = _bidder(uow, agency_ref)
    refuse_own_department(uow.session, tender, agency)
    takes_bids(uow, tender)
    if agency.claim is ClaimState.UNVERIFIED and commitment != rules.COMMITMENT:
        raise Invalid(fields={"commitment": mark("Sign the written commitment, or have your credit code confirmed.")})
    meets_what_is_asked(uow, tender, agency)
    _is_for_now(uow, tender, agency, written)
    sha256 = envelopes.hash_of(written)
    bid = uow.session.scalars(_BID, {"tender": tender.id, "agency": agency.id}).first()
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
    envelope = uow.add(
        Envelope(
            bid=bid,
            number=bid.envelopes,
            ciphertext=written,
            sha256=sha256,
            sealed_by=sealed_by,
            received_at=uow.now,
            submitted_by=bid.submitted_by,
        ),
    )
    if agency.claim is ClaimState.UNVERIFIED:
        _sign_commitment(uow, bid, envelope, rules.COMMITMENT)
    uow.session.connection().execute(_FORGET_DRAFT, {"tender": tender.id, "agency": agency.id})
    leaf = log.append_leaf(uow, tender, sha256)
    uow.record("bid:submit", bid, number=bid.envelopes, sha256=sha256, sealed_by=sealed_by, logged=leaf.logged)
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
    takes_bids(uow, tender)
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


def meets_what_is_asked(uow: UnitOfWork, tender: Tender, agency: Organisation) -> None:
    """What can be computed decides; what people have to read keeps nobody out."""
    if not tender.conditions:
        return
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


def _is_for_now(uow: UnitOfWork, tender: Tender, agency: Organisation, written: bytes) -> None:
    """The envelope is this agency's, for this tender, sealed to the openers under the policy now in force.

    Where only the deadline was moved, for an outage or a question, what was sealed before is taken as it is.
    """
    policy = policies.current(uow.session, tender.id)
    if policy is None:
        raise Conflict(mark("This tender takes no bids."))
    context = envelopes.read(written, policy.panel).context
    if (context["tender"], context["bidder"]) != (tender.ref, agency.ref):
        raise Invalid(mark("This sealed bid is for another tender or another agency. Seal one for this."))
    if context["policy"] != policy.sha256 and context["policy"] not in moves.accepted(uow.session, tender):
        raise Conflict(mark("The notice was changed since the bid was sealed. Read it again and seal anew."))


def takes_bids(uow: UnitOfWork, tender: Tender) -> None:
    """Raise Conflict once it does not, by the clock and not by the state alone."""
    if tender.state is not TenderState.PUBLISHED:
        raise Conflict(mark("This tender takes no bids."))
    holds.settle_deadline(uow, tender)
    rules.in_time(uow.now, tender.deadline_at)
