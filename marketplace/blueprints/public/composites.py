"""The composite of a provider, with its parts, as its page shows it."""

from datetime import datetime, timedelta
from decimal import Decimal

from marketplace.blueprints.public.statements import Json
from marketplace.blueprints.web.work import now, settings, today
from marketplace.domain.ratings.composite import COMPLAINT_DAYS, Composite, compose, read_shares, stars_of_facts
from marketplace.kernel.i18n import Text, mark

PARTS: dict[str, Text] = {
    "departments": mark("Departments' ratings"),
    "regulator": mark("The regulator's yearly grade"),
    "facts": mark("Facts: on time, price kept, complaints upheld"),
}


def composite_of(written: Json) -> Composite:
    """Of an agency with this record of the directory; a grade counts in its year and the next."""
    figures, star = written["figures"], written["rating"]["star"]
    latest = next((one["grade"] for one in written["grades"] if one["year"] >= today().year - 1), None)
    since = now() - timedelta(days=COMPLAINT_DAYS)
    upheld = sum(datetime.fromisoformat(at) >= since for at in written["upheld_at"])
    stars = {
        "departments": Decimal(star) if star else None,
        "regulator": Decimal(latest) if latest else None,
        "facts": stars_of_facts(
            figures["on_time"], figures["delivered"], figures["price_kept"], figures["over"], upheld
        ),
    }
    return compose(stars, read_shares(settings().rating_shares))
