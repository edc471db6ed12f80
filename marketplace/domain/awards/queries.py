"""Reads of selections and awards: all public."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from marketplace.domain.awards.models import Award, Selection
from marketplace.domain.awards.states import AWARD, AwardState
from marketplace.domain.bids.models import Bid
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.selection.evidence import replay
from marketplace.domain.selection.verify import describe
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.journal import JournalEntry, JournalHead
from marketplace.kernel.money import Money

PAGE_SIZE = 30

MAX_PAGE = 100
"""A list is browsed, not drained; whoever wants all of it takes the open data [own default]."""

EVIDENCE_NOTED = "tender:evidence"
"""The act under which the journal notes the digest of a selection's evidence."""

_A, _T, _ITEM = (model.__table__.c for model in (Award, Tender, ServiceItem))
_buyer = Organisation.__table__.alias("buyer")
_supplier = Organisation.__table__.alias("supplier")
_ROW = (
    select(
        _A.ref,
        _A.amount,
        _A.state,
        _A.announced_at,
        _A.publicity_until,
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
_PAGE = _ROW.limit(PAGE_SIZE).offset(bindparam("skip"))
_OF_ITEM = _T.item_code == bindparam("item")
_COUNT = select(func.count()).select_from(select(_A.id).limit(PAGE_SIZE * MAX_PAGE).subquery())
_COUNT_OF_ITEM = select(func.count()).select_from(
    select(_A.id)
    .join_from(Award.__table__, Tender.__table__, _T.id == _A.tender_id)
    .where(_OF_ITEM)
    .limit(PAGE_SIZE * MAX_PAGE)
    .subquery()
)
_PAGE_OF_ITEM = _PAGE.where(_OF_ITEM)
"""Plain tables and statements built once, as in the list of tenders."""


def public_page(session: Session, page: int = 1, item_code: str = "") -> Sequence[AnyRow]:
    """One page of award notices, the newest first."""
    skip = {"skip": (page - 1) * PAGE_SIZE}
    if item_code:
        return session.execute(_PAGE_OF_ITEM, skip | {"item": item_code}).all()
    return session.execute(_PAGE, skip).all()


def public_count(session: Session, item_code: str = "") -> int:
    """How many award notices `public_page` would show on all its pages, counted no further than the last page goes."""
    if item_code:
        return session.execute(_COUNT_OF_ITEM, {"item": item_code}).scalar_one()
    return session.execute(_COUNT).scalar_one()


def count(session: Session) -> int:
    """How many awards were announced."""
    return session.scalar(select(func.count(Award.id))) or 0


def won_by(session: Session, supplier_id: int) -> Sequence[AnyRow]:
    """The awards of one agency, the newest first."""
    return session.execute(_ROW.where(_A.supplier_id == supplier_id)).all()


def of_tender(session: Session, tender_id: int) -> Award | None:
    """The award of a tender, if there is one."""
    return session.scalars(select(Award).where(Award.tender_id == tender_id)).first()


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
    """Awards whose publicity period is over."""
    return session.scalars(
        select(Award.ref)
        .where(Award.state == AwardState.PUBLICITY, Award.next_check_at <= now)
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
    award = of_tender(session, selection.tender_id)
    if award is None:
        return
    document = selection.evidence
    winner = document["result"]["winner"]
    bid = session.get_one(Bid, award.bid_id)
    if (bid.ref, bid.tenderer_id) != (winner, award.supplier_id):
        yield f"{award.ref} goes to the bid {bid.ref}, the result names {winner}"
        return
    offered = next(candidate.get("price") for candidate in document["candidates"] if candidate["id"] == winner)
    price = offered or document["settings"].get("fixed_price")
    if str(award.amount.yuan) != price:
        yield f"{award.ref} is for {award.amount.yuan}, the result for {price}"


def open_business(session: Session, agency_id: int) -> Sequence[Text]:
    """An award without its contract binds the agency; `organisations.ports.OpenBusiness`."""
    ref = session.scalar(
        select(Award.ref)
        .where(Award.supplier_id == agency_id, Award.state.in_(AWARD.unfinished))
        .order_by(Award.id)
        .limit(1)
    )
    return [] if ref is None else [mark("the contract of its award %(award)s is not signed.", award=ref)]


@dataclass(frozen=True, slots=True)
class Median:
    """The middle one of `count` awarded prices; of two middle ones their mean, rounded down to the fen."""

    price: Money
    count: int


@dataclass(frozen=True, slots=True)
class ItemPrices:
    """What providers were awarded a catalogue item at: ``{organisation id: median}``."""

    item_code: str
    name_zh: str
    name_en: str
    medians: Mapping[int, Median]


def counts_of(session: Session, supplier_ids: Collection[int]) -> Mapping[int, int]:
    """``{organisation id: how many awards it has won}``."""
    rows = session.execute(
        select(Award.supplier_id, func.count(Award.id))
        .where(Award.supplier_id.in_(supplier_ids))
        .group_by(Award.supplier_id)
    )
    return {supplier: number for supplier, number in rows}  # noqa: C416 - rows are no pairs to mypy


def prices_by_item(session: Session, supplier_ids: Collection[int]) -> list[ItemPrices]:
    """Medians of the announced prices of these providers, by catalogue item, in one query."""
    found: dict[tuple[str, str, str], dict[int, list[int]]] = {}
    rows = session.execute(
        select(ServiceItem.code, ServiceItem.name_zh, ServiceItem.name_en, Award.supplier_id, Award.amount)
        .join(Tender, Tender.id == Award.tender_id)
        .join(ServiceItem, ServiceItem.code == Tender.item_code)
        .where(Award.supplier_id.in_(supplier_ids))
        .order_by(ServiceItem.code)
    )
    for code, name_zh, name_en, supplier, amount in rows:
        found.setdefault((code, name_zh, name_en), {}).setdefault(supplier, []).append(amount.fen)
    return [
        ItemPrices(*item, {supplier: _median(prices) for supplier, prices in by_supplier.items()})
        for item, by_supplier in found.items()
    ]


def _median(prices: list[int]) -> Median:
    ordered, middle = sorted(prices), len(prices) // 2
    fen = ordered[middle] if len(prices) % 2 else (ordered[middle - 1] + ordered[middle]) // 2
    return Median(Money(fen), len(prices))
