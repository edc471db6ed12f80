"""One page of a public list: its rows from the database or from the search, its filters, orders and neighbours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from flask import get_template_attribute
from markupsafe import Markup
from sqlalchemy.orm import Session

from marketplace.blueprints.public import counts, facets, reference, searching
from marketplace.blueprints.public.asked import NAME, PATHS, Wanted
from marketplace.blueprints.public.facets import Chip, Counts
from marketplace.blueprints.public.listing import REMEMBERED, part
from marketplace.blueprints.public.reference import Reference
from marketplace.blueprints.public.searching import Counted, Marker
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.language import language
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.work import reading
from marketplace.domain.search.finding import Hint
from marketplace.domain.search.ports import Facet, Kind, Order
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.paging import FIRST, Place

SIZE = 30
"""Rows of a page [ours]."""

ORDERS: dict[str, Text] = {
    NAME: mark("Name"),
    Order.BEST: mark("Best match"),
    Order.RATING: mark("Rating"),
    Order.NEWEST: mark("Newest"),
    Order.DEADLINE: mark("Closing soonest"),
    Order.CHEAPEST: mark("Lowest price"),
    Order.DEAREST: mark("Highest price"),
}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole list in its usual order, which the database reads without any search."""

    count: Callable[[Session], int]
    page: Callable[[Session, Place, Callable[[], int]], Sequence[Any]]
    is_keyed: bool = True
    """Whether a row's `id` tells the place of the pages beside it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a list's rows come from, and how they are written; what is not public at this moment is left out."""

    these: Callable[[Session, Sequence[int]], Sequence[Any]]
    """Rows by number, in the order given."""
    table: Callable[[Sequence[Any], Marker | None], Markup]
    whole: Whole | None = None
    """None where only the search knows all in one order."""
    most: int = 0
    """Of a list that is never longer, `in_order` says the order unless words do."""
    in_order: Callable[[Sequence[Any]], Sequence[Any]] = tuple


class WayOut(NamedTuple):
    """Where nothing was found: what to leave out, and how many rows that brings."""

    label: str
    many: str
    href: str


class Sheet(NamedTuple):
    """What the page shows around its table, which is empty where there are no rows."""

    kind: Kind
    path: str
    q: str
    kept: tuple[tuple[str, str], ...]
    """What the form of the words keeps."""
    is_narrowed: bool
    table: Markup | str
    many: str
    page: int
    last: int
    before_page: str
    """The address of a page up to its number; then for the page before this one and the one after it what follows."""
    previous: str
    next: str
    understood: str
    """What was searched for instead of words that find nothing; else empty."""
    ways_out: tuple[WayOut, ...]
    chips: tuple[Chip, ...]
    sorting: Markup | str
    panel: Markup
    parameters: str
    """The parameters of the address, for files of the same result."""

    @property
    def is_beyond(self) -> bool:
        """Whether the list ends before this page."""
        return self.page > self.last


def sheet(wanted: Wanted, source: Source) -> Sheet:
    """The page that is wanted."""
    return _plain(wanted, source, source.whole) if wanted.is_plain and source.whole else _found(wanted, source)


def _plain(wanted: Wanted, source: Source, whole: Whole) -> Sheet:
    session, place = reading(), wanted.place
    rows = whole.page(session, place, lambda: counts.known(wanted.kind, lambda: whole.count(session)))
    total = counts.total(wanted.kind, rows, place.page, SIZE, lambda: whole.count(session))
    ends = (f"&before={rows[0].id}", f"&after={rows[-1].id}") if rows and whole.is_keyed else ("", "")
    return _sheet(wanted, total, source.table(rows, None) if rows else "", ends, _whole_panel(wanted))


def _found(wanted: Wanted, source: Source) -> Sheet:
    place = wanted.place
    is_short = source.most and not wanted.q
    found = searching.find(replace(wanted, place=FIRST), source.most) if is_short else searching.find(wanted, SIZE)
    answer = found.answer
    rows = source.these(reading(), answer.numbers)
    if is_short:
        rows = source.in_order(rows)[(place.page - 1) * SIZE : place.page * SIZE]
    marker = searching.marker(found) if wanted.q else None
    counted = answer.counts if wanted.is_narrowed else searching.whole(wanted.kind).counts
    made = _sheet(wanted, answer.total, source.table(rows, marker) if rows else "", ("", ""), _panel(wanted, counted))
    return made._replace(
        understood=found.understood if found.understood != wanted.q else "",
        ways_out=tuple(_way_out(wanted, hint) for hint in found.hints),
    )


