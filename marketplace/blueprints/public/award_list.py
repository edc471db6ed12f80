"""The list of award notices."""

from collections.abc import Sequence

from flask import render_template
from markupsafe import Markup

from marketplace.blueprints.public import asked, listing, rows
from marketplace.blueprints.public.searching import Marker
from marketplace.blueprints.public.sheets import Source, Whole, sheet
from marketplace.blueprints.web.speed import gettext as _
from marketplace.domain.awards import queries
from marketplace.domain.search.ports import Kind
from marketplace.kernel.database import AnyRow


def index() -> str:
    """Award notices that stand, narrowed and sorted as the address says."""
    return render_template("public/awards/index.html", sheet=sheet(asked.read(Kind.AWARD), SOURCE))


def table(found: Sequence[AnyRow], marker: Marker | None) -> Markup:
    """The rows, with what was looked for marked."""
    shown = rows.awards(found)
    if marker is None:
        return listing.part("award_table", shown, _("Award notices"))
    marked = marker.rows(shown, titles=("title", "item", "buyer", "supplier"))
    return listing.fresh_part("award_table", marked, _("Award notices"))


SOURCE = Source(queries.these, table, Whole(queries.count, queries.newest))
