"""The length of a long list is counted now and then; a short one tells it by itself."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Flask

from marketplace.blueprints.public import counts
from tests.clock import HandClock

FULL = ["row"] * 3


def test_a_page_that_is_not_full_is_the_last_and_is_not_counted(app: Flask) -> None:
    with app.test_request_context("/"):
        assert counts.total("few", FULL[:2], 4, 3, _never) == 11
        assert counts.total("none", [], 1, 3, _never) == 0


def test_a_long_list_is_counted_again_after_ten_seconds(app: Flask, clock: HandClock) -> None:
    lengths: Iterator[int] = iter((30, 31, 50))

    def ask(narrowing: str = "all") -> int:
        with app.test_request_context("/"):
            return counts.total(narrowing, FULL, 1, 3, lambda: next(lengths))

    assert (ask(), ask()) == (30, 30)
    clock.at += counts.FRESH - timedelta(microseconds=1)
    assert ask() == 30
    clock.at += timedelta(microseconds=1)
    assert ask() == 31
    assert ask("another") == 50


def test_an_empty_page_behind_the_end_is_counted(app: Flask) -> None:
    with app.test_request_context("/"):
        assert counts.total("beyond", [], 9, 3, lambda: 7) == 7


def _never() -> int:
    raise AssertionError
