"""The days of a certificate: pure, and at the boundary of the day in Beijing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.domain.organisations.certificates import News, Validity, news, next_news, validity

FIRST, LAST = date(2026, 3, 10), date(2026, 9, 30)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 3, 9), Validity.FUTURE),
        (FIRST, Validity.IN_FORCE),
        (date(2026, 7, 31), Validity.IN_FORCE),
        (date(2026, 8, 1), Validity.EXPIRES_SOON),
        (LAST, Validity.EXPIRES_SOON),
        (date(2026, 10, 1), Validity.EXPIRED),
    ],
)
def test_how_a_certificate_stands(on: date, expected: Validity) -> None:
    assert validity(FIRST, LAST, None, on) is expected


def test_one_without_an_end_stays_in_force_until_it_is_taken_off() -> None:
    assert validity(FIRST, None, None, date(2099, 1, 1)) is Validity.IN_FORCE
    assert validity(FIRST, LAST, date(2026, 5, 1), date(2026, 4, 30)) is Validity.IN_FORCE
    assert validity(FIRST, LAST, date(2026, 5, 1), date(2026, 5, 1)) is Validity.TAKEN_OFF


def test_each_day_that_matters_comes_once_and_in_order() -> None:
    at, seen = datetime(2026, 1, 1, tzinfo=UTC), []
    while (due := next_news(FIRST, LAST, at)) is not None:
        seen.append((due.astimezone(UTC).isoformat(timespec="minutes"), *news(FIRST, LAST, due, due)))
        at = due
    assert seen == [
        ("2026-03-09T16:00+00:00", News.BEGINS),
        ("2026-07-31T16:00+00:00", News.WARNING),
        ("2026-08-30T16:00+00:00", News.WARNING),
        ("2026-09-22T16:00+00:00", News.WARNING),
        ("2026-09-30T16:00+00:00", News.EXPIRES),
    ]


def test_a_late_look_finds_everything_since() -> None:
    due = next_news(FIRST, LAST, datetime(2026, 4, 1, tzinfo=UTC))
    assert due is not None
    assert news(FIRST, LAST, due, due + timedelta(days=365)) == {News.WARNING, News.EXPIRES}
    assert next_news(FIRST, LAST, due + timedelta(days=365)) is None
