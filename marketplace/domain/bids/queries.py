"""Reads of bids, by who may know what when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.bids import enclosures
from marketplace.domain.bids.enclosures import Enclosure
from marketplace.domain.bids.models import (
    Bid,
    BidDraft,
    ClosingHead,
    Commitment,
    Envelope,
    KeyShare,
    SealedFile,
)
from marketplace.domain.bids.ports import SealBroken, Sealer
from marketplace.domain.bids.rules import OPEN_WITHIN, Content
from marketplace.domain.bids.sittings import AWAITS_KEYS, IN_QUESTION, sitting_of
from marketplace.domain.bids.states import BidState, Sitting
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.openers.models import Opener
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import policies
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TENDER, TenderState
from marketplace.kernel.actor import Actor, Role
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.i18n import Text, mark

RUNNING = AWAITS_KEYS | {TenderState.PUBLISHED, TenderState.EVALUATING, TenderState.OPENED, TenderState.SELECTED}
"""Tenders before the award, in which a bid may win; after it `awards.queries.open_business` knows who may follow."""


@dataclass(frozen=True, slots=True)
class OpenedBid:
    """A bid and who made it."""

    bid: Bid
    tenderer: Organisation


def of_tender(session: Session, actor: Actor, tender: Tender) -> Sequence[OpenedBid]:
    """The opened bids this actor may know: the buyer after the opening, everybody after the selection."""
    if tender.opened_at is None:
        return []
    if not tender.shows_bids and not actor.sits(tender.buyer_id) and not actor.has(Role.REGULATOR):
        return []
    rows = session.execute(
        select(Bid, Organisation)
        .join(Organisation, Organisation.id == Bid.tenderer_id)
        .where(Bid.tender_id == tender.id, Bid.state.in_((BidState.VALID, BidState.INVALID)))
        .order_by(Bid.ref),
    )
    return [OpenedBid(bid, tenderer) for bid, tenderer in rows]


def opened(session: Session, tender_id: int) -> Sequence[Bid]:
    """Every opened bid, for the platform's own reckoning; who may know of them is `of_tender`'s to say."""
    return session.scalars(
        select(Bid)
        .where(Bid.tender_id == tender_id, Bid.state.in_((BidState.VALID, BidState.INVALID)))
        .order_by(Bid.ref)
    ).all()


def own(session: Session, actor: Actor, tender_id: int) -> Bid | None:
    """The bid of the actor's agency in this tender."""
    return session.scalars(
        select(Bid).where(Bid.tender_id == tender_id, Bid.tenderer_id.in_(actor.organisations(Role.AGENCY_MEMBER))),
    ).first()


def see_own(session: Session, actor: Actor, bid_ref: str) -> Bid:
    """A bid of the actor's agency; raises NotFound for any other."""
    bid = session.scalars(
        select(Bid).where(Bid.ref == bid_ref, Bid.tenderer_id.in_(actor.organisations(Role.AGENCY_MEMBER))),
    ).first()
    if bid is None:
        raise NotFound
    return bid


def of_agencies(session: Session, agency_ids: Collection[int]) -> Sequence[AnyRow]:
    """(Bid, Tender) pairs of these agencies, the newest first."""
    return session.execute(
        select(Bid, Tender)
        .join(Tender, Tender.id == Bid.tender_id)
        .where(Bid.tenderer_id.in_(agency_ids))
        .order_by(Bid.received_at.desc(), Bid.id.desc()),
    ).all()


def receipts(session: Session, bid_id: int) -> Sequence[AnyRow]:
    """(number, sha256, received_at) of every envelope, the newest first; never what is in it."""
    return session.execute(
        select(Envelope.number, Envelope.sha256, Envelope.received_at)
        .where(Envelope.bid_id == bid_id)
        .order_by(Envelope.number.desc()),
    ).all()


