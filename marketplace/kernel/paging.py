"""A list read page by page along an index, so that a page deep in it costs what the first page costs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import KeyedColumnElement

from marketplace.kernel import prepared
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


class Walk:
    """Pages of `size` of `rows`, in the order of the columns `order` of one table and then of its key, all one way.

    `rows` selects columns, not objects, from that table and whatever it is joined with, without limit; `listed` says
    which of its rows are meant. An index over `order` must exist. From a neighbour's row any page costs the same; a
    page that is only known by its number is counted off from the nearer end.
    """

    def __init__(
        self,
        rows: AnySelect,
        listed: ColumnElement[bool],
        order: Sequence[KeyedColumnElement[Any]],
        size: int,
        *,
        descending: bool = False,
    ) -> None:
        table = order[0].table
        self.size = size
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
        if start * 2 <= total:
            return prepared.rows(session, self._onwards, whole | {"skip": start})
        rest = total - start
        return prepared.rows(session, self._backwards, {"skip": max(0, rest - self.size), "most": min(rest, self.size)})
