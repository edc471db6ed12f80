"""Reading the catalogue; it is public."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.catalogue.states import Commissioner, ItemStatus
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import NotFound


def get(session: Session, code: str) -> ServiceItem:
    """One item; raises NotFound."""
    item = session.get(ServiceItem, code)
    if item is None:
        raise NotFound
    return item


def items(
    session: Session,
    *,
    category: str | None = None,
    department: str | None = None,
    commissioner: Commissioner | None = None,
    status: ItemStatus | None = None,
    q: str = "",
) -> Sequence[ServiceItem]:
    """The items that fit, by category and code.

    `category` and `department` are Chinese names, `q` is a part of a name or code.
    """
    fitting = _fitting(category, department, commissioner, status, q)
    return session.scalars(
        select(ServiceItem).where(*fitting).order_by(ServiceItem.category_zh, ServiceItem.code)
    ).all()


def listed(session: Session) -> Sequence[AnyRow]:
    """Every item by category and code, as plain rows of what a list shows.

    Columns: code, names, category_zh, approval, department, commissioner, status.
    """
    return session.execute(_LISTED).all()


def count(session: Session) -> int:
    """How many items there are, cancelled ones too."""
    return session.scalar(select(func.count()).select_from(ServiceItem)) or 0


_C = ServiceItem.__table__.c
_LISTED = select(
    _C.code, _C.name_zh, _C.name_en, _C.category_zh, _C.approval_item_zh, _C.approval_item_en, _C.approval_dept_zh,
    _C.approval_dept_en, _C.commissioned_by, _C.status,
).order_by(_C.category_zh, _C.code)  # fmt: skip


def _fitting(
    category: str | None,
    department: str | None,
    commissioner: Commissioner | None,
    status: ItemStatus | None,
    q: str,
) -> list[ColumnElement[bool]]:
    columns = ServiceItem.__table__.c
    exact = {
        columns.category_zh: category,
        columns.approval_dept_zh: department,
        columns.commissioned_by: commissioner,
        columns.status: status,
    }
    fitting = [column == value for column, value in exact.items() if value is not None]
    if part := q.strip().replace("\0", ""):
        searched = (columns.name_zh, columns.name_en, columns.code)
        fitting.append(or_(*(column.icontains(part, autoescape=True) for column in searched)))
    return fitting


def categories(session: Session) -> Sequence[tuple[str, str]]:
    """Every category as (Chinese, English), for a filter."""
    found = session.execute(
        select(ServiceItem.category_zh, ServiceItem.category_en).distinct().order_by(ServiceItem.category_zh)
    )
    return [(row.category_zh, row.category_en) for row in found]


def departments(session: Session) -> Sequence[tuple[str, str]]:
    """Every department that decides on an approval, as (Chinese, English), for a filter."""
    found = session.execute(
        select(ServiceItem.approval_dept_zh, ServiceItem.approval_dept_en)
        .distinct()
        .order_by(ServiceItem.approval_dept_zh)
    )
    return [(row.approval_dept_zh, row.approval_dept_en) for row in found]


def qualifications(session: Session) -> Sequence[tuple[str, str]]:
    """Every certificate that an item in force requires, as (Chinese, English), for a choice."""
    found = session.execute(
        select(ServiceItem.qualification_zh, func.min(ServiceItem.qualification_en).label("english"))
        .where(ServiceItem.qualification_zh != "", ServiceItem.status == ItemStatus.ACTIVE)
        .group_by(ServiceItem.qualification_zh)
        .order_by(ServiceItem.qualification_zh)
    )
    return [(row.qualification_zh, row.english) for row in found]


def names(session: Session) -> Sequence[AnyRow]:
    """(code, name_zh, name_en, commissioned_by, status) of every item, by code, for a filter."""
    return session.execute(
        select(
            ServiceItem.code, ServiceItem.name_zh, ServiceItem.name_en, ServiceItem.commissioned_by, ServiceItem.status
        ).order_by(ServiceItem.code)
    ).all()
