"""Filling and correcting the catalogue."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from marketplace import reference
from marketplace.domain.catalogue.events import ItemChanged
from marketplace.domain.catalogue.models import Catalogue, ServiceItem
from marketplace.domain.catalogue.states import BasisLevel, Commissioner, ItemStatus
from marketplace.domain.documents.tables import Row, RowErrors, need_columns, read_csv
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,47}")

REQUIRED = (
    "name_zh", "name_en", "category_zh", "category_en",
    "approval_item_zh", "approval_item_en", "approval_dept_zh", "approval_dept_en",
)  # fmt: skip
OPTIONAL = (
    "legal_basis_zh", "legal_basis_en", "basis_note_zh", "basis_note_en",
    "qualification_zh", "qualification_en", "qualification_basis_zh", "qualification_basis_en",
    "deliverable_zh", "deliverable_en", "cancelled_by", "disposal_zh", "disposal_en",
)  # fmt: skip
OTHER = ("code", "commissioned_by", "basis_level", "status", "time_limit_working_days", "cancelled_year", "is_verified")

COLUMNS = (*OTHER, *REQUIRED, *OPTIONAL)
"""The columns of an import."""


def seed(uow: UnitOfWork) -> Catalogue:
    """Add the items the product carries and this instance lacks; what an operator changed stays."""
    uow.require("catalogue:maintain", None)
    known = set(uow.session.scalars(select(ServiceItem.code)))
    items = _read(read_csv(reference.content("catalogue.csv")))
    added = [values["code"] for values in items if values["code"] not in known]
    uow.session.add_all(ServiceItem(**values) for values in items if values["code"] not in known)
    uow.flush()
    catalogue = Catalogue(added=tuple(added))
    if added:
        uow.record("catalogue:seed", catalogue, added=len(added))
    _tell(uow, catalogue)
    return catalogue


def import_rows(uow: UnitOfWork, rows: Sequence[Row]) -> Catalogue:
    """Add and change items by `code`; items the file does not name stay. Columns: `COLUMNS`.

    Raises Invalid with every bad line; nothing is imported then. Every changed item is journalled with its old values.
    """
    uow.require("catalogue:maintain", None)
    need_columns(rows, *COLUMNS)
    known = {item.code: item for item in uow.session.scalars(select(ServiceItem).with_for_update())}
    added, changed = [], []
    for values in _read(rows):
        item = known.get(values["code"])
        if item is None:
            item = ServiceItem(**values)
            uow.session.add(item)
            added.append(item.code)
            continue
        before = {name: getattr(item, name) for name, value in values.items() if getattr(item, name) != value}
        if before:
            for name in before:
                setattr(item, name, values[name])
            changed.append(item.code)
            uow.record("catalogue:change", item, before=before, after={name: values[name] for name in before})
    uow.flush()
    catalogue = Catalogue(tuple(added), tuple(changed))
    uow.record("catalogue:import", catalogue, added=added, changed=changed)
    _tell(uow, catalogue)
    return catalogue


def _tell(uow: UnitOfWork, catalogue: Catalogue) -> None:
    for code in (*catalogue.added, *catalogue.changed):
        uow.emit(ItemChanged(code))


def _read(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The values of every row; Invalid with all bad lines."""
    errors = RowErrors()
    items: dict[str, dict[str, Any]] = {}
    for row in rows:
        with errors.at(row):
            values = _values(row)
            if values["code"] in items:
                errors.note(row.line, mark("%(code)s stands twice in the file.", code=values["code"]))
            items[values["code"]] = values
    errors.raise_any()
    return list(items.values())


def _values(row: Row) -> dict[str, Any]:
    lengths = {column.name: getattr(column.type, "length", 0) for column in ServiceItem.__table__.columns}
    values: dict[str, Any] = {name: row.text(name, longest=lengths[name]) for name in ("code", *REQUIRED)}
    values |= {name: row.text(name, longest=lengths[name], required=False) for name in OPTIONAL}
    values |= {
        "commissioned_by": row.choice("commissioned_by", Commissioner),
        "basis_level": row.choice("basis_level", BasisLevel),
        "status": row.choice("status", ItemStatus),
        "time_limit_working_days": row.whole("time_limit_working_days"),
        "cancelled_year": row.whole("cancelled_year"),
        "is_verified": row.truth("is_verified"),
    }
    _check(values)
    return values


def _check(values: dict[str, Any]) -> None:
    if not _CODE.fullmatch(values["code"]):
        raise Invalid(mark("A code has small letters, digits and hyphens only, for example env-eia-report."))
    if values["time_limit_working_days"] == 0:
        raise Invalid(mark("A time limit has at least one working day; leave it empty when there is none."))
    if values["basis_level"] is not BasisLevel.NONE and not values["legal_basis_zh"]:
        raise Invalid(mark("Name the law and article, or set the basis level to none."))
    if values["qualification_zh"] and not values["qualification_basis_zh"]:
        raise Invalid(mark("A qualification may be required only with its legal basis; name it."))
    if values["status"] is ItemStatus.CANCELLED and not values["cancelled_by"]:
        raise Invalid(mark("Name the document that cancelled this item."))
