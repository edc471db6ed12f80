"""The days of a certificate: when it is in force, when it needs a warning, and when the next news is due; pure."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

from marketplace.domain.calendar.rules import end_of, start_of
from marketplace.kernel.i18n import mark
from marketplace.kernel.lifecycle import Lifecycle

WARNING_DAYS = (60, 30, 7)
"""So many calendar days before a certificate expires its holder is warned, each time once [ours]."""


class Validity(StrEnum):
    """How a certificate stands on a day; told from its dates, never stored."""

    FUTURE = "future"
    IN_FORCE = "in_force"
    EXPIRES_SOON = "expires_soon"
    EXPIRED = "expired"
    TAKEN_OFF = "taken_off"


CERTIFICATE = Lifecycle(
    "certificate",
    Validity.FUTURE,
    {
        (Validity.FUTURE, "begin"): Validity.IN_FORCE,
        (Validity.IN_FORCE, "warn"): Validity.EXPIRES_SOON,
        (Validity.EXPIRES_SOON, "expire"): Validity.EXPIRED,
        (Validity.FUTURE, "take_off"): Validity.TAKEN_OFF,
        (Validity.IN_FORCE, "take_off"): Validity.TAKEN_OFF,
        (Validity.EXPIRES_SOON, "take_off"): Validity.TAKEN_OFF,
        (Validity.EXPIRED, "take_off"): Validity.TAKEN_OFF,
    },
    {
        Validity.FUTURE: mark("The certificate is shown, and its first day is still to come."),
        Validity.IN_FORCE: mark("The certificate is in force."),
        Validity.EXPIRES_SOON: mark("The certificate is in force and expires soon."),
        Validity.EXPIRED: mark("The certificate has expired; services that need it do not count as offered."),
        Validity.TAKEN_OFF: mark("The provider no longer relies on this certificate."),
    },
)
"""The calendar moves it by itself; only taking off is an act."""

IN_FORCE = frozenset({Validity.IN_FORCE, Validity.EXPIRES_SOON})
"""What a certificate is good for on such a day does not depend on how many days are left."""


def validity(valid_from: date, valid_to: date | None, taken_off_on: date | None, on: date) -> Validity:
    """On the day `on` in Beijing; the last day still counts, as a period ends at its 24:00 (民法典 Art 203(2))."""
    if taken_off_on is not None and on >= taken_off_on:
        return Validity.TAKEN_OFF
    if on < valid_from:
        return Validity.FUTURE
    if valid_to is None:
        return Validity.IN_FORCE
    if on > valid_to:
        return Validity.EXPIRED
    return Validity.EXPIRES_SOON if (valid_to - on).days <= max(WARNING_DAYS) else Validity.IN_FORCE


class News(StrEnum):
    """What happens to a certificate by the clock alone."""

    BEGINS = "begins"
    WARNING = "warning"
    EXPIRES = "expires"


def next_news(valid_from: date, valid_to: date | None, now: datetime) -> datetime | None:
    """The next instant after `now` at which it begins, is to be warned of, or has expired; None: nothing is left."""
    return min((at for at, _news in _timetable(valid_from, valid_to) if at > now), default=None)


def news(valid_from: date, valid_to: date | None, since: datetime, now: datetime) -> frozenset[News]:
    """What has happened from `since` to `now`, both included."""
    return frozenset(news for at, news in _timetable(valid_from, valid_to) if since <= at <= now)


def _timetable(valid_from: date, valid_to: date | None) -> Iterator[tuple[datetime, News]]:
    yield start_of(valid_from), News.BEGINS
    if valid_to is not None:
        yield from ((start_of(valid_to - timedelta(days=days)), News.WARNING) for days in WARNING_DAYS)
        yield end_of(valid_to), News.EXPIRES
