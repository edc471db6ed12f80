"""When nobody could reach the platform before a deadline, and what that makes of the deadline. Pure.

Whoever would have bid in the last two hours and found nobody gets the time again, and so does everybody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

LOOKED_AT = timedelta(hours=2)
"""How long before the deadline it matters whether the platform could be reached [own default]."""

SILENCE = timedelta(seconds=60)
"""Nodes say every ten seconds that they are alive; a longer silence of all of them is a gap [own default]."""

LEAST = timedelta(hours=1)
"""How long bids are taken after the platform is back, at least [own default]."""


@dataclass(frozen=True, slots=True)
class Outage:
    """`lasted`: all gaps together; `recovered_at`: the end of the last one, None while it goes on."""

    lasted: timedelta
    recovered_at: datetime | None


def outage(signs: Sequence[datetime], deadline: datetime, known_since: datetime, now: datetime) -> Outage | None:
    """What the `signs` of life, in their order, say about the time before `deadline`; None when there was no gap.

    A gap counts from two hours before the deadline on; one in which the deadline falls counts to its end. Nothing
    counts that lies before `known_since`: nobody kept a record then.
    """
    start = max(deadline - LOOKED_AT, known_since)
    if not signs or signs[0] > start:
        signs = [start, *signs]
    gaps = [
        (begun, ended)
        for begun, ended in pairwise(signs)
        if ended - begun > SILENCE and begun < deadline and ended > start
    ]
    if signs[-1] < deadline and now - signs[-1] > SILENCE:
        return Outage(_sum([*gaps, (signs[-1], now)], start), None)
    return Outage(_sum(gaps, start), gaps[-1][1]) if gaps else None


def moved(deadline: datetime, found: Outage) -> datetime:
    """The deadline that makes good an outage that is over; never an earlier one."""
    if found.recovered_at is None:
        return deadline
    return max(deadline, found.recovered_at + max(found.lasted, LEAST))


def _sum(gaps: Sequence[tuple[datetime, datetime]], start: datetime) -> timedelta:
    return sum((ended - max(begun, start) for begun, ended in gaps), timedelta())
