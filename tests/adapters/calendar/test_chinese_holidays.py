"""China's holidays as the package knows them."""

from datetime import date

from marketplace.adapters.calendar.chinese_holidays import IN_LIEU, ChineseHolidays
from marketplace.domain.calendar.ports import SpecialDay


def test_2026_is_published_with_its_worked_weekends() -> None:
    year = ChineseHolidays().year(2026)
    assert not year.is_provisional
    assert SpecialDay(date(2026, 2, 14), is_workday=True, name=IN_LIEU) in year.days
    assert {day.date for day in year.days if day.is_workday} == {
        date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)
    }  # fmt: skip
    assert [day.date for day in year.days] == sorted(day.date for day in year.days)


def test_a_year_before_its_announcement_is_provisional() -> None:
    year = ChineseHolidays().year(2027)
    assert year.is_provisional
    assert not any(day.is_workday for day in year.days)
    assert SpecialDay(date(2027, 1, 1), is_workday=False, name="元旦") in year.days
