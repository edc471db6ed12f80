"""Asking the search for a page of a list, what its filters would bring, and marking in the page what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from markupsafe import Markup

from marketplace.blueprints.public.asked import FACETS, Wanted
from marketplace.blueprints.public.facets import Counts
from marketplace.blueprints.web.work import now, providers
from marketplace.domain.search import finding, highlighting
from marketplace.domain.search.finding import Asked, Desk, Found
from marketplace.domain.search.highlighting import Part
from marketplace.domain.search.ports import Kind, Need

FRESH = timedelta(minutes=1)
"""How long the counts of a whole list stand: counting a million rows costs more than reading a page of them [ours]."""
KEPT = "marketplace.public.facet_counts"

SNIPPET = 160
"""Characters of a description that a hit shows [ours]."""


@dataclass(frozen=True, slots=True)
class Marker:
    """Writes texts with what was looked for marked."""

    needs: Sequence[Need]

    def title(self, text: str) -> Markup:
        """The whole text."""
        return _written(highlighting.marked(text, self.needs, desk().analysis))

    def name(self, text: str) -> Markup:
        """The whole name of an agency or a service, which may have been found by its sound."""
        return _written(highlighting.marked(text, self.needs, desk().analysis, is_named=True))

    def snippet(self, text: str) -> Markup:
        """The best piece of a longer text; empty where nothing in it was looked for."""
        parts = highlighting.snippet(text, self.needs, desk().analysis, SNIPPET)
        return _written(parts) if any(part.is_hit for part in parts) else Markup()


def desk() -> Desk:
    """Where the house asks."""
    return providers().search


def find(wanted: Wanted, size: int) -> Found:
    """One page of hits, with the counts of its filters where it is narrowed."""
    return finding.find(desk(), wanted.asked(size, counted=wanted.is_narrowed))


def whole(kind: Kind) -> tuple[datetime, Counts]:
    """When all documents of a kind were last counted by the values of its filters, and how many there were."""
    kept: dict[Kind, tuple[datetime, Counts]] = current_app.extensions.setdefault(KEPT, {})
    found = kept.get(kind)
    if found is None or not found[0] <= now() < found[0] + FRESH:
        answer = finding.find(desk(), Asked(kind, limit=0, counted=FACETS[kind])).answer
        found = kept[kind] = (now(), answer.counts)
    return found


def _written(parts: Sequence[Part]) -> Markup:
    return Markup("").join(Markup("<mark>{}</mark>").format(part.text) if part.is_hit else part.text for part in parts)
