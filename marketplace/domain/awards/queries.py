"""Reads of selections and awards: all public."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from marketplace.domain.awards.models import Award, Selection
from marketplace.domain.awards.rules import order_of_award, price_of
from marketplace.domain.awards.states import AWARD, ENDED, AwardState
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations.models import Dispute, Organisation
from marketplace.domain.organisations.states import DisputeState
from marketplace.domain.selection.evidence import replay
from marketplace.domain.selection.verify import describe
from marketplace.domain.tenders import holds
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import HoldKind, TenderState
from marketplace.kernel.actor import Actor, Role
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.journal import JournalEntry, JournalHead
from marketplace.kernel.paging import Place, Walk

PAGE_SIZE = 30

EVIDENCE_NOTED = "tender:evidence"
"""The act under which the journal notes the digest of a selection's evidence."""

_A, _T, _ITEM = (model.__table__.c for model in (Award, Tender, ServiceItem))
_buyer = Organisation.__table__.alias("buyer")
_supplier = Organisation.__table__.alias("supplier")
_ROW = (
    select(
        _A.id,
        _A.ref,
        _A.amount,
        _A.state,
        _A.announced_at,
        _A.publicity_until,
        _A.sign_by,
        _A.ended_at,
        _A.ended_because,
        _T.ref.label("tender_ref"),
        _T.title,
        _T.item_code,
        _T.method,
        _T.ceiling,
        _buyer.c.name.label("buyer_name"),
        _buyer.c.name_en.label("buyer_name_en"),
        _supplier.c.id.label("supplier_id"),
        _supplier.c.ref.label("supplier_ref"),
        _supplier.c.slug.label("supplier_slug"),
        _supplier.c.name.label("supplier_name"),
        _supplier.c.name_en.label("supplier_name_en"),
        _ITEM.name_zh.label("item_name_zh"),
        _ITEM.name_en.label("item_name_en"),
    )
    .join_from(Award.__table__, Tender.__table__, _T.id == _A.tender_id)
    .join(ServiceItem.__table__, _ITEM.code == _T.item_code)
    .join(_buyer, _buyer.c.id == _T.buyer_id)
    .join(_supplier, _supplier.c.id == _A.supplier_id)
    .order_by(_A.announced_at.desc(), _A.id.desc())
)
_STANDS = _A.state.not_in(ENDED)
_PAGE = _ROW.where(_STANDS).limit(PAGE_SIZE).offset(bindparam("skip"))
_OF_ITEM = _T.item_code == bindparam("item")
_PAGE_OF_ITEM = _PAGE.where(_OF_ITEM)
"""Plain tables and statements built once, as in the list of tenders."""


def public_page(session: Session, page: int = 1, item_code: str = "") -> Sequence[AnyRow]:
    """One page of the award notices that stand, the newest first."""
    skip = {"skip": (page - 1) * PAGE_SIZE}
    if item_code:
        return session.execute(_PAGE_OF_ITEM, skip | {"item": item_code}).all()
    return session.execute(_PAGE, skip).all()


_NEWEST = Walk(_ROW, _STANDS, (_A.announced_at,), PAGE_SIZE, descending=True)
_THESE = _ROW.where(_STANDS, _A.id.in_(bindparam("numbers", expanding=True)))


def newest(session: Session, place: Place, count: Callable[[], int]) -> Sequence[AnyRow]:
    """One page of all award notices that stand, the newest first; `count` as for `Walk.read`."""
    return _NEWEST.read(session, place, count)


def these(session: Session, numbers: Sequence[int]) -> list[AnyRow]:
    """The award notices with these numbers, in this order; those that do not stand are left out."""
    rows = {row.id: row for row in session.execute(_THESE, {"numbers": list(numbers)})}
    return [rows[number] for number in numbers if number in rows]


def count(session: Session) -> int:
    """How many awards stand."""
    return session.scalar(select(func.count(Award.id)).where(_STANDS)) or 0


def won_by(session: Session, supplier_id: int) -> Sequence[AnyRow]:
    """The standing awards of one agency, the newest first."""
    return session.execute(_ROW.where(_A.supplier_id == supplier_id, _STANDS)).all()


def of_tender(session: Session, tender_id: int) -> Award | None:
    """The standing award of a tender, if there is one."""
    return session.scalars(select(Award).where(Award.tender_id == tender_id, Award.state.not_in(ENDED))).first()


def history(session: Session, tender_id: int) -> Sequence[Award]:
    """Every award of a tender in their order, the ended ones too."""
    return session.scalars(select(Award).where(Award.tender_id == tender_id).order_by(Award.id)).all()


def suppliers_of(session: Session, awards: Collection[Award]) -> dict[int, Organisation]:
    """Whom these awards went to: ``{agency id: agency}``."""
    wanted = [award.supplier_id for award in awards]
    return {one.id: one for one in session.scalars(select(Organisation).where(Organisation.id.in_(wanted)))}


def see_own(session: Session, actor: Actor, ref: str) -> Award:
    """An award to an agency of the actor's; raises NotFound."""
    award = session.scalars(
        select(Award).where(Award.ref == ref, Award.supplier_id.in_(actor.organisations(Role.AGENCY_MEMBER))),
    ).first()
    if award is None:
        raise NotFound
    return award


def next_in_rank(session: Session, tender_id: int) -> Bid | None:
    """The best valid bid of the published rank that has had no award yet; None when nobody is left."""
    selection = selection_of(session, tender_id)
    if selection is None:
        return None
    bids = {bid.ref: bid for bid in session.scalars(select(Bid).where(Bid.tender_id == tender_id))}
    had = {award.bid_id for award in history(session, tender_id)}
    for ref in order_of_award(selection.evidence["result"]):
        if bids[ref].id not in had and bids[ref].state is BidState.VALID:
            return bids[ref]
    return None


