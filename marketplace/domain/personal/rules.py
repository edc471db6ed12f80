"""How long a procurement file binds; pure."""

from datetime import date, datetime, timedelta

from marketplace.domain.calendar.rules import day_of, end_of

KEPT_YEARS = 15
"""Years that a procurement file is kept, counted from the end of the purchase (政府采购法 Art 42)."""

PRACTITIONER_KEPT = timedelta(days=30)
"""How long a person stays named after their last day with an agency when no procurement file needs them [ours]."""


def kept_until(ended_at: datetime) -> datetime:
    """When the file of a purchase that ended then need not be kept any more: 24:00 of the same day, years on."""
    day = day_of(ended_at)
    try:
        last = day.replace(year=day.year + KEPT_YEARS)
    except ValueError:  # 29 February
        last = date(day.year + KEPT_YEARS, 3, 1)
    return end_of(last)
