"""Entering a region's figures of a year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.documents.tables import Row, RowErrors, need_columns
from marketplace.domain.regimes.models import RegimeEntry
from marketplace.domain.regimes.states import MADE_ELSEWHERE, Regime
from marketplace.domain.regions.models import Region
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import Text, mark
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
LONGEST_ITEMS = 2_000
DAYS = ("window_small", "window_large", "publicity", "sign_within")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a region sets for a regime in a year; periods in working days, a region of None is the whole country."""

    region_code: str | None
    year: int
    regime: Regime
    threshold: Money | None
    items: tuple[str, ...]
    small_purchase: Money
    window_small: int
    window_large: int
    publicity: int
    sign_within: int
    citation: str


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
    errors, read = RowErrors(), []
    for row in rows:
        with errors.at(row):
            line = _read(row)
            _check(uow, line)
            read.append(line)
    errors.raise_any()
    return Entered(tuple(_enter(uow, line).ref for line in read))


def enter(uow: UnitOfWork, line: Line) -> RegimeEntry:
    """Enter one line, as `import_rows` does; raises Invalid at its fields."""
    uow.require("regime:maintain", None)
    _check(uow, line)
    return _enter(uow, line)


def _enter(uow: UnitOfWork, line: Line) -> RegimeEntry:
    values = {each.name: getattr(line, each.name) for each in fields(line)} | {"items": list(line.items)}
    entry = uow.add(RegimeEntry(ref=uow.new_ref("G"), entered_at=uow.now, entered_by=uow.actor.user_id or 0, **values))
    told = {name: value.fen if isinstance(value, Money) else value for name, value in values.items()}
    uow.record("regime:enter", entry, **told)
    return entry


def _read(row: Row) -> Line:
    days = {name: row.whole(name) or 0 for name in DAYS}
    return Line(
        region_code=row.text("region_code", longest=6, required=False) or None,
        year=row.whole("year") or 0,
        regime=row.choice("regime", Regime),
        threshold=_amount(row, "threshold"),
        items=codes(row.text("items", longest=LONGEST_ITEMS, required=False)),
        small_purchase=_amount(row, "small_purchase") or Money(0),
        citation=row.text("citation", longest=LONGEST_CITATION),
        **days,
    )


def codes(written: str) -> tuple[str, ...]:
    """Codes of items that stand apart by spaces, each once, in their order."""
    return tuple(sorted(set(written.split())))


def _amount(row: Row, column: str) -> Money | None:
    written = row.cells.get(column, "")
    try:
        return Money.parse(written) if written else None
    except Invalid as refusal:
        raise Invalid(mark("%(column)s: %(reason)s", column=column, reason=refusal.text)) from None


def _check(uow: UnitOfWork, line: Line) -> None:
    """Raise Invalid with every fault at its field; its text is the first of them."""
    found = [*_faults_of_place(uow, line), *_faults_of_days(line), *_faults_of_regime(line)]
    if found:
        raise Invalid(found[0][1], dict(reversed(found)))


def _faults_of_place(uow: UnitOfWork, line: Line) -> Iterator[tuple[str, Text]]:
    if line.year not in YEARS:
        yield "year", mark("Write a year like 2026.")
    if line.region_code is not None and uow.session.get(Region, line.region_code) is None:
        yield "region_code", mark("There is no region with the code %(code)s.", code=line.region_code)
    for code in line.items:
        if uow.session.get(ServiceItem, code) is None:
            yield "items", mark("The catalogue has no item %(code)s.", code=code)
    if not line.citation.strip() or len(line.citation) > LONGEST_CITATION:
        yield "citation", mark("Name the law or the decision that sets the figures.")


def _faults_of_days(line: Line) -> Iterator[tuple[str, Text]]:
    if not 1 <= line.window_small <= line.window_large <= LONGEST_PERIOD:
        text = mark("The windows lie between 1 and %(most)s working days, the shorter first.", most=LONGEST_PERIOD)
        yield "window_small", text
    for name in ("publicity", "sign_within"):
        if not 0 <= getattr(line, name) <= LONGEST_PERIOD:
            yield name, mark("A period has at most %(most)s working days.", most=LONGEST_PERIOD)


def _faults_of_regime(line: Line) -> Iterator[tuple[str, Text]]:
    if line.regime in MADE_ELSEWHERE:
        if not line.threshold:
            yield "threshold", mark("This regime needs the sum from which it holds, in the column threshold.")
    elif line.threshold is not None or line.items:
        yield "threshold", mark("This regime holds where no other does: leave threshold and items empty.")
    elif not line.publicity or not line.sign_within:
        yield "publicity", mark("Awards are made here: write at least 1 working day for publicity and for signing.")
