"""Import lines; reserve, release, commit and spend within the transaction of the stage that needs it.

What a buyer pays with funds of its own has no line (None): nothing is held and nothing is entered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from marketplace.domain.budgets.models import BudgetEntry, BudgetLine, EntryKind
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.documents.tables import Row, RowErrors, need_columns
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.money import ZERO, Money
from marketplace.kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewLine:
    """One line as planned."""

    fiscal_year: int
    code: str
    name: str
    amount: Money


def import_lines(uow: UnitOfWork, department_ref: str, lines: Iterable[NewLine]) -> list[BudgetLine]:
    """Add the lines of an approved budget, all or none; a code that stands already in that year refuses the import."""
    department = uow.claim(Organisation, department_ref, "budget:import")
    if department.kind is not OrganisationKind.DEPARTMENT:
        raise Conflict(mark("Only a department has a budget."))
    known = {
        (year, code)
        for year, code in uow.session.execute(
            select(BudgetLine.fiscal_year, BudgetLine.code).where(BudgetLine.organisation_id == department.id),
        )
    }
    added = []
    for new in lines:
        if (new.fiscal_year, new.code) in known:
            raise Invalid(
                mark(
                    "Line %(code)s of %(year)s stands in the budget already.", code=new.code, year=str(new.fiscal_year)
                ),
            )
        known.add((new.fiscal_year, new.code))
        line = uow.add(
            BudgetLine(
                ref=uow.new_ref("L"),
                organisation_id=department.id,
                fiscal_year=new.fiscal_year,
                code=new.code,
                name=new.name,
                amount=new.amount,
                reserved=ZERO,
                committed=ZERO,
                spent=ZERO,
            ),
        )
        uow.record("budget:import", line, code=new.code, year=new.fiscal_year, fen=new.amount.fen)
        added.append(line)
    return added


COLUMNS = ("fiscal_year", "code", "name", "amount")
"""The columns of an import, named as a line's own fields."""

LONGEST_CODE = 40
LONGEST_NAME = 200
YEARS = range(2000, 2101)
"""A year outside is a slip of the keys [own default]."""


def import_rows(uow: UnitOfWork, department_ref: str, rows: Sequence[Row]) -> list[BudgetLine]:
    """Add the lines of a table with the columns `COLUMNS`; amounts in yuan.

    Raises Invalid with every bad line, also those that stand in the budget already; nothing is imported then.
    """
    department = uow.claim(Organisation, department_ref, "budget:import")
    need_columns(rows, *COLUMNS)
    known = {
        (year, code)
        for year, code in uow.session.execute(
            select(BudgetLine.fiscal_year, BudgetLine.code).where(BudgetLine.organisation_id == department.id),
        )
    }
    errors = RowErrors()
    lines: list[NewLine] = []
    for row in rows:
        with errors.at(row):
            line = _read(row)
            if (line.fiscal_year, line.code) in known:
                raise Invalid(
                    mark(
                        "%(code)s of %(year)s stands in the budget already, or twice in the file.",
                        code=line.code,
                        year=str(line.fiscal_year),
                    )
                )
            known.add((line.fiscal_year, line.code))
            lines.append(line)
    errors.raise_any()
    return import_lines(uow, department_ref, lines)


def _read(row: Row) -> NewLine:
    year = row.whole("fiscal_year")
    if year is None or year not in YEARS:
        raise Invalid(mark("%(column)s: %(reason)s", column="fiscal_year", reason=mark("Write a year like 2026.")))
    try:
        amount = Money.parse(row.cells.get("amount", ""))
    except Invalid as refusal:
        raise Invalid(mark("%(column)s: %(reason)s", column="amount", reason=refusal.text)) from None
    return NewLine(year, row.text("code", longest=LONGEST_CODE), row.text("name", longest=LONGEST_NAME), amount)


