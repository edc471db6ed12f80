"""Filling the table of divisions."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from marketplace import reference
from marketplace.domain.documents.tables import Row, RowErrors, need_columns, read_csv
from marketplace.domain.regions.models import Region, RegionLevel, RegionTable
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

COLUMNS = ("code", "name_zh", "name_en", "level", "parent")
"""The columns of an import."""

_CODE = re.compile(r"[1-9]\d{5}", re.ASCII)


def seed(uow: UnitOfWork) -> Sequence[Region]:
    """Add the divisions the product carries and this instance lacks; returns what was added, parents first."""
    uow.require("platform:operate", None)
    known = set(uow.session.scalars(select(Region.code)))
    rows = [row for row in read_csv(reference.content("regions.csv")) if row.cells["code"] not in known]
    added = _put(uow, [_values(row) for row in rows])
    if added:
        uow.record("region:seed", added[0], count=len(added))
    return added


def import_rows(uow: UnitOfWork, rows: Sequence[Row]) -> RegionTable:
    """Add and change divisions by `code`; those the file does not name stay. Columns: `COLUMNS`.

    Raises Invalid with every bad line; nothing is imported then. What changes is journalled with its old values.
    """
    uow.require("platform:operate", None)
    need_columns(rows, *COLUMNS)
    known = {region.code: region for region in uow.session.scalars(select(Region).with_for_update())}
    levels = {code: region.level for code, region in known.items()}
    errors = RowErrors()
    read: list[tuple[Row, dict[str, Any]]] = []
    for row in rows:
        with errors.at(row):
            values = _values(row)
            if any(values["code"] == other["code"] for _, other in read):
                raise Invalid(mark("%(code)s stands twice in the file.", code=values["code"]))
            read.append((row, values))
            levels[values["code"]] = values["level"]
    for row, values in read:
        with errors.at(row):
            _check_place(values, levels)
    errors.raise_any()
    changed = [values["code"] for _, values in read if values["code"] in known and _change(uow, known, values)]
    added = _put(uow, [values for _, values in read if values["code"] not in known])
    uow.flush()
    table = RegionTable(tuple(region.code for region in added), tuple(changed))
    uow.record("region:import", table, added=list(table.added), changed=changed)
    return table


def _values(row: Row) -> dict[str, Any]:
    code = row.text("code", longest=6)
    if not _CODE.fullmatch(code):
        raise Invalid(mark("A code of a division has six digits (GB/T 2260), for example 510100."))
    return {
        "code": code,
        "name_zh": row.text("name_zh", longest=60),
        "name_en": row.text("name_en", longest=100),
        "level": row.choice("level", RegionLevel),
        "parent": row.text("parent", longest=6, required=False) or None,
    }


def _check_place(values: Mapping[str, Any], levels: Mapping[str, RegionLevel]) -> None:
    """Every division but a province lies in one of a higher level that exists, in the table or in the file."""
    parent, order = values["parent"], list(RegionLevel)
    if values["level"] is RegionLevel.PROVINCE:
        if parent is not None:
            raise Invalid(mark("A province lies in no other division; leave its parent empty."))
    elif parent not in levels:
        raise Invalid(mark("The parent %(code)s is neither in the file nor known already.", code=parent or "–"))
    elif order.index(levels[parent]) >= order.index(values["level"]):
        raise Invalid(mark("The parent %(code)s does not stand on a higher level.", code=parent))


def _change(uow: UnitOfWork, known: Mapping[str, Region], values: Mapping[str, Any]) -> bool:
    region = known[values["code"]]
    before = {name: getattr(region, name) for name, value in values.items() if getattr(region, name) != value}
    for name in before:
        setattr(region, name, values[name])
    if before:
        uow.record("region:change", region, before=before, after={name: values[name] for name in before})
    return bool(before)


def _put(uow: UnitOfWork, divisions: Sequence[Mapping[str, Any]]) -> list[Region]:
    """Add new divisions, each after the one it lies in."""
    levels = list(RegionLevel)
    added = sorted(
        (Region(**values) for values in divisions), key=lambda region: (levels.index(region.level), region.code)
    )
    for level in levels:
        uow.session.add_all(region for region in added if region.level is level)
        uow.flush()
    return added
