"""Counting days, on the real days of 2026."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.adapters.calendar.chinese_holidays import ChineseHolidays
from marketplace.domain.calendar.rules import MARKET_ZONE, WorkingCalendar, at_closing_hour, day_of, end_of

SOURCE = ChineseHolidays()


def calendar(*years: int) -> WorkingCalendar:
    found = [SOURCE.year(year) for year in years]
    return WorkingCalendar(
        first=date(min(years), 1, 1),
        last=date(max(years), 12, 31),
        exceptions={day.date: day.is_workday for year in found for day in year.days},
        published_years=frozenset(year.year for year in found if not year.is_provisional),
    )


REAL = calendar(2025, 2026, 2027)


def at(day: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=MARKET_ZONE)


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        ("2026-02-13", True),  # Friday
        ("2026-02-14", True),  # Saturday, worked in lieu of 20 February
        ("2026-02-15", False),
        ("2026-02-20", False),
        ("2026-02-28", True),  # Saturday, worked in lieu of 23 February
        ("2026-04-05", False),
        ("2026-04-06", False),  # Monday, because Tomb-Sweeping Day is a Sunday
        ("2026-05-05", False),
        ("2026-05-09", True),
        ("2026-09-20", True),  # Sunday
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),
    ],
)
def test_real_days_of_2026(day: str, is_working: bool) -> None:
    assert REAL.is_working_day(date.fromisoformat(day)) is is_working


@pytest.mark.parametrize(
    ("start", "n", "last_day"),
    [
        ("2026-03-02", 2, "2026-03-04"),
        ("2026-03-06", 1, "2026-03-09"),  # over a weekend
        ("2026-03-07", 1, "2026-03-09"),  # begins on a day off
        ("2026-02-12", 3, "2026-02-24"),  # 13, the worked Saturday 14, then the whole Spring Festival
        ("2026-04-03", 1, "2026-04-07"),
        ("2026-09-30", 3, "2026-10-10"),  # 8, 9 and the worked Saturday
        ("2026-12-31", 1, "2027-01-04"),
    ],
)
def test_periods_of_working_days(start: str, n: int, last_day: str) -> None:
    assert REAL.working_day_after(at(start), n) == date.fromisoformat(last_day)
    assert REAL.add_working_days(at(start), n) == at(last_day, 0) + timedelta(days=1)


def test_the_day_is_that_of_shanghai_whatever_zone_the_instant_is_written_in() -> None:
    late_monday_in_utc = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
    assert day_of(late_monday_in_utc) == date(2026, 3, 3)
    assert REAL.working_day_after(late_monday_in_utc, 1) == date(2026, 3, 4)


def test_a_period_ends_at_24_00_and_bids_fall_due_at_the_close_of_business() -> None:
    assert end_of(date(2026, 3, 4)) == datetime(2026, 3, 4, 16, 0, tzinfo=UTC)
    assert at_closing_hour(date(2026, 3, 4)) == datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "n", "last_day"),
    [
        ("2026-03-02", 3, "2026-03-05"),
        ("2026-03-03", 4, "2026-03-09"),  # ends on a Saturday
        ("2026-02-10", 4, "2026-02-14"),  # ends on a worked Saturday
        ("2026-02-10", 6, "2026-02-24"),  # ends in the Spring Festival
        ("2026-09-28", 3, "2026-10-08"),
    ],
)
def test_periods_of_calendar_days_roll_over_days_off(start: str, n: int, last_day: str) -> None:
    assert REAL.calendar_day_after(at(start), n) == date.fromisoformat(last_day)
    assert REAL.add_calendar_days(at(start), n) == end_of(date.fromisoformat(last_day))


@pytest.mark.parametrize(
    ("start", "n", "last_day"),
    [
        ("2026-03-02", 1, "2026-04-02"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-02-05", 1, "2026-03-05"),
        ("2025-12-05", 2, "2026-02-05"),
        ("2025-06-02", 12, "2026-06-02"),
        ("2026-04-02", 1, "2026-05-06"),
    ],
)
def test_periods_of_months_end_with_the_day_of_the_same_number_or_the_last(start: str, n: int, last_day: str) -> None:
    assert REAL.add_months(at(start), n) == end_of(date.fromisoformat(last_day))


def test_counting_backwards() -> None:
    assert REAL.working_day_before(at("2026-03-09", 17), 1) == date(2026, 3, 6)
    assert REAL.working_day_before(at("2026-02-24"), 2) == date(2026, 2, 13)


def test_days_between() -> None:
    assert REAL.working_days_between(at("2026-02-12"), at("2026-02-24")) == 3
    assert REAL.working_days_between(at("2026-03-02"), at("2026-03-02", 17)) == 0


def test_a_year_without_in_lieu_days_is_provisional() -> None:
    assert not REAL.is_provisional(at("2026-03-02"), at("2026-12-31"))
    assert REAL.is_provisional(at("2026-12-31"), at("2027-01-04"))
    assert REAL.is_provisional(at("2025-12-31"), at("2028-01-04"))


def test_a_day_outside_the_loaded_years_is_a_fault_not_a_guess() -> None:
    with pytest.raises(ValueError, match="outside the loaded calendar"):
        REAL.add_working_days(at("2027-12-31"), 1)
    with pytest.raises(ValueError, match="outside"):
        REAL.is_working_day(date(2024, 12, 31))


@pytest.mark.parametrize("n", [0, -1])
def test_a_period_has_at_least_one_day(n: int) -> None:
    for count in (REAL.add_working_days, REAL.add_calendar_days, REAL.add_months, REAL.working_day_before):
        with pytest.raises(ValueError, match="at least one day"):
            count(at("2026-03-02"), n)


def test_a_naive_time_is_a_fault() -> None:
    with pytest.raises(ValueError, match="naive"):
        REAL.add_working_days(datetime(2026, 3, 2), 1)  # noqa: DTZ001 - that is the point


MOMENTS = st.datetimes(datetime(2025, 6, 1), datetime(2026, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(start=MOMENTS, n=st.integers(1, 60))
def test_the_last_day_is_a_working_day_and_the_period_has_n_of_them(start: datetime, n: int) -> None:
    last = REAL.working_day_after(start, n)
    assert REAL.is_working_day(last)
    assert REAL.working_days_between(start, at_closing_hour(last)) == n
    assert REAL.add_working_days(start, n) > start + timedelta(days=n - 1)


@given(start=MOMENTS, n=st.integers(1, 60))
def test_longer_periods_end_later_and_counting_back_returns(start: datetime, n: int) -> None:
    last = REAL.working_day_after(start, n)
    assert REAL.working_day_after(start, n + 1) > last
    assert REAL.working_day_before(at_closing_hour(REAL.working_day_after(start, n + 1)), 1) == last


@given(start=MOMENTS, n=st.integers(1, 60))
def test_calendar_periods_end_on_the_first_working_day_from_the_nth_on(start: datetime, n: int) -> None:
    last, nth = REAL.calendar_day_after(start, n), day_of(start) + timedelta(days=n)
    assert last >= nth
    assert REAL.is_working_day(last)
    assert not any(REAL.is_working_day(nth + timedelta(days=d)) for d in range((last - nth).days))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at("2026-03-10", 9), 24, at("2026-03-11", 9)),
        (at("2026-03-13", 16), 24, at("2026-03-16", 16)),
        (at("2026-03-13", 16), 8, at("2026-03-14", 0)),  # 24:00 of a working day
        (at("2026-03-14", 10), 24, at("2026-03-17", 0)),  # begins on a day off
        (at("2026-02-13", 9), 48, at("2026-02-24", 9)),  # Spring Festival, with its worked Saturday
    ],
)
def test_no_time_passes_on_days_off(start: datetime, hours: int, end: datetime) -> None:
    assert REAL.add_working_time(start, timedelta(hours=hours)) == end
    assert REAL.working_time_between(start, end) == timedelta(hours=hours)


def test_nothing_lies_between_an_instant_and_itself() -> None:
    assert REAL.working_time_between(at("2026-03-13"), at("2026-03-13")) == timedelta()