def _sheet(wanted: Wanted, total: int, table: Markup | str, ends: tuple[str, str], panel: Markup) -> Sheet:
    around = _around(_said(wanted), language(), reference.current())
    return Sheet(
        kind=wanted.kind,
        path=PATHS[wanted.kind],
        q=wanted.q,
        kept=around.kept,
        is_narrowed=wanted.is_narrowed,
        table=table,
        many=f"{total:,}",
        page=wanted.place.page,
        last=max(1, -(-total // SIZE)),
        before_page=around.before_page,
        previous=ends[0],
        next=ends[1],
        understood="",
        ways_out=(),
        chips=around.chips,
        sorting=around.sorting,
        panel=panel,
        parameters=around.query,
    )


class _Around(NamedTuple):
    """What stands on every page of a list."""

    kept: tuple[tuple[str, str], ...]
    before_page: str
    query: str
    chips: tuple[Chip, ...]
    sorting: Markup | str


def _said(wanted: Wanted) -> tuple[Any, ...]:
    """All that a list hangs on but the page, to be found again by."""
    return wanted.kind, wanted.q, tuple(wanted.chosen.items()), wanted.sort, wanted.whole, wanted.kept


def _wanted(said: tuple[Any, ...]) -> Wanted:
    kind, q, chosen, sort, whole, kept = said
    return Wanted(kind, q, dict(chosen), sort, FIRST, whole, kept)


@lru_cache(maxsize=REMEMBERED)
def _around(said: tuple[Any, ...], speech: str, known: Reference) -> _Around:  # noqa: ARG001 - in the key
    """Written once for a language and for what the names of its filters were read as, at most a minute ago."""
    wanted = _wanted(said)
    return _Around(
        kept=tuple(pair for pair in wanted.parameters if pair[0] != "q"),
        before_page=wanted.before_page,
        query=wanted.query,
        chips=facets.chips(wanted) if wanted.is_narrowed else (),
        sorting=_sortings(wanted),
    )


def _sortings(wanted: Wanted) -> Markup | str:
    orders = wanted.orders
    if len(orders) == 1:
        return ""
    links = tuple((order, translate(ORDERS[order]), _sorted_by(wanted, order).address) for order in orders)
    return part("sorting", links, wanted.order)


def _sorted_by(wanted: Wanted, order: str) -> Wanted:
    """The same in another order; "closing soonest" asks for what is still open."""
    again = replace(wanted, sort=order, place=FIRST)
    if order == Order.DEADLINE and Facet.STATUS not in wanted.chosen:
        return replace(again, chosen={Facet.STATUS: (str(TenderState.PUBLISHED),), **wanted.chosen})
    return again


def _whole_panel(wanted: Wanted) -> Markup:
    """The filters of a whole list, which is on every page of it: written again only when it was counted again."""
    counted = searching.whole(wanted.kind)
    return _remembered_panel(wanted.kind, wanted.kept, wanted.whole, language(), counted)


@lru_cache(maxsize=REMEMBERED)
def _remembered_panel(
    kind: Kind,
    kept: tuple[tuple[str, str], ...],
    shown: Facet | None,
    speech: str,  # noqa: ARG001 - in the key
    counted: Counted,
) -> Markup:
    return _written_panel(Wanted(kind, whole=shown, kept=kept), counted.counts)


def _panel(wanted: Wanted, counted: Counts) -> Markup:
    """The filters with what each value would bring, written once for the same counts and the same reference data."""
    counts = tuple((facet, tuple(values.items())) for facet, values in counted.items())
    return _panel_of(_said(wanted), counts, language(), reference.current())


@lru_cache(maxsize=REMEMBERED)
def _panel_of(
    said: tuple[Any, ...],
    counts: tuple[tuple[Facet, tuple[tuple[str, int], ...]], ...],
    speech: str,  # noqa: ARG001 - in the key
    known: Reference,  # noqa: ARG001 - in the key
) -> Markup:
    return _written_panel(_wanted(said), {facet: dict(values) for facet, values in counts})


def _written_panel(wanted: Wanted, counted: Counts) -> Markup:
    hidden = [*([("q", wanted.q)] if wanted.q else []), *([("sort", wanted.sort)] if wanted.sort else []), *wanted.kept]
    macro = get_template_attribute("public/parts.html", "facet_panel")
    clear = replace(wanted, chosen={}, place=FIRST).address
    return Markup(macro(facets.groups(wanted, counted), hidden, clear))  # noqa: S704 - a macro's output is markup


def _way_out(wanted: Wanted, hint: Hint) -> WayOut:
    if hint.facet is not None:
        label = _("Without the filter “%(filter)s”", filter=translate(facets.LABELS[hint.facet]))
        left = {facet: values for facet, values in wanted.chosen.items() if facet is not hint.facet}
        href = replace(wanted, chosen=left, place=FIRST).address
    else:
        label = _("Without “%(word)s”", word=hint.word)
        href = replace(wanted, q=hint.text, place=FIRST).address
    return WayOut(label, f"{hint.total:,}", href)
