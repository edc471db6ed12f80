"""Reads of tenders. Lists are filtered in SQL by what the actor may know."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, bindparam, func, or_, select
from sqlalchemy.orm import Session

from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.regions.models import Region
from marketplace.domain.tenders.models import Tender, TenderAmendment
from marketplace.domain.tenders.states import NOTICE_ONLY, PUBLIC, TenderState
from marketplace.kernel.actor import Actor, Role
from marketplace.kernel.database import AnyRow, AnySelect
from marketplace.kernel.errors import NotFound, NotPermitted
from marketplace.kernel.money import Money
from marketplace.kernel.paging import Place, Walk

NOT_PUBLIC = frozenset(TenderState) - PUBLIC

PAGE_SIZE = 30


def is_public(tender: Any = Tender) -> ColumnElement[bool]:  # noqa: ANN401 - the entity or the columns of its table
    """The SQL form of `Tender.is_public`.

    It says what is not public, so that a database walks the list by its time and does not gather eight states first.
    """
    published: ColumnElement[bool] = tender.published_at.is_not(None) & tender.state.not_in(NOT_PUBLIC)
    return published


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
    newest_first: bool = True
    page: int = 1


_T, _BUYER, _ITEM, _REGION = (model.__table__.c for model in (Tender, Organisation, ServiceItem, Region))

_LISTED = is_public(_T)


class TenderLine(NamedTuple):
    """A published tender as a list shows it."""

    ref: str
    title: str
    state: TenderState
    ceiling: Money
    method: str
    deadline_at: datetime
    buyer_name: str
    buyer_name_en: str
    item_name_zh: str
    item_name_en: str
    region_name_zh: str
    region_name_en: str
    id: int


_ROW = (
    select(
        _T.ref,
        _T.title,
        _T.state,
        _T.ceiling,
        _T.method,
        _T.deadline_at,
        _BUYER.name,
        _BUYER.name_en,
        _ITEM.name_zh,
        _ITEM.name_en,
        _REGION.name_zh,
        _REGION.name_en,
        _T.id,
    )
    .join_from(Tender.__table__, Organisation.__table__, _BUYER.id == _T.buyer_id)
    .join(ServiceItem.__table__, _ITEM.code == _T.item_code)
    .join(Region.__table__, _REGION.code == _T.region_code)
    .where(_LISTED)
)
"""The columns of a `TenderLine`, from plain tables: entities would double the cost of the page most read."""

_NARROWING = {
    "item": _T.item_code == bindparam("item"),
    "prefix": func.substr(_T.region_code, 1, func.length(bindparam("prefix", type_=String))) == bindparam("prefix"),
    "state": _T.state == bindparam("state", type_=_T.state.type),
}


def public_page(session: Session, wanted: Filter) -> Sequence[TenderLine]:
    """One page of published tenders."""
    asked = _asked(wanted)
    statement = _page(frozenset(asked), newest_first=wanted.newest_first)
    return _lines(session, statement, asked | {"skip": (wanted.page - 1) * PAGE_SIZE})


_NEWEST = Walk(_ROW, _LISTED, (_T.published_at,), PAGE_SIZE, descending=True)
_ALL = select(func.count()).select_from(Tender.__table__).where(_LISTED)
_THESE = _ROW.where(_T.id.in_(bindparam("numbers", expanding=True)))
_TEXTS = select(_T.id, _T.description).where(_LISTED, _T.id.in_(bindparam("numbers", expanding=True)))


def newest(session: Session, place: Place, count: Callable[[], int]) -> list[TenderLine]:
    """One page of all published tenders, the newest first; `count` as for `Walk.read`."""
    return list(map(TenderLine._make, _NEWEST.read(session, place, count)))


def count_public(session: Session) -> int:
    """How many tenders are published."""
    return session.execute(_ALL).scalar_one()


def these(session: Session, numbers: Sequence[int]) -> list[TenderLine]:
    """The tenders with these numbers, in this order; those that are not public are left out."""
    rows = {row.id: row for row in _lines(session, _THESE, {"numbers": list(numbers)})}
    return [rows[number] for number in numbers if number in rows]


def descriptions(session: Session, numbers: Sequence[int]) -> dict[int, str]:
    """What public tenders say of themselves: ``{number: text}``."""
    return {row.id: row.description for row in session.execute(_TEXTS, {"numbers": list(numbers)})}


def _lines(session: Session, statement: AnySelect, parameters: Mapping[str, Any]) -> list[TenderLine]:
    return list(map(TenderLine._make, session.connection().execute(statement, parameters)))


def _asked(wanted: Filter) -> dict[str, Any]:
    """The parameters of those narrowings that are wanted."""
    asked: dict[str, Any] = {}
    if wanted.item_code:
        asked["item"] = wanted.item_code
    if wanted.region_code:
        asked["prefix"] = wanted.region_code
    if wanted.state is not None:
        asked["state"] = wanted.state
    return asked


@cache
def _page(narrowings: frozenset[str], *, newest_first: bool) -> AnySelect:
    """A statement is built once for each combination."""
    order = _T.published_at.desc() if newest_first else _T.deadline_at.asc()
    narrowed = _ROW.where(*(_NARROWING[name] for name in narrowings))
    return narrowed.order_by(order, _T.id.desc()).limit(PAGE_SIZE).offset(bindparam("skip"))


_UNDER_WAY = frozenset(TenderState) - {TenderState.AWARDED, TenderState.REISSUED, TenderState.CANCELLED} - NOTICE_ONLY


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
    """Published tenders whose deadline has passed, and notices that have stood their time."""
    return session.scalars(
        select(Tender.ref)
        .where(Tender.state.in_((TenderState.PUBLISHED, TenderState.ANNOUNCED)), Tender.next_check_at <= now)
        .order_by(Tender.next_check_at, Tender.id),
    ).all()


def next_deadline(session: Session) -> datetime | None:
    """The earliest deadline of a tender that is not closed, also one that has passed."""
    return session.scalar(select(func.min(Tender.deadline_at)).where(Tender.state == TenderState.PUBLISHED))


def open_now(session: Session, now: datetime, limit: int) -> Sequence[TenderLine]:
    """Tenders that take bids, the nearest deadline first."""
    is_open = _ROW.where(_T.state == TenderState.PUBLISHED, _T.deadline_at > now)
    return _lines(session, is_open.order_by(_T.deadline_at, _T.id).limit(limit), {})


def open_for_items(session: Session, item_codes: Collection[str], now: datetime, limit: int) -> Sequence[TenderLine]:
    """As `open_now`, of these catalogue items only."""
    is_open = _ROW.where(_T.state == TenderState.PUBLISHED, _T.deadline_at > now, _T.item_code.in_(item_codes))
    return _lines(session, is_open.order_by(_T.deadline_at, _T.id).limit(limit), {})


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
