"""Award notices that stand."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import ENDED
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.search.documents.source import Source, around, instant, text, year
from marketplace.domain.search.ports import Facet, Kind, SearchDocument, Sort
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.database import AnyRow

_A, _T, _I = (model.__table__.c for model in (Award, Tender, ServiceItem))
_buyer, _supplier = (Organisation.__table__.alias(name) for name in ("buyer", "supplier"))
_STANDS = _A.state.not_in(ENDED)
_PUBLIC = (
    select(
        _A.id, _A.ref, _A.amount, _A.state, _A.announced_at,
        _T.ref.label("tender_ref"), _T.title, _T.item_code, _T.method, _T.region_code,
        _buyer.c.ref.label("buyer_ref"), _buyer.c.name.label("buyer_name"), _buyer.c.name_en.label("buyer_name_en"),
        _supplier.c.name.label("supplier_name"), _supplier.c.name_en.label("supplier_name_en"),
        _I.name_zh, _I.name_en, _I.category_zh,
    )
    .join_from(Award.__table__, Tender.__table__, _T.id == _A.tender_id)
    .join(ServiceItem.__table__, _I.code == _T.item_code)
    .join(_buyer, _buyer.c.id == _T.buyer_id)
    .join(_supplier, _supplier.c.id == _A.supplier_id)
    .where(_STANDS)
)  # fmt: skip


def _after(session: Session, number: int, limit: int) -> Sequence[int]:
    return session.scalars(select(_A.id).where(_A.id > number, _STANDS).order_by(_A.id).limit(limit)).all()


def _known(session: Session, numbers: Collection[int], keys: Collection[str]) -> Mapping[int, str]:
    rows = session.execute(select(_A.id, _A.ref).where(_A.id.in_(numbers) | _A.ref.in_(keys)))
    return {number: key for number, key in rows}  # noqa: C416 - rows are no pairs to mypy


def _build(session: Session, numbers: Collection[int], now: datetime) -> Sequence[SearchDocument]:  # noqa: ARG001 - as others
    return [_document(row) for row in session.execute(_PUBLIC.where(_A.id.in_(numbers)).order_by(_A.id))]


def _document(row: AnyRow) -> SearchDocument:
    return SearchDocument(
        Kind.AWARD,
        row.id,
        row.ref,
        row.title,
        text(
            row.ref, row.tender_ref, row.supplier_name, row.supplier_name_en, row.buyer_name, row.buyer_name_en,
            row.name_zh, row.name_en,
        ),
        facets={
            Facet.ITEM: (row.item_code,),
            Facet.REGION: around(row.region_code),
            Facet.STATUS: (str(row.state),),
            Facet.METHOD: (row.method,),
            Facet.DEPARTMENT: (row.buyer_ref,),
            Facet.CATEGORY: (row.category_zh,),
            Facet.YEAR: year(row.announced_at),
        },
        sorts={Sort.AT: instant(row.announced_at), Sort.PRICE: row.amount.fen},
    )  # fmt: skip


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Award.__table__).where(_STANDS)) or 0


SOURCE = Source(_after, _known, _build, _count)
