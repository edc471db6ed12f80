"""Reads of tenders. Lists are filtered in SQL by what the actor may know."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.regions.models import Region
from marketplace.domain.tenders.models import Tender, TenderAmendment
from marketplace.domain.tenders.states import PUBLIC, TenderState
from marketplace.kernel.actor import Actor, Role
from marketplace.kernel.database import AnyRow, AnySelect
from marketplace.kernel.errors import NotFound, NotPermitted

PAGE_SIZE = 30

MAX_PAGE = 100
"""A list is browsed, not drained: further rows are found by narrowing it, or in the open data [own default]."""


def is_public() -> ColumnElement[bool]:
    """The SQL form of `Tender.is_public`."""
    return Tender.published_at.is_not(None) & Tender.state.in_(PUBLIC)


def see(session: Session, actor: Actor, ref: str) -> Tender:
    """The tender, if this actor may know of it; raises NotFound."""
    visible = is_public()
    if actor.has(Role.REGULATOR):
        visible = Tender.id.is_not(None)
    elif own := actor.organisations():
        visible = or_(visible, Tender.buyer_id.in_(own))
    tender = session.scalars(select(Tender).where(Tender.ref == ref, visible)).first()
    if tender is None:
        raise NotFound
    return tender


@dataclass(frozen=True, slots=True)
class Filter:
    """What the public list may be narrowed by."""

    item_code: str = ""
    region_code: str = ""
    """A prefix of the region code: a province or a city includes what lies in it."""
    state: TenderState | None = None
    refs: Collection[str] | None = None
    """Only these, e.g. the hits of a search."""
    newest_first: bool = True
    page: int = 1


_ROW = (
    select(
        Tender.ref,
        Tender.title,
        Tender.state,
        Tender.ceiling,
        Tender.method,
        Tender.item_code,
        Tender.region_code,
        Tender.published_at,
        Tender.deadline_at,
        Organisation.name.label("buyer_name"),
        Organisation.name_en.label("buyer_name_en"),
        ServiceItem.name_zh.label("item_name_zh"),
        ServiceItem.name_en.label("item_name_en"),
        Region.name_zh.label("region_name_zh"),
        Region.name_en.label("region_name_en"),
    )
    .join(Organisation, Organisation.id == Tender.buyer_id)
    .join(ServiceItem, ServiceItem.code == Tender.item_code)
    .join(Region, Region.code == Tender.region_code)
    .where(is_public())
)


def public_page(session: Session, wanted: Filter) -> tuple[Sequence[AnyRow], int]:
    """One page of published tenders and how many there are, counted no further than the last page goes."""
    narrowed = _narrow(_ROW, wanted)
    order = Tender.published_at.desc() if wanted.newest_first else Tender.deadline_at.asc()
    rows = session.execute(
        narrowed.order_by(order, Tender.id.desc()).limit(PAGE_SIZE).offset((wanted.page - 1) * PAGE_SIZE),
    ).all()
    counted = _narrow(select(Tender.id).where(is_public()), wanted).limit(PAGE_SIZE * MAX_PAGE).subquery()
    return rows, session.scalar(select(func.count()).select_from(counted)) or 0


def found_page(session: Session, wanted: Filter) -> tuple[Sequence[AnyRow], int]:
    """As `public_page`, in the order of `wanted.refs`: the best hit of a search first."""
    kept = set(session.scalars(_narrow(select(Tender.ref).where(is_public()), wanted)))
    in_order = [ref for ref in wanted.refs or () if ref in kept]
    start = (wanted.page - 1) * PAGE_SIZE
    shown = in_order[start : start + PAGE_SIZE]
    rows = {row.ref: row for row in session.execute(_ROW.where(Tender.ref.in_(shown)))}
    return [rows[ref] for ref in shown], len(in_order)


def _narrow(query: AnySelect, wanted: Filter) -> AnySelect:
    if wanted.item_code:
        query = query.where(Tender.item_code == wanted.item_code)
    if wanted.region_code:
        query = query.where(Tender.region_code.startswith(wanted.region_code, autoescape=True))
    if wanted.state is not None:
        query = query.where(Tender.state == wanted.state)
    if wanted.refs is not None:
        query = query.where(Tender.ref.in_(wanted.refs))
    return query


def of_buyers(session: Session, buyer_ids: Collection[int]) -> Sequence[Tender]:
    """Everything these departments have drafted or published, newest first."""
    return session.scalars(
        select(Tender).where(Tender.buyer_id.in_(buyer_ids)).order_by(Tender.created_at.desc(), Tender.id.desc()),
    ).all()


_UNDER_WAY = frozenset(TenderState) - {TenderState.AWARDED, TenderState.REISSUED, TenderState.CANCELLED}


def under_way(session: Session, buyer_ids: Collection[int]) -> Sequence[Tender]:
    """What these departments have to act on before an award, the oldest first."""
    return session.scalars(
        select(Tender)
        .where(Tender.buyer_id.in_(buyer_ids), Tender.state.in_(_UNDER_WAY))
        .order_by(Tender.created_at, Tender.id),
    ).all()


def page_of_buyers(
    session: Session, buyer_ids: Collection[int], state: TenderState | None = None, page: int = 1
) -> tuple[Sequence[Tender], int]:
    """One page of what these departments have drafted or published, newest first, and how many there are."""
    wanted = [Tender.buyer_id.in_(buyer_ids), *([Tender.state == state] if state is not None else [])]
    found = session.scalars(
        select(Tender)
        .where(*wanted)
        .order_by(Tender.created_at.desc(), Tender.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE),
    ).all()
    return found, session.scalar(select(func.count(Tender.id)).where(*wanted)) or 0


def amendments(session: Session, tender_id: int) -> Sequence[TenderAmendment]:
    """The corrigenda in their order."""
    return session.scalars(
        select(TenderAmendment).where(TenderAmendment.tender_id == tender_id).order_by(TenderAmendment.number),
    ).all()


def refs_due_to_close(session: Session, now: datetime) -> Sequence[str]:
    """Published tenders whose deadline has passed."""
    return session.scalars(
        select(Tender.ref).where(Tender.state == TenderState.PUBLISHED, Tender.next_check_at <= now),
    ).all()


def open_now(session: Session, now: datetime, limit: int) -> Sequence[AnyRow]:
    """Tenders that take bids, the nearest deadline first."""
    return session.execute(
        _ROW.where(Tender.state == TenderState.PUBLISHED, Tender.deadline_at > now)
        .order_by(Tender.deadline_at)
        .limit(limit),
    ).all()


def open_for_items(session: Session, item_codes: Collection[str], now: datetime, limit: int) -> Sequence[AnyRow]:
    """As `open_now`, of these catalogue items only."""
    return session.execute(
        _ROW.where(Tender.state == TenderState.PUBLISHED, Tender.deadline_at > now, Tender.item_code.in_(item_codes))
        .order_by(Tender.deadline_at, Tender.id)
        .limit(limit),
    ).all()


def supervised_page(
    session: Session, actor: Actor, *, state: TenderState | None = None, page: int = 1
) -> tuple[Sequence[AnyRow], int]:
    """(Tender, buyer_name, buyer_name_en) in every state, the newest first, and how many; for regulators only."""
    if not actor.has(Role.REGULATOR):
        raise NotPermitted
    wanted = [] if state is None else [Tender.state == state]
    rows = session.execute(
        select(Tender, Organisation.name.label("buyer_name"), Organisation.name_en.label("buyer_name_en"))
        .join(Organisation, Organisation.id == Tender.buyer_id)
        .where(*wanted)
        .order_by(Tender.created_at.desc(), Tender.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE),
    ).all()
    return rows, session.scalar(select(func.count(Tender.id)).where(*wanted)) or 0


def counts_by_state(session: Session, actor: Actor) -> dict[TenderState, int]:
    """How many tenders stand in each state; for regulators only."""
    if not actor.has(Role.REGULATOR):
        raise NotPermitted
    rows = session.execute(select(Tender.state, func.count(Tender.id).label("number")).group_by(Tender.state))
    return {row.state: row.number for row in rows}


def count_open(session: Session, now: datetime) -> int:
    """How many tenders take bids."""
    return (
        session.scalar(
            select(func.count(Tender.id)).where(Tender.state == TenderState.PUBLISHED, Tender.deadline_at > now),
        )
        or 0
    )


def attempts(session: Session, tender: Tender) -> tuple[str | None, str | None]:
    """References of the published tender that this one replaces, and of the published one that replaces it."""
    before = session.scalars(select(Tender.ref).where(Tender.id == tender.replaces_id, is_public())).first()
    after = session.scalars(select(Tender.ref).where(Tender.replaces_id == tender.id, is_public())).first()
    return before, after
