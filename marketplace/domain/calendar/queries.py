"""Reading the calendar."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.calendar.models import CalendarDay, DaySource
from marketplace.domain.calendar.rules import WorkingCalendar, day_of

YEARS_AHEAD = 5
"""How far `around` looks: beyond any period of the rules or a contract; it costs some 30 rows a year [ours]."""


def load(session: Session, first: date, last: date) -> WorkingCalendar:
    """The calendar of the whole years from that of `first` to that of `last`.

    One day set by hand does not make its year published; a seeded or imported year is.
    """
    first, last = date(first.year, 1, 1), date(last.year, 12, 31)
    rows = session.execute(
        select(CalendarDay.date, CalendarDay.is_workday, CalendarDay.source, CalendarDay.provisional).where(
            CalendarDay.date.between(first, last)
        )
    ).all()
    return WorkingCalendar(
        first=first,
        last=last,
        exceptions={row.date: row.is_workday for row in rows},
        published_years=frozenset(
            row.date.year for row in rows if row.source is not DaySource.OPERATOR and not row.provisional
        ),
    )


def around(session: Session, moment: datetime) -> WorkingCalendar:
    """The calendar any period that touches `moment` needs: last year to `YEARS_AHEAD` years on."""
    year = day_of(moment).year
    return load(session, date(year - 1, 1, 1), date(year + YEARS_AHEAD, 1, 1))


def list_year(session: Session, year: int) -> Sequence[CalendarDay]:
    """The exceptional days of a year, in order."""
    return session.scalars(
        select(CalendarDay)
        .where(CalendarDay.date.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(CalendarDay.date)
    ).all()
