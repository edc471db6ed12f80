"""Keeping the table: from a package, by hand, from a file."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import delete, select

from marketplace.domain.calendar.models import CalendarDay, DaySource
from marketplace.domain.calendar.ports import HolidaySource
from marketplace.domain.calendar.rules import CalendarYear
from marketplace.domain.documents.tables import Row, RowErrors, need_columns
from marketplace.kernel.i18n import mark
from marketplace.kernel.texts import one_line
from marketplace.kernel.unit_of_work import UnitOfWork

LONGEST_NAME = 60


def seed(uow: UnitOfWork, source: HolidaySource, years: Iterable[int]) -> list[CalendarYear]:
    """Fill `years` from `source`; again whenever the next year's in-lieu days are out.

    A year imported from a file and a day set by hand stay as people decided. Returns the years that were written.
    """
    uow.require("calendar:maintain", None)
    written = []
    for year in sorted(set(years)):
        kept = {day.date: day for day in _days_of(uow, year) if day.source is not DaySource.PACKAGE}
        if any(day.source is DaySource.IMPORT for day in kept.values()):
            continue
        found = source.year(year)
        _clear(uow, year, DaySource.PACKAGE)
        uow.session.add_all(
            CalendarDay(
                date=day.date,
                is_workday=day.is_workday,
                name=day.name,
                source=DaySource.PACKAGE,
                provisional=found.is_provisional,
            )
            for day in found.days
            if day.date not in kept
        )
        uow.flush()
        written.append(CalendarYear(year))
        uow.record("calendar:seed", written[-1], days=len(found.days), provisional=found.is_provisional)
    return written


def set_day(uow: UnitOfWork, day: date, *, is_workday: bool, name: str) -> CalendarDay:
    """The operator says what one day is. It changes no deadline that is already stored."""
    uow.require("calendar:maintain", None)
    label = one_line(name, longest=LONGEST_NAME)
    row = uow.session.get(CalendarDay, day, with_for_update=True)
    before = row.is_workday if row else None
    if row is None:
        row = uow.add(CalendarDay(date=day, is_workday=is_workday, name=label, source=DaySource.OPERATOR))
    row.is_workday, row.name, row.source, row.provisional = is_workday, label, DaySource.OPERATOR, False
    uow.flush()
    uow.record("calendar:set_day", row, is_workday=is_workday, before=before, name=label)
    return row


def import_rows(uow: UnitOfWork, rows: Sequence[Row]) -> list[CalendarYear]:
    """Replace whole years by a file with the columns ``date``, ``is_workday``, ``name``; they count as published.

    Raises Invalid with every bad line; nothing is imported then.
    """
    uow.require("calendar:maintain", None)
    need_columns(rows, "date", "is_workday", "name")
    errors = RowErrors()
    days: dict[date, CalendarDay] = {}
    for row in rows:
        with errors.at(row):
            day = CalendarDay(
                date=row.day("date"),
                is_workday=row.truth("is_workday"),
                name=row.text("name", longest=LONGEST_NAME),
                source=DaySource.IMPORT,
            )
            if day.date in days:
                errors.note(row.line, mark("%(day)s stands twice in the file.", day=day.date))
            days[day.date] = day
    errors.raise_any()
    years = [CalendarYear(year) for year in sorted({day.year for day in days})]
    for year in years:
        _clear(uow, year.year, *DaySource)
    uow.session.add_all(days.values())
    uow.flush()
    for year in years:
        uow.record("calendar:import", year, days=sum(day.year == year.year for day in days))
    return years


def _days_of(uow: UnitOfWork, year: int) -> Sequence[CalendarDay]:
    return uow.session.scalars(
        select(CalendarDay).where(CalendarDay.date.between(date(year, 1, 1), date(year, 12, 31))).with_for_update()
    ).all()


def _clear(uow: UnitOfWork, year: int, *sources: DaySource) -> None:
    uow.session.execute(
        delete(CalendarDay).where(
            CalendarDay.date.between(date(year, 1, 1), date(year, 12, 31)), CalendarDay.source.in_(sources)
        ),
        execution_options={"synchronize_session": "fetch"},
    )
