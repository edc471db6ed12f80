"""A list read page by page along an index, so that a page deep in it costs what the first page costs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, bindparam, select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import KeyedColumnElement

from marketplace.kernel import prepared
from marketplace.kernel.clock import wall_clock
from marketplace.kernel.database import AnySelect


@dataclass(frozen=True, slots=True)
class Place:
    """Which page is wanted, counted from 1.

    `after` and `before` are keys of rows that the page follows or precedes, as its neighbours know them; 0: not known.
    """

    page: int = 1
    after: int = 0
    before: int = 0


FIRST = Place()
STRIDE = 1000
"""Rows between two places that are remembered: what a page of a known number is counted off at most [ours]."""
FRESH = timedelta(minutes=5)
"""How long they are; a page of a known number may begin as many rows off as have come or gone in between [ours]."""


class _Places(NamedTuple):
    """The keys of every `STRIDE`-th row, from the first on, as far as anybody has read."""

    since: datetime
    keys: tuple[tuple[Any, ...], ...] = ()


class Walk:
    """Pages of `size` of `rows`, in the order of the columns `order` of one table and then of its key, all one way.

    `rows` selects columns, not objects, from that table and whatever it is joined with, without limit; `listed` says
    which of its rows are meant. An index over `order` must exist. From a neighbour's row any page costs the same; a
    page that is only known by its number is counted off from the end or from the nearest place that is remembered.
    """

    def __init__(
        self,
        rows: AnySelect,
        listed: ColumnElement[bool],
        order: Sequence[KeyedColumnElement[Any]],
        size: int,
        *,
        descending: bool = False,
        stride: int = STRIDE,
        wall: Callable[[], datetime] = wall_clock,
    ) -> None:
        table = order[0].table
        self.size, self._stride, self._wall = size, stride, wall
        self._places: WeakKeyDictionary[Engine, _Places] = WeakKeyDictionary()
        key = [*order, table.c.id]
        anchor = table.alias("anchor")
        here, there = tuple_(*key), tuple_(*(anchor.c[column.name] for column in key))
        onwards = [column.desc() if descending else column.asc() for column in key]
        backwards = [column.asc() if descending else column.desc() for column in key]
        numbers = select(table.c.id).where(listed)
        from_anchor = numbers.where(anchor.c.id == bindparam("anchor"))

        def page(wanted: AnySelect) -> AnySelect:
            found = wanted.limit(bindparam("most")).offset(bindparam("skip")).subquery("page")
            return rows.where(table.c.id == found.c.id).order_by(None).order_by(*onwards)

        self._onwards = page(numbers.order_by(*onwards))
        self._backwards = page(numbers.order_by(*backwards))
        place = tuple_(*(bindparam(f"key{at}", type_=column.type) for at, column in enumerate(key)))
        further = here < place if descending else here > place
        self._from_place = page(numbers.where(further).order_by(*onwards))
        nth = select(*key).where(listed).order_by(*onwards).limit(1).offset(bindparam("skip"))
        self._nth, self._nth_further = nth, nth.where(further)
        self._after = page(from_anchor.where(here < there if descending else here > there).order_by(*onwards))
        self._before = page(from_anchor.where(here > there if descending else here < there).order_by(*backwards))

    def read(self, session: Session, place: Place, count: Callable[[], int]) -> Sequence[Any]:
        """One page; `count` says how long the whole list is, and is asked only where that matters."""
        whole = {"skip": 0, "most": self.size}
        rows: Sequence[Any] = ()
        if place.after:
            rows = prepared.rows(session, self._after, whole | {"anchor": place.after})
        elif place.before:
            rows = prepared.rows(session, self._before, whole | {"anchor": place.before})
        if rows:
            return rows
        start = (place.page - 1) * self.size
        total = count() if start else 0
        if start and start >= total:
            return ()
        rest = total - start
        if start and rest <= min(start, self._stride):
            last = {"skip": max(0, rest - self.size), "most": min(rest, self.size)}
            return prepared.rows(session, self._backwards, last)
        passed, key = self._nearest(session, start)
        nearest = self._from_place if key else self._onwards
        return prepared.rows(session, nearest, whole | {"skip": start - passed} | key)

    def _nearest(self, session: Session, start: int) -> tuple[int, dict[str, Any]]:
        """How many rows end with the remembered one that is nearest before `start`, and its key; none: 0."""
        if start < self._stride:
            return 0, {}
        engine = session.get_bind().engine
        known = self._places.get(engine)
        if known is None or not known.since <= self._wall() < known.since + FRESH:
            known = _Places(self._wall())
        while len(known.keys) < start // self._stride:
            further = self._nth_further if known.keys else self._nth
            found = prepared.rows(session, further, {"skip": self._stride - 1} | _named(known.keys[-1:]))
            if not found:
                break
            known = known._replace(keys=(*known.keys, tuple(found[0])))
        self._places[engine] = known
        number = min(start // self._stride, len(known.keys))
        return number * self._stride, _named(known.keys[number - 1 : number])


def _named(keys: Sequence[Sequence[Any]]) -> dict[str, Any]:
    return {f"key{at}": value for key in keys for at, value in enumerate(key)}