def refs_overdue(session: Session, now: datetime) -> Sequence[str]:
    """Confirmed awards whose time for the contract is over and not yet noted so."""
    return session.scalars(
        select(Award.ref)
        .where(Award.state == AwardState.CONFIRMED, Award.next_check_at <= now)
        .order_by(Award.next_check_at, Award.id),
    ).all()


def selection_of(session: Session, tender_id: int) -> Selection | None:
    """The selection of a tender, if it was run."""
    return session.get(Selection, tender_id)


def evidence_of(session: Session, tender_ref: str) -> Selection:
    """The published evidence by the tender's reference; raises NotFound."""
    found = session.scalars(
        select(Selection).join(Tender, Tender.id == Selection.tender_id).where(Tender.ref == tender_ref),
    ).first()
    if found is None:
        raise NotFound
    return found


def refs_due_to_confirm(session: Session, now: datetime) -> Sequence[str]:
    """Awards whose publicity period is over; those to a disputed agency wait for the decision, others for an answer."""
    disputed = select(Dispute.organisation_id).where(Dispute.state == DisputeState.OPEN)
    return session.scalars(
        select(Award.ref)
        .where(
            Award.state == AwardState.PUBLICITY,
            Award.next_check_at <= now,
            Award.supplier_id.not_in(disputed),
            Award.tender_id.not_in(holds.held(HoldKind.SIGNING)),
        )
        .order_by(Award.next_check_at, Award.id),
    ).all()


def of_suppliers(session: Session, supplier_ids: Collection[int]) -> Sequence[AnyRow]:
    """The awards of these agencies, the newest first."""
    return session.execute(_ROW.where(_A.supplier_id.in_(supplier_ids))).all()


def record_faults(session: Session, tender_ref: str) -> Iterator[str]:
    """Name everything in which a selection's record differs from what its published evidence alone gives.

    The evidence is computed again; its digest is the one noted beside it and the one in the journal, whose entry is
    unchanged and in its place; the award is what the result says. Raises NotFound where no selection was run.
    """
    selection = evidence_of(session, tender_ref)
    document = selection.evidence
    differences = replay(document)
    yield from map(describe, differences)
    if differences:
        return
    if document["tender"] != tender_ref:
        yield f"the evidence is that of {document['tender']}"
    if document["digest"] != selection.digest:
        yield f"the digest noted beside the evidence is {selection.digest}, the evidence has {document['digest']}"
    yield from _journal_faults(session, tender_ref, document["digest"])
    yield from _award_faults(session, selection)


def _journal_faults(session: Session, tender_ref: str, digest: str) -> Iterator[str]:
    entries = session.scalars(
        select(JournalEntry).where(JournalEntry.object_ref == tender_ref, JournalEntry.action == EVIDENCE_NOTED),
    ).all()
    noted = [entry.data.get("digest") for entry in entries]
    if noted != [digest]:
        yield f"the journal notes {', '.join(map(str, noted)) or 'no digest'}, the evidence has {digest}"
    for entry in entries:
        following = session.scalar(select(JournalEntry.previous_hash).where(JournalEntry.seq == entry.seq + 1))
        if entry.hash != entry.computed_hash():
            yield f"the journal's entry {entry.seq} was changed"
        elif entry.hash != (following or session.scalar(select(JournalHead.hash))):
            yield f"the journal's entry {entry.seq} is not the one that the next follows"


def _award_faults(session: Session, selection: Selection) -> Iterator[str]:
    """Award by award: the winner's first, each following one to the next in rank whose bid is still valid."""
    document = selection.evidence
    order = iter(order_of_award(document["result"]))
    before: Award | None = None
    for award in history(session, selection.tender_id):
        bid = session.get_one(Bid, award.bid_id)
        named = next((ref for ref in order if before is None or ref == bid.ref or _is_valid(session, ref)), None)
        if (bid.ref, bid.tenderer_id) != (named, award.supplier_id):
            yield f"{award.ref} goes to the bid {bid.ref}, the result names {named}"
            return
        price = price_of(document, bid.ref)
        if str(award.amount.yuan) != price:
            yield f"{award.ref} is for {award.amount.yuan}, the result for {price}"
        if award.follows_id != (before and before.id) or (before and before.state not in ENDED):
            yield f"{award.ref} does not follow the award before it"
        before = award


def _is_valid(session: Session, bid_ref: str) -> bool:
    return session.scalar(select(Bid.state).where(Bid.ref == bid_ref)) is BidState.VALID


def open_business(session: Session, agency_id: int) -> Sequence[Text]:
    """An award without its contract binds the winner, and those who follow if the winner drops out.

    `organisations.ports.OpenBusiness`.
    """
    own = select(Award.ref).where(Award.supplier_id == agency_id, Award.state.in_(AWARD.unfinished))
    ref = session.scalar(own.order_by(Award.id).limit(1))
    if ref is not None:
        return [mark("the contract of its award %(award)s is not signed.", award=ref)]
    of_this = select(Award.id).where(Award.tender_id == Tender.id)
    may_follow = (
        select(Tender.ref)
        .join(Bid, Bid.tender_id == Tender.id)
        .where(
            Bid.tenderer_id == agency_id,
            Bid.state == BidState.VALID,
            of_this.where(Award.state.in_(AWARD.unfinished)).exists() | (Tender.state == TenderState.FALLEN_THROUGH),
            ~of_this.where(Award.supplier_id == agency_id).exists(),
        )
    )
    ref = session.scalar(may_follow.order_by(Tender.id).limit(1))
    if ref is None:
        return []
    return [mark("its bid may follow the winner's until a contract for the tender %(tender)s is signed.", tender=ref)]
