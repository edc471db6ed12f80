"""When a time without signs of life moves a deadline, and how far."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from marketplace.domain.tenders.reachability import Outage, moved, outage
from tests.clock import MONDAY as DEADLINE

LONG_AGO = DEADLINE - timedelta(days=30)


def beats(begin: int, end: int) -> Sequence[int]:
    """Seconds from the deadline, every ten from `begin` to `end`, both included."""
    return range(begin, end + 1, 10)


def at(seconds: float) -> datetime:
    return DEADLINE + timedelta(seconds=seconds)


TWO_HOURS = 2 * 3600
HOUR = 3600
BEFORE = -3 * HOUR
WITHOUT_A_GAP = [*beats(BEFORE, 20)]


@pytest.mark.parametrize(
    ("seconds", "now", "known_since", "lasted", "new_deadline"),
    [
        pytest.param(WITHOUT_A_GAP, 20, None, None, 0, id="alive all the time"),
        pytest.param([*beats(BEFORE, -600), *beats(-540, 20)], 20, None, None, 0, id="sixty seconds are no gap"),
        pytest.param(
            [*beats(BEFORE, -600), -539, *beats(-530, 20)], 20, None, 61, -539 + HOUR, id="sixty-one seconds are one"
        ),
        pytest.param(
            [*beats(BEFORE, -3000), *beats(-2700, -600), *beats(-300, 20)], 20, None, 600, -300 + HOUR,
            id="two gaps are summed, the hour runs from the end of the last",
        ),
        pytest.param(
            [*beats(BEFORE, -5400), *beats(-600, 20)], 20, None, 4800, -600 + 4800, id="a gap of more than an hour"
        ),
        pytest.param(
            [*beats(BEFORE, -TWO_HOURS - 600), *beats(-TWO_HOURS, 20)], 20, None, None, 0, id="over two hours ago"
        ),
        pytest.param(
            [*beats(BEFORE, -TWO_HOURS - 600), *beats(-TWO_HOURS + 300, 20)], 20, None, 300, 0,
            id="only what lies in the two hours counts, and no deadline is ever shortened",
        ),
        pytest.param([*beats(BEFORE, -300), 900, 910], 910, None, 1200, 900 + HOUR, id="the deadline came in the gap"),
        pytest.param([*beats(BEFORE, -300), 3 * HOUR], 3 * HOUR, None, 3 * HOUR + 300, 6 * HOUR + 300, id="for hours"),
        pytest.param([3 * HOUR], 3 * HOUR, None, 5 * HOUR, 8 * HOUR, id="since before the two hours"),
        pytest.param([*beats(BEFORE, 0), 900], 900, None, None, 0, id="alive at the very deadline, silent after it"),
        pytest.param([*beats(BEFORE, -50)], 5, None, None, 0, id="not yet silent for a minute when somebody looks"),
        pytest.param([*beats(-900, 20)], 20, -900, None, 0, id="nobody kept a record before"),
        pytest.param([*beats(-900, 20)], 20, -960, None, 0, id="the record began a minute before the first sign"),
        pytest.param([*beats(-900, 20)], 20, -970, 70, -900 + HOUR, id="the notice came out in the gap"),
    ],
)  # fmt: skip
def test_a_deadline_moves_by_what_was_missing(
    seconds: Sequence[int], now: int, known_since: int | None, lasted: int | None, new_deadline: int
) -> None:
    known = LONG_AGO if known_since is None else at(known_since)
    found = outage([at(each) for each in seconds], DEADLINE, known, at(now))
    if lasted is None:
        assert found is None
    else:
        assert found is not None
        assert found.lasted == timedelta(seconds=lasted)
        assert moved(DEADLINE, found) == at(new_deadline)


@pytest.mark.parametrize(
    ("seconds", "now"), [([*beats(BEFORE, -300)], 10), ([*beats(BEFORE, -300)], 2 * HOUR), ([], 10)]
)
def test_while_nobody_is_back_no_new_deadline_is_named(seconds: Sequence[int], now: int) -> None:
    found = outage([at(each) for each in seconds], DEADLINE, LONG_AGO, at(now))
    assert found is not None
    assert found.recovered_at is None
    assert moved(DEADLINE, found) == DEADLINE


def test_an_outage_says_when_it_was_over() -> None:
    found = outage([at(-300), at(100)], DEADLINE, at(-300), at(100))
    assert found == Outage(timedelta(seconds=400), at(100))
