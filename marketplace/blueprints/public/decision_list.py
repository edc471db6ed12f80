"""What was decided in public: on complaints, on objections to awards, on what the restriction check found."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import render_template
from markupsafe import Markup

from marketplace.blueprints.public import asked, facets, listing
from marketplace.blueprints.public.searching import Marker
from marketplace.blueprints.public.sheets import Source, sheet
from marketplace.blueprints.web.filters import day, translate
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.words import in_language, state_label, state_tone
from marketplace.domain.search.documents import decisions
from marketplace.domain.search.documents.decisions import Decision, Line
from marketplace.domain.search.ports import Kind


class DecisionRow(NamedTuple):
    """A line of the list."""

    href: str
    ref: str
    kind: str
    title: str
    about: str
    label: str
    tone: str
    day: str
    snippet: str = ""


def index() -> str:
    """Decisions, narrowed and sorted as the address says."""
    return render_template("public/decisions.html", sheet=sheet(asked.read(Kind.DECISION), SOURCE))


def table(found: Sequence[Line], marker: Marker | None) -> Markup:
    """The rows, with what was looked for marked."""
    shown = tuple(map(_row, found))
    if marker is None:
        return listing.part("decision_table", shown, _("Decisions"))
    marked = marker.rows(shown, titles=("title", "about"), texts=[line.said for line in found])
    return listing.fresh_part("decision_table", marked, _("Decisions"))


SOURCE = Source(decisions.these, table)


def path(line: Line) -> str:
    """Where a decision is read: a complaint has a page, the others stand with their tender."""
    return f"/complaints/{line.ref}" if line.decision is Decision.COMPLAINT else f"/tenders/{line.tender_ref}"


def _row(line: Line) -> DecisionRow:
    return DecisionRow(
        href=path(line),
        ref=line.ref,
        kind=translate(facets.DECISIONS[line.decision.name.lower()]),
        title=line.title,
        about=in_language(line.name, line.name_en),
        label=state_label(line.state),
        tone=state_tone(line.state),
        day=day(line.at),
    )
