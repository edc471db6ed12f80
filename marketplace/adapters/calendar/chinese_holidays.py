"""China's holidays from the `holidays` package, with the in-lieu days of the years it knows."""

import holidays

from marketplace.domain.calendar.ports import SpecialDay, YearOfDays

IN_LIEU = "调休上班"
"""What a weekend day that is worked is called."""


class ChineseHolidays:
    """A year counts as published once the package knows any weekend day in it that is worked in lieu."""

    def year(self, year: int) -> YearOfDays:
        """The exceptional days of one year, in order."""
        found = holidays.country_holidays("CN", years=[year], language="zh_CN")
        worked = [day for day in found.weekend_workdays if day.year == year]
        days = [SpecialDay(day, is_workday=False, name=name) for day, name in found.items()]
        days += [SpecialDay(day, is_workday=True, name=IN_LIEU) for day in worked]
        return YearOfDays(year, sorted(days, key=lambda day: day.date), is_provisional=not worked)