def commitments(session: Session, bid_id: int) -> Sequence[AnyRow]:
    """(number, version, signed_by, signed_at) of the commitments signed with a bid's envelopes, the newest first."""
    return session.execute(
        select(Envelope.number, Commitment.version, Commitment.signed_by, Commitment.signed_at)
        .join(Envelope, Envelope.id == Commitment.envelope_id)
        .where(Envelope.bid_id == bid_id)
        .order_by(Envelope.number.desc()),
    ).all()


def closing_head(session: Session, tender_id: int) -> ClosingHead | None:
    """What was frozen at the closing."""
    return session.get(ClosingHead, tender_id)


def of_agency(session: Session, actor: Actor, tender_id: int, agency_id: int) -> Bid | None:
    """The bid of one of the actor's agencies in this tender."""
    if not actor.sits(agency_id, Role.AGENCY_MEMBER):
        return None
    return session.scalars(select(Bid).where(Bid.tender_id == tender_id, Bid.tenderer_id == agency_id)).first()


def saved_draft(session: Session, actor: Actor, tender_id: int, agency_id: int) -> BidDraft | None:
    """The sealed draft of one of the actor's agencies, if it saved one."""
    if not actor.sits(agency_id, Role.AGENCY_MEMBER):
        return None
    return session.get(BidDraft, (tender_id, agency_id))


def read_draft(session: Session, actor: Actor, tender: Tender, agency: Organisation, sealer: Sealer) -> Content | None:
    """What one of the actor's agencies saved; None where there is nothing, or nothing that the present key opens."""
    draft = saved_draft(session, actor, tender.id, agency.id)
    if draft is None:
        return None
    try:
        return Content.unpacked(sealer.open(draft.ciphertext, enclosures.context(tender.ref, agency.ref, "draft")))
    except SealBroken:
        return None


def enclosure_of(session: Session, actor: Actor, bid_ref: str, number: int) -> tuple[Tender, Organisation, Enclosure]:
    """A file of an opened bid by its number, from 1: for the department, the bidder and regulators, never the public.

    Before the opening nobody finds it. Raises NotFound.
    """
    found = session.execute(
        select(Bid, Tender, Organisation)
        .join(Tender, Tender.id == Bid.tender_id)
        .join(Organisation, Organisation.id == Bid.tenderer_id)
        .where(Bid.ref == bid_ref, Tender.opened_at.is_not(None)),
    ).first()
    if found is None:
        raise NotFound
    bid, tender, agency = found
    may = actor.sits(tender.buyer_id) or actor.sits(agency.id, Role.AGENCY_MEMBER) or actor.has(Role.REGULATOR)
    if not may or not 1 <= number <= len(bid.files):
        raise NotFound
    return tender, agency, Enclosure(**bid.files[number - 1])


def opener_of(session: Session, actor: Actor, tender: Tender) -> Opener | None:
    """The actor's key on the panel of a tender."""
    policy = policies.current(session, tender.id)
    refs = [opener.ref for opener in policy.openers] if policy else []
    return session.scalars(select(Opener).where(Opener.ref.in_(refs), Opener.user_id == actor.user_id)).first()


def open_by(session: Session, tender: Tender) -> datetime | None:
    """By when the openers hand in their keys; None before the closing."""
    since = tender.agreed_at if sitting_of(tender) is Sitting.PRICES else tender.closed_at
    if since is None:
        return None
    return calendars.around(session, since).add_working_days(since, OPEN_WITHIN)


def handed_in(session: Session, tender: Tender) -> Sequence[AnyRow]:
    """(opener's reference, when) of those who have handed in their keys in the present sitting, in that order."""
    return session.execute(
        select(Opener.ref, KeyShare.at)
        .join(Opener, Opener.id == KeyShare.opener_id)
        .where(KeyShare.tender_id == tender.id, KeyShare.sitting == sitting_of(tender))
        .order_by(KeyShare.at, Opener.id)
    ).all()


