"""The whole catalogue; it is public. Its rows have no number of their own: one is made of the code."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.search.documents.source import Source, text
from marketplace.domain.search.ports import Facet, Kind, SearchDocument

NUMBER_BYTES = 6
"""So long a number fits every engine, and a catalogue of thousands has no two equal ones."""


def number_of(code: str) -> int:
    """The number by which search names an item."""
    return int.from_bytes(sha256(code.encode()).digest()[:NUMBER_BYTES])


def codes_of(session: Session, numbers: Collection[int]) -> Mapping[int, str]:
    """``{number: code}`` of those that the catalogue has."""
    return _known(session, numbers, ())


def _known(session: Session, numbers: Collection[int], keys: Collection[str]) -> Mapping[int, str]:
    wanted, named = set(numbers), set(keys)
    rows = ((number_of(code), code) for code in session.scalars(select(ServiceItem.code)))
    return {number: code for number, code in rows if number in wanted or code in named}


def _after(session: Session, number: int, limit: int) -> Sequence[int]:
    numbers = sorted(map(number_of, session.scalars(select(ServiceItem.code))))
    return [one for one in numbers if one > number][:limit]


def _build(session: Session, numbers: Collection[int], now: datetime) -> Sequence[SearchDocument]:  # noqa: ARG001 - as others
    codes = codes_of(session, numbers).values()
    items = session.scalars(select(ServiceItem).where(ServiceItem.code.in_(codes)).order_by(ServiceItem.code))
    return list(map(_document, items))


def _document(item: ServiceItem) -> SearchDocument:
    return SearchDocument(
        Kind.ITEM,
        number_of(item.code),
        item.code,
        text(item.name_zh, item.name_en),
        text(
            item.code, item.approval_item_zh, item.approval_item_en, item.approval_dept_zh, item.approval_dept_en,
            item.category_zh, item.category_en, item.legal_basis_zh, item.legal_basis_en,
            item.qualification_zh, item.qualification_en, item.deliverable_zh, item.deliverable_en,
        ),
        is_named=True,
        facets={
            Facet.CATEGORY: (item.category_zh,),
            Facet.DEPARTMENT: (item.approval_dept_zh,),
            Facet.PAYER: (str(item.commissioned_by),),
            Facet.STATUS: (str(item.status),),
            Facet.QUALIFICATION: (item.qualification_zh,) if item.qualification_zh else (),
        },
    )  # fmt: skip


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ServiceItem.__table__)) or 0


SOURCE = Source(_after, _known, _build, _count)
