"""Keeping the table of exceptional days, on both databases."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from marketplace.adapters.calendar.chinese_holidays import ChineseHolidays
from marketplace.domain.calendar import operations as calendar
from marketplace.domain.calendar import queries
from marketplace.domain.calendar.models import CalendarDay, DaySource
from marketplace.domain.calendar.ports import SpecialDay, YearOfDays
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.documents.tables import Row, read_csv
from marketplace.kernel.actor import ANYONE, PLATFORM
from marketplace.kernel.errors import Invalid, NotPermitted
from marketplace.kernel.journal import JournalEntry
from marketplace.providers import Providers
from tests.clock import MONDAY
from tests.parties import operator, person, regulator

REAL_2027 = "date,is_workday,name\n2027-01-01,no,元旦\n2027-01-03,yes,调休上班\n"


class Announced:
    """The package once the State Council has announced 2027."""

    def year(self, year: int) -> YearOfDays:
        days = [
            SpecialDay(date(year, 1, 1), is_workday=False, name="元旦"),
            SpecialDay(date(year, 1, 2), is_workday=True, name="调休上班"),
        ]
        return YearOfDays(year, days, is_provisional=False)


def rows(text: str) -> list[Row]:
    return read_csv(text.encode())


def seed(house: Providers, *years: int) -> None:
    with house.writing(PLATFORM) as uow:
        calendar.seed(uow, ChineseHolidays(), years)


def test_seeding_fills_years_and_the_calendar_answers_from_them(house: Providers) -> None:
    seed(house, 2026, 2027, 2026)
    with house.reading() as session:
        loaded = queries.load(session, date(2026, 5, 1), date(2027, 5, 1))
        assert loaded.is_working_day(date(2026, 2, 14))
        assert not loaded.is_working_day(date(2026, 4, 6))
        assert loaded.published_years == {2026}
        assert (loaded.first, loaded.last) == (date(2026, 1, 1), date(2027, 12, 31))
        days = queries.list_year(session, 2026)
        assert [day.date for day in days] == sorted(day.date for day in days)
        assert days[0].name == "元旦"
        assert not any(day.provisional for day in days)
        assert all(day.provisional for day in queries.list_year(session, 2027))
        written = session.scalars(select(JournalEntry.object_ref)).all()
        assert list(written) == ["2026", "2027"]


def test_around_reaches_from_last_year_to_years_ahead(house: Providers) -> None:
    new_year_in_shanghai = datetime(2026, 1, 1, tzinfo=MARKET_ZONE)
    with house.reading() as session:
        loaded = queries.around(session, new_year_in_shanghai)
    assert (loaded.first, loaded.last) == (date(2025, 1, 1), date(2031, 12, 31))
    assert loaded.published_years == frozenset()


def test_seeding_again_takes_the_announced_days_and_keeps_what_people_set(house: Providers) -> None:
    seed(house, 2027)
    with house.writing(operator(house)) as uow:
        calendar.set_day(uow, date(2027, 1, 1), is_workday=True, name="迎检")
    with house.writing(PLATFORM) as uow:
        assert [year.year for year in calendar.seed(uow, Announced(), [2027])] == [2027]
    with house.reading() as session:
        assert [(day.date.day, day.is_workday, day.source) for day in queries.list_year(session, 2027)] == [
            (1, True, DaySource.OPERATOR),
            (2, True, DaySource.PACKAGE),
        ]
        assert queries.load(session, date(2027, 1, 1), date(2027, 1, 1)).published_years == {2027}


def test_one_day_set_by_hand_does_not_make_its_year_published(house: Providers) -> None:
    with house.writing(operator(house)) as uow:
        set_day = calendar.set_day(uow, date(2028, 1, 3), is_workday=False, name="  元旦 ")
        assert (set_day.ref, set_day.name) == ("2028-01-03", "元旦")
    with house.reading() as session:
        assert queries.load(session, date(2028, 1, 1), date(2028, 1, 1)).published_years == frozenset()


def test_a_day_set_by_hand_is_journalled_with_what_it_was(house: Providers) -> None:
    seed(house, 2026)
    with house.writing(operator(house)) as uow:
        calendar.set_day(uow, date(2026, 2, 14), is_workday=False, name="通知")
    with house.reading() as session:
        entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "calendar:set_day")).one()
        assert (entry.data["before"], entry.data["is_workday"]) == (True, False)
        assert session.get_one(CalendarDay, date(2026, 2, 14)).is_workday is False


def test_an_import_replaces_whole_years_and_is_not_overwritten(house: Providers) -> None:
    seed(house, 2026, 2027)
    with house.writing(operator(house)) as uow:
        calendar.set_day(uow, date(2027, 6, 1), is_workday=False, name="儿童节")
        assert [year.ref for year in calendar.import_rows(uow, rows(REAL_2027))] == ["2027"]
    seed(house, 2027)
    with house.reading() as session:
        assert [day.date.day for day in queries.list_year(session, 2027)] == [1, 3]
        loaded = queries.load(session, date(2026, 1, 1), date(2027, 1, 1))
        assert loaded.published_years == {2026, 2027}
        assert loaded.is_working_day(date(2027, 1, 3))


def test_a_bad_import_names_its_lines_and_changes_nothing(house: Providers) -> None:
    seed(house, 2027)
    bad = REAL_2027 + "2027-13-01,no,x\n2027-01-01,no,元旦\n2027-02-01,vielleicht,x\n2027-02-02,no,\n"
    with pytest.raises(Invalid) as refusal, house.writing(operator(house)) as uow:
        calendar.import_rows(uow, rows(bad))
    assert list(refusal.value.fields) == ["line 4", "line 5", "line 6", "line 7"]
    assert "date" in str(refusal.value.fields["line 4"])
    with house.reading() as session:
        assert len(queries.list_year(session, 2027)) > 10


def test_an_import_needs_its_columns(house: Providers) -> None:
    with pytest.raises(Invalid, match="name"), house.writing(PLATFORM) as uow:
        calendar.import_rows(uow, rows("date,is_workday\n2027-01-01,no\n"))


def test_only_operators_and_the_platform_keep_the_calendar(house: Providers) -> None:
    for actor in (ANYONE, person(house), regulator(house)):
        with house.writing(actor) as uow:
            with pytest.raises(NotPermitted):
                calendar.seed(uow, ChineseHolidays(), [2026])
            with pytest.raises(NotPermitted):
                calendar.set_day(uow, MONDAY.date(), is_workday=False, name="x")
            with pytest.raises(NotPermitted):
                calendar.import_rows(uow, rows(REAL_2027))
    with house.reading() as session:
        assert session.scalars(select(CalendarDay)).all() == []
