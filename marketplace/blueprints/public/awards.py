"""The list of award notices."""

from flask import render_template

from marketplace.blueprints.public import counts, listing, reference, rows
from marketplace.blueprints.web.fields import query_int
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.work import reading
from marketplace.domain.awards import queries
from marketplace.domain.awards.queries import MAX_PAGE, PAGE_SIZE

PATH = "/awards"


def index() -> str:
    """Award notices, the newest first."""
    item = reference.item_asked()
    number = query_int("page", 1, 1, MAX_PAGE)
    found = queries.public_page(reading(), number, item)
    total = counts.total(("awards", item), found, number, PAGE_SIZE, lambda: queries.public_count(reading(), item))
    shown = rows.awards(found)
    return render_template(
        "public/awards/index.html",
        table=listing.part("award_table", shown, _("Award notices, the newest first")) if shown else "",
        pages=listing.pages(number, total, PAGE_SIZE, MAX_PAGE),
        item=item,
        panel=listing.part(
            "award_filters", listing.options((("", _("All services")), *reference.tendered(item)), item)
        ),
    )
