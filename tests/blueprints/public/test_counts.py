"""The length of a long list is counted now and then; a short one tells it by itself."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Flask

from marketplace.blueprints.public import counts
from marketplace.domain.search.ports import Kind
from tests.clock import HandClock

FULL = ["row"] * 3


def test_a_page_that_is_not_full_is_the_last_and_is_not_counted(app: Flask) -> None:
    with app.test_request_context("/"):
        assert counts.total(Kind.TENDER, FULL[:2], 4, 3, _never) == 11
        assert counts.total(Kind.TENDER, [], 1, 3, _never) == 0


def test_a_long_list_is_counted_again_after_ten_seconds_a_very_long_one_after_minutes(
    app: Flask, clock: HandClock
) -> None:
    lengths: Iterator[int] = iter((30, 31, 50, counts.LONG, 7))

    def ask(kind: Kind = Kind.TENDER) -> int:
        with app.test_request_context("/"):
            return counts.total(kind, FULL, 1, 3, lambda: next(lengths))

    assert (ask(), ask()) == (30, 30)
    clock.at += counts.FRESH - timedelta(microseconds=1)
    assert ask() == 30
    clock.at += timedelta(microseconds=1)
    assert ask() == 31
    assert ask(Kind.AWARD) == 50
    clock.at += counts.FRESH
    assert ask() == counts.LONG
    clock.at += counts.FRESH_LONG - timedelta(microseconds=1)
    assert ask() == counts.LONG
    clock.at += timedelta(microseconds=1)
    assert ask() == 7


def test_an_empty_page_behind_the_end_is_counted(app: Flask) -> None:
    with app.test_request_context("/"):
        assert counts.total(Kind.ITEM, [], 9, 3, lambda: 7) == 7


def _never() -> int:
    raise AssertionError
