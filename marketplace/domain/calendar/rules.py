"""Counting days, pure. A `WorkingCalendar` is a value made from the table's rows."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MARKET_ZONE = ZoneInfo("Asia/Shanghai")
"""The one zone in which days of the market begin and end."""

CLOSING_TIME = time(17, 0)
"""Close of business, when bids fall due on their last day (民法典 Art 203(2): 停止业务活动的时间) [ours]."""

SATURDAY = 5
MONTHS_A_YEAR = 12
ONE_DAY = timedelta(days=1)


def day_of(moment: datetime) -> date:
    """The market's day that `moment` (aware) falls on."""
    if moment.tzinfo is None:
        message = f"naive time {moment!r}"
        raise ValueError(message)
    return moment.astimezone(MARKET_ZONE).date()


def start_of(day: date) -> datetime:
    """00:00 of `day` in the market's zone."""
    return datetime.combine(day, time(), MARKET_ZONE)


def end_of(day: date) -> datetime:
    """24:00 of `day` (民法典 Art 203(2)), that is 00:00 of the next: a period is over once now >= this."""
    return start_of(day + ONE_DAY)


def at_closing_hour(day: date) -> datetime:
    """Close of business on `day`."""
    return datetime.combine(day, CLOSING_TIME, MARKET_ZONE)


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A year of the table, as the journal names it."""

    year: int

    @property
    def ref(self) -> str:
        """The year's number."""
        return str(self.year)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The days from `first` to `last`; asking about any other day is a fault, never a guess.

    `exceptions` maps a day to whether it is a working day, against Monday to Friday. `published_years` are those whose
    in-lieu days are known.
    """

    first: date
    last: date
    exceptions: Mapping[date, bool]
    published_years: frozenset[int]

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, unless the table says otherwise; ValueError outside the loaded days."""
        if not self.first <= day <= self.last:
            message = f"{day} is outside the loaded calendar ({self.first} to {self.last})"
            raise ValueError(message)
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def add_working_days(self, start: datetime, n: int) -> datetime:
        """When a period of `n` >= 1 working days that begins with `start` is over: 24:00 of its last day."""
        return end_of(self.working_day_after(start, n))

    def add_calendar_days(self, start: datetime, n: int) -> datetime:
        """When a period of `n` >= 1 calendar days is over: 24:00 of its last day, rolled (民法典 Art 203(1))."""
        return end_of(self.calendar_day_after(start, n))

    def add_months(self, start: datetime, n: int) -> datetime:
        """When a period of `n` >= 1 months is over: 24:00 of the day with the number of the day of `start`, rolled.

        A month that has no such day ends it with its last (民法典 Art 202).
        """
        day = day_of(start)
        year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + _counted(n), MONTHS_A_YEAR)
        _, longest = monthrange(year, month + 1)
        return end_of(self.rolled(day.replace(year=year, month=month + 1, day=min(day.day, longest))))

    def add_working_time(self, start: datetime, length: timedelta) -> datetime:
        """When hours or minutes are over, of which nothing passes on days off (民法典 Art 203(1), by analogy)."""
        moment = start
        while True:
            midnight = end_of(day_of(moment))
            if self.is_working_day(day_of(moment)):
                if moment + length <= midnight:
                    return moment + length
                length -= midnight - moment
            moment = midnight

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """How long it is from one instant to a later one without the days off."""
        passed, moment = timedelta(), start
        while moment < end:
            until = min(end_of(day_of(moment)), end)
            passed += until - moment if self.is_working_day(day_of(moment)) else timedelta()
            moment = until
        return passed

    def working_day_after(self, start: datetime, n: int) -> date:
        """The `n`-th working day after the day of `start`, which is not counted (民法典 Art 201(1))."""
        return self._nth(day_of(start), n, ONE_DAY)

    def working_day_before(self, end: datetime, n: int) -> date:
        """The `n`-th working day before the day of `end`, which is not counted; for "at least n days before"."""
        return self._nth(day_of(end), n, -ONE_DAY)

    def calendar_day_after(self, start: datetime, n: int) -> date:
        """The `n`-th day after the day of `start`, or the first working day after that when it is a day off."""
        return self.rolled(day_of(start) + _counted(n) * ONE_DAY)

    def rolled(self, day: date) -> date:
        """`day` itself when it is a working day, else the next one (民法典 Art 203(1))."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def working_days_between(self, start: datetime, end: datetime) -> int:
        """How many working days lie between: the day of `start` is not counted, that of `end` is."""
        return sum(self.is_working_day(day) for day in _days(day_of(start) + ONE_DAY, day_of(end)))

    def is_provisional(self, start: datetime, end: datetime) -> bool:
        """Whether a period touches a year whose in-lieu days are not published: its end may still move."""
        return any(year not in self.published_years for year in range(day_of(start).year, day_of(end).year + 1))

    def _nth(self, day: date, n: int, step: timedelta) -> date:
        for _ in range(_counted(n)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day


def _counted(n: int) -> int:
    if n < 1:
        message = f"a period has at least one day, not {n}"
        raise ValueError(message)
    return n


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY
