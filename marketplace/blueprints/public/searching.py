"""Asking the search for a page of a list, what its filters would bring, and marking in the page what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from markupsafe import Markup

from marketplace.blueprints.public.asked import FACETS, Wanted
from marketplace.blueprints.public.facets import Counts
from marketplace.blueprints.web.speed import written
from marketplace.blueprints.web.work import now, providers
from marketplace.domain.search import finding, highlighting
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.finding import Asked, Desk, Found
from marketplace.domain.search.highlighting import Pieces, Sought
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
        if not shown:
            return []
        row = type(shown[0])
        columns: dict[str, Sequence[Any]] = dict(zip(row._fields, zip(*shown, strict=True), strict=True))
        for name in (*titles, *names):
            marked = highlighting.marked(columns[name], self.sought, self.analysis, is_named=name in names)
            columns[name] = list(map(_written, marked))
        if texts is not None:
            pieces = highlighting.snippets(texts, self.sought, self.analysis, SNIPPET)
            columns["snippet"] = list(map(_written, pieces))
        return list(map(row._make, zip(*columns.values(), strict=True)))


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


def _written(pieces: Pieces) -> str:
    """Markup where something is marked, else the plain text, which the page escapes."""
    if len(pieces) == 1:
        return pieces[0]
    shown = list(map(written, pieces))
    shown[1::2] = [f"<mark>{hit}</mark>" for hit in shown[1::2]]
    return Markup("".join(shown))  # noqa: S704 - every piece of it is escaped