def opened_envelopes(session: Session, tender_id: int) -> list[tuple[Bid, bytes]]:
    """Every opened bid with the sealed bid it came out of; whoever calls knows that the bids are public."""
    rows = session.execute(
        select(Bid, Envelope.ciphertext)
        .join(Envelope, (Envelope.bid_id == Bid.id) & (Envelope.number == Bid.envelopes))
        .where(Bid.tender_id == tender_id, Bid.state.in_((BidState.VALID, BidState.INVALID)))
        .order_by(Bid.ref)
    )
    return [(bid, written) for bid, written in rows]


def waiting_for_keys(session: Session, actor: Actor) -> list[tuple[Tender, bool]]:
    """(Tender, whether the actor has handed in) of tenders in an opening with bids sealed to a key of the actor's."""
    waiting = session.scalars(select(Tender).where(Tender.state.in_(AWAITS_KEYS)).order_by(Tender.closed_at))
    mine = [tender for tender in waiting if actor.user_id in tender.openers]
    handed = (
        select(KeyShare.tender_id, KeyShare.sitting)
        .join(Opener, Opener.id == KeyShare.opener_id)
        .where(Opener.user_id == actor.user_id, KeyShare.tender_id.in_([tender.id for tender in mine]))
    )
    done = {(row.tender_id, row.sitting) for row in session.execute(handed)}
    return [(tender, (tender.id, sitting_of(tender)) in done) for tender in mine]


def to_open(session: Session, actor: Actor, tender: Tender) -> Sequence[AnyRow]:
    """(bid's reference, sealed bid) of every bid that is opened in the present sitting, for the openers alone.

    Raises NotFound to everybody else, Conflict where there is nothing to open.
    """
    if opener_of(session, actor, tender) is None:
        raise NotFound
    if tender.state not in AWAITS_KEYS:
        raise Conflict(TENDER.meanings[tender.state])
    return session.execute(
        select(Bid.ref, Envelope.ciphertext)
        .join(Envelope, (Envelope.bid_id == Bid.id) & (Envelope.number == Bid.envelopes))
        .where(Bid.tender_id == tender.id, Bid.state == IN_QUESTION[sitting_of(tender)])
        .order_by(Bid.ref)
    ).all()


def unsent_drafts(session: Session, agency_ids: Collection[int], now: datetime) -> Sequence[AnyRow]:
    """(Tender, saved_at, agency_id) of drafts that can still be submitted, the nearest deadline first."""
    return session.execute(
        select(Tender, BidDraft.saved_at, BidDraft.tenderer_id.label("agency_id"))
        .join(Tender, Tender.id == BidDraft.tender_id)
        .where(
            BidDraft.tenderer_id.in_(agency_ids),
            Tender.state == TenderState.PUBLISHED,
            Tender.deadline_at > now,
        )
        .order_by(Tender.deadline_at, Tender.id),
    ).all()


def open_business(session: Session, agency_id: int) -> Sequence[Text]:
    """A bid that may still win binds its agency; `organisations.ports.OpenBusiness`."""
    ref = session.scalar(
        select(Tender.ref)
        .join(Bid, Bid.tender_id == Tender.id)
        .where(
            Bid.tenderer_id == agency_id,
            Bid.state.in_((BidState.SUBMITTED, BidState.VALID)),
            Tender.state.in_(RUNNING),
        )
        .order_by(Tender.id)
        .limit(1)
    )
    return [] if ref is None else [mark("it has a bid in tender %(tender)s, which is not decided.", tender=ref)]


def needed_keys(session: Session, keys: Collection[str]) -> set[str]:
    """Those of the keys into storage whose sealed file may still be read: its tender takes bids, or its agency has one.

    The row of any other says for good that there was a file; the ciphertext is of no use to anybody.
    """
    has_bid = select(Bid.id).where(Bid.tender_id == SealedFile.tender_id, Bid.tenderer_id == SealedFile.tenderer_id)
    return set(
        session.scalars(
            select(SealedFile.storage_key)
            .join(Tender, Tender.id == SealedFile.tender_id)
            .where(SealedFile.storage_key.in_(keys), (Tender.state == TenderState.PUBLISHED) | has_bid.exists())
        )
    )
