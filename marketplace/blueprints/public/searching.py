"""Asking the search for a page of a list, what its filters would bring, and marking in the page what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from markupsafe import Markup, escape

from marketplace.blueprints.public.asked import FACETS, Wanted
from marketplace.blueprints.public.facets import Counts
from marketplace.blueprints.web.speed import written
from marketplace.blueprints.web.work import now, providers
from marketplace.domain.search import finding, highlighting
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.finding import Asked, Desk, Found
from marketplace.domain.search.highlighting import Part, Sought
from marketplace.domain.search.ports import Kind

FRESH = timedelta(minutes=1)
"""How long the counts of a whole list stand: counting a million rows costs more than reading a page of them [ours]."""
KEPT = "marketplace.public.facet_counts"

SNIPPET = 160
"""Characters of a description that a hit shows [ours]."""


@dataclass(frozen=True, slots=True)
class Marker:
    """Writes rows with what was looked for marked, as `analysis` understands both."""

    sought: Sought
    analysis: Analysis

    def rows(
        self,
        shown: Sequence[Any],
        titles: Sequence[str] = (),
        names: Sequence[str] = (),
        texts: Sequence[str] | None = None,
    ) -> list[Any]:
        """Named tuples with what was found marked in these columns; names may have been found by their sound.

        `texts` are longer ones, of one row each: the best piece becomes its `snippet`, where something was found in it.
        """
        columns: dict[str, list[Markup]] = {}
        for name in (*titles, *names):
            column = [getattr(row, name) for row in shown]
            marked = highlighting.marked(column, self.sought, self.analysis, is_named=name in names)
            columns[name] = list(map(_written, marked))
        if texts is not None:
            pieces = highlighting.snippets(texts, self.sought, self.analysis, SNIPPET)
            columns["snippet"] = list(map(_written, pieces))
        cells = zip(*columns.values(), strict=True)
        return [row._replace(**dict(zip(columns, own, strict=True))) for row, own in zip(shown, cells, strict=True)]


def marker(found: Found) -> Marker:
    """Marks what an answer was found by."""
    return Marker(Sought.of(found.needs), desk().analysis)


def desk() -> Desk:
    """Where the house asks."""
    return providers().search


def find(wanted: Wanted, size: int) -> Found:
    """One page of hits, with the counts of its filters where it is narrowed."""
    return finding.find(desk(), wanted.asked(size, counted=wanted.is_narrowed))


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """How many documents of a kind had each value of its filters, and when; what is written of it may be kept by it."""

    at: datetime
    counts: Counts


def whole(kind: Kind) -> Counted:
    """All documents of a kind as they were last counted."""
    kept: dict[Kind, Counted] = current_app.extensions.setdefault(KEPT, {})
    found = kept.get(kind)
    if found is None or not found.at <= now() < found.at + FRESH:
        answer = finding.find(desk(), Asked(kind, limit=0, counted=FACETS[kind])).answer
        found = kept[kind] = Counted(now(), answer.counts)
    return found


def _written(parts: Sequence[Part]) -> Markup:
    if len(parts) == 1 and not parts[0].is_hit:
        return escape(parts[0].text)
    pieces = (f"<mark>{written(part.text)}</mark>" if part.is_hit else written(part.text) for part in parts)
    return Markup("".join(pieces))  # noqa: S704 - every part of it is escaped
