"""The list of award notices."""

from flask import render_template
from flask_babel import gettext as _

from marketplace.blueprints.public import listing, reference, rows
from marketplace.blueprints.public.fragments import fragment
from marketplace.blueprints.web.fields import query_int
from marketplace.blueprints.web.work import reading
from marketplace.domain.awards import queries
from marketplace.domain.awards.queries import MAX_PAGE, PAGE_SIZE

PATH = "/awards"


def index() -> str:
    """Award notices, the newest first."""
    item = reference.item_asked()
    number = query_int("page", 1, 1, MAX_PAGE)
    found, total = queries.public_page(reading(), number, item)
    shown = rows.awards(found)
    return render_template(
        "public/awards/index.html",
        table=fragment("award_table", shown, _("Award notices, the newest first")) if shown else "",
        pages=listing.pages(number, total, PAGE_SIZE, MAX_PAGE),
        item=item,
        filters=fragment("award_filters", listing.options((("", _("All services")), *reference.tendered(item)), item)),
    )
