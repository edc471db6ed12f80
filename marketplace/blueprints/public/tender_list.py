"""The list of tenders."""

from collections.abc import Sequence

from flask import render_template
from markupsafe import Markup

from marketplace.blueprints.public import asked, listing, rows
from marketplace.blueprints.public.searching import Marker
from marketplace.blueprints.public.sheets import Source, Whole, sheet
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.work import now, reading
from marketplace.domain.search.ports import Kind
from marketplace.domain.tenders import queries
from marketplace.domain.tenders.queries import TenderLine


def index() -> str:
    """Published tenders, narrowed and sorted as the address says."""
    return render_template("public/tenders/index.html", sheet=sheet(asked.read(Kind.TENDER), SOURCE))


def table(found: Sequence[TenderLine], marker: Marker | None) -> Markup:
    """The rows, with what was looked for marked."""
    shown = rows.tenders(found, now())
    if marker is None:
        return listing.part("tender_table", shown, _("Tenders"))
    texts = queries.descriptions(reading(), [line.id for line in found])
    said = [texts.get(line.id, "") for line in found]
    marked = marker.rows(shown, titles=("title", "item", "buyer"), texts=said)
    return listing.fresh_part("tender_table", marked, _("Tenders"))


SOURCE = Source(queries.these, table, Whole(queries.count_public, queries.newest))
