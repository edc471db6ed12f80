"""Tenders whose notice is published."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.search.documents.source import Source, around, instant, lines, text, year
from marketplace.domain.search.ports import Facet, Kind, SearchDocument, Sort
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.queries import is_public
from marketplace.domain.tenders.requirements import Kind as Asked
from marketplace.kernel.database import AnyRow

_T, _O, _I = (model.__table__.c for model in (Tender, Organisation, ServiceItem))
_PUBLIC = (
    select(
        _T.id, _T.ref, _T.title, _T.description, _T.requirements, _T.conditions, _T.project_name, _T.project_code,
        _T.state, _T.method, _T.region_code, _T.ceiling, _T.published_at, _T.deadline_at, _T.item_code,
        _O.ref.label("buyer_ref"), _O.name.label("buyer_name"), _O.name_en.label("buyer_name_en"),
        _I.name_zh, _I.name_en, _I.category_zh, _I.commissioned_by,
    )
    .join_from(Tender.__table__, Organisation.__table__, _O.id == _T.buyer_id)
    .join(ServiceItem.__table__, _I.code == _T.item_code)
    .where(is_public(_T))
)  # fmt: skip


def _after(session: Session, number: int, limit: int) -> Sequence[int]:
    return session.scalars(select(_T.id).where(_T.id > number, is_public(_T)).order_by(_T.id).limit(limit)).all()


def _known(session: Session, numbers: Collection[int], keys: Collection[str]) -> Mapping[int, str]:
    rows = session.execute(select(_T.id, _T.ref).where(_T.id.in_(numbers) | _T.ref.in_(keys)))
    return {number: key for number, key in rows}  # noqa: C416 - rows are no pairs to mypy


def _build(session: Session, numbers: Collection[int], now: datetime) -> Sequence[SearchDocument]:  # noqa: ARG001 - as others
    return [_document(row) for row in session.execute(_PUBLIC.where(_T.id.in_(numbers)).order_by(_T.id))]


def _document(row: AnyRow) -> SearchDocument:
    return SearchDocument(
        Kind.TENDER,
        row.id,
        row.ref,
        row.title,
        text(
            row.ref, row.name_zh, row.name_en, row.buyer_name, row.buyer_name_en, row.project_code, row.project_name,
            row.description, row.requirements, *(asked["subject"] for asked in row.conditions),
        ),
        facets={
            Facet.ITEM: (row.item_code,),
            Facet.REGION: around(row.region_code),
            Facet.STATUS: (str(row.state),),
            Facet.METHOD: (row.method,),
            Facet.DEPARTMENT: (row.buyer_ref,),
            Facet.CATEGORY: (row.category_zh,),
            Facet.PAYER: (str(row.commissioned_by),),
            Facet.QUALIFICATION: _required(row),
            Facet.YEAR: year(row.published_at),
        },
        sorts={
            Sort.AT: instant(row.published_at),
            Sort.UNTIL: instant(row.deadline_at),
            Sort.PRICE: row.ceiling.fen,
        },
    )  # fmt: skip


def _required(row: AnyRow) -> tuple[str, ...]:
    """The certificates that it asks for."""
    return lines(asked["subject"] for asked in row.conditions if asked["kind"] == Asked.QUALIFICATION)


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Tender.__table__).where(is_public(_T))) or 0


SOURCE = Source(_after, _known, _build, _count)
