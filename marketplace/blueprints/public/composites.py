"""The composite of a provider, with its parts, as its page shows it."""

from datetime import datetime
from decimal import Decimal

from marketplace.blueprints.public.statements import Json
from marketplace.blueprints.web.work import now, settings, today
from marketplace.domain.ratings import composite
from marketplace.domain.ratings.composite import Composite
from marketplace.kernel.i18n import Text, mark

PARTS: dict[str, Text] = {
    "departments": mark("Departments' ratings"),
    "regulator": mark("The regulator's yearly grade"),
    "facts": mark("Facts: on time, price kept, complaints upheld"),
}


def composite_of(written: Json) -> Composite:
    """Of an agency with this record of the directory."""
    figures, star = written["figures"], written["rating"]["star"]
    upheld = composite.recently_upheld(map(datetime.fromisoformat, written["upheld_at"]), now())
    stars = {
        "departments": Decimal(star) if star else None,
        "regulator": composite.grade_in_force({one["year"]: one["grade"] for one in written["grades"]}, today().year),
        "facts": composite.stars_of_facts(
            figures["on_time"], figures["delivered"], figures["price_kept"], figures["over"], upheld
        ),
    }
    return composite.compose(stars, composite.read_shares(settings().rating_shares))
