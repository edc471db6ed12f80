"""Entering a region's figures of a year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.documents.tables import Row, RowErrors, need_columns
from marketplace.domain.regimes.models import RegimeEntry
from marketplace.domain.regimes.states import MADE_ELSEWHERE, Regime
from marketplace.domain.regions.models import Region
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.money import Money
from marketplace.kernel.unit_of_work import UnitOfWork

COLUMNS = (
    "region_code", "year", "regime", "threshold", "items", "small_purchase",
    "window_small", "window_large", "publicity", "sign_within", "citation",
)  # fmt: skip
"""The columns of an import: amounts in yuan, periods in working days, codes of items apart by spaces."""

YEARS = range(2020, 2100)
"""A year outside is a slip of the keys [own default]."""

LONGEST_PERIOD = 60
"""Working days; a longer one is a slip of the keys [own default]."""

LONGEST_CITATION = 300
_DAYS = ("window_small", "window_large", "publicity", "sign_within")


@dataclass(frozen=True, slots=True)
class Entered:
    """An import as the journal names it."""

    entries: tuple[str, ...]
    ref = "regimes"


def import_rows(uow: UnitOfWork, rows: Sequence[Row]) -> Entered:
    """Enter the figures of a table with the columns `COLUMNS`, all lines or none; what stood before stays on record.

    A draft follows what is in force on its day; a published tender keeps what it was published with. Raises Invalid
    with every bad line.
    """
    uow.require("regime:maintain", None)
    need_columns(rows, *COLUMNS)
    regions = set(uow.session.scalars(select(Region.code)))
    items = set(uow.session.scalars(select(ServiceItem.code)))
    errors, read = RowErrors(), []
    for row in rows:
        with errors.at(row):
            values = _values(row)
            _check(values, regions, items)
            read.append(values)
    errors.raise_any()
    refs = []
    for values in read:
        entry = uow.add(
            RegimeEntry(ref=uow.new_ref("G"), entered_at=uow.now, entered_by=uow.actor.user_id or 0, **values)
        )
        told = {name: value.fen if isinstance(value, Money) else value for name, value in values.items()}
        uow.record("regime:enter", entry, **told)
        refs.append(entry.ref)
    return Entered(tuple(refs))


def _values(row: Row) -> dict[str, Any]:
    values: dict[str, Any] = {name: row.whole(name) or 0 for name in ("year", *_DAYS)}
    return values | {
        "region_code": row.text("region_code", longest=6, required=False) or None,
        "regime": row.choice("regime", Regime),
        "threshold": _amount(row, "threshold"),
        "small_purchase": _amount(row, "small_purchase") or Money(0),
        "items": sorted(set(row.text("items", longest=2_000, required=False).split())),
        "citation": row.text("citation", longest=LONGEST_CITATION),
    }


def _amount(row: Row, column: str) -> Money | None:
    written = row.cells.get(column, "")
    try:
        return Money.parse(written) if written else None
    except Invalid as refusal:
        raise Invalid(mark("%(column)s: %(reason)s", column=column, reason=refusal.text)) from None


def _check(values: Mapping[str, Any], regions: set[str], items: set[str]) -> None:
    regime: Regime = values["regime"]
    if values["year"] not in YEARS:
        raise Invalid(mark("%(column)s: %(reason)s", column="year", reason=mark("Write a year like 2026.")))
    if values["region_code"] is not None and values["region_code"] not in regions:
        raise Invalid(mark("There is no region with the code %(code)s.", code=values["region_code"]))
    if unknown := set(values["items"]) - items:
        raise Invalid(mark("The catalogue has no item %(code)s.", code=min(unknown)))
    if not 1 <= values["window_small"] <= values["window_large"] <= LONGEST_PERIOD:
        raise Invalid(
            mark("The windows lie between 1 and %(most)s working days, the shorter first.", most=LONGEST_PERIOD)
        )
    if not all(values[name] <= LONGEST_PERIOD for name in _DAYS):
        raise Invalid(mark("A period has at most %(most)s working days.", most=LONGEST_PERIOD))
    if regime in MADE_ELSEWHERE:
        if not values["threshold"]:
            raise Invalid(mark("This regime needs the sum from which it holds, in the column threshold."))
    elif values["threshold"] is not None or values["items"]:
        raise Invalid(mark("This regime holds where no other does: leave threshold and items empty."))
    elif not values["publicity"] or not values["sign_within"]:
        raise Invalid(mark("Awards are made here: write at least 1 working day for publicity and for signing."))