def reserve(uow: UnitOfWork, line_id: int | None, tender_ref: str, amount: Money) -> None:
    """Hold `amount` for a tender that is being published.

    Raises Invalid when the line has less left or belongs to another fiscal year (预算法 Art 18: the calendar year).
    """
    if line_id is None:
        return
    line = uow.lock(BudgetLine, line_id)
    if line.fiscal_year != day_of(uow.now).year:
        raise Invalid(mark("The budget line belongs to %(year)s; choose one of this year.", year=str(line.fiscal_year)))
    if amount > line.available:
        raise Invalid(
            fields={
                "ceiling": mark(
                    "The budget line has %(left)s left; the ceiling price may not be higher.",
                    left=line.available,
                ),
            },
        )
    line.reserved += amount
    _enter(uow, line, EntryKind.RESERVE, tender_ref, amount)


def hold_more(uow: UnitOfWork, line_id: int | None, change_ref: str, amount: Money) -> None:
    """Hold `amount` for a supplement to a contract of this line, until the agency answers.

    Raises Conflict when the line has less left or its fiscal year is over (预算法 Art 18).
    """
    if line_id is None:
        return
    line = uow.lock(BudgetLine, line_id)
    if line.fiscal_year != day_of(uow.now).year:
        raise Conflict(mark("The budget line belongs to %(year)s and takes no more.", year=str(line.fiscal_year)))
    if amount > line.available:
        raise Conflict(mark("The budget line has %(left)s left; the supplement needs more.", left=line.available))
    line.reserved += amount
    _enter(uow, line, EntryKind.RESERVE, change_ref, amount)


def release(uow: UnitOfWork, line_id: int | None, tender_ref: str, amount: Money) -> None:
    """Give back what was held for a tender that ended without an award."""
    if line_id is None:
        return
    line = uow.lock(BudgetLine, line_id)
    line.reserved -= amount
    _enter(uow, line, EntryKind.RELEASE, tender_ref, amount)


def commit(uow: UnitOfWork, line_id: int | None, tender_ref: str, reserved: Money, price: Money) -> None:
    """Turn a reservation into a commitment of the awarded price; what is left over is free again."""
    if line_id is None:
        return
    line = uow.lock(BudgetLine, line_id)
    line.reserved -= reserved
    line.committed += price
    _enter(uow, line, EntryKind.RELEASE, tender_ref, reserved)
    _enter(uow, line, EntryKind.COMMIT, tender_ref, price)


def commit_instead(uow: UnitOfWork, line_id: int | None, ended: tuple[str, Money], begun: tuple[str, Money]) -> None:
    """Put the commitment of one award, (reference, price), in the place of that of another.

    Raises Conflict when the line has not enough left for a higher price.
    """
    if line_id is None:
        return
    line = uow.lock(BudgetLine, line_id)
    left = line.available + ended[1]
    if begun[1] > left:
        raise Conflict(
            mark("The budget line has %(left)s left; the next bid costs %(price)s.", left=left, price=begun[1])
        )
    line.committed += begun[1] - ended[1]
    _enter(uow, line, EntryKind.FREE, *ended)
    _enter(uow, line, EntryKind.COMMIT, *begun)


def spend(uow: UnitOfWork, line_id: int | None, payment_ref: str, amount: Money) -> None:
    """Turn a commitment into money spent."""
    if line_id is None:
        return
    line = uow.lock(BudgetLine, line_id)
    line.committed -= amount
    line.spent += amount
    _enter(uow, line, EntryKind.SPEND, payment_ref, amount)


def free(uow: UnitOfWork, line_id: int | None, subject_ref: str, amount: Money) -> None:
    """Give a commitment back that nothing will be paid for."""
    if line_id is None:
        return
    line = uow.lock(BudgetLine, line_id)
    line.committed -= amount
    _enter(uow, line, EntryKind.FREE, subject_ref, amount)


def _enter(uow: UnitOfWork, line: BudgetLine, kind: EntryKind, subject_ref: str, amount: Money) -> None:
    uow.add(BudgetEntry(line_id=line.id, kind=kind, subject_ref=subject_ref, amount=amount, at=uow.now))
    uow.record(f"budget:{kind}", line, about=subject_ref, fen=amount.fen)
