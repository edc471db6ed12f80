"""The composite of a provider, with its parts, as pages show it."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from marketplace.blueprints.web.work import now, reading, settings, today
from marketplace.domain.complaints import queries as complaints
from marketplace.domain.ratings.composite import COMPLAINT_DAYS, Composite, compose, read_shares, stars_of_facts
from marketplace.domain.ratings.models import ProviderStanding, YearlyGrade
from marketplace.kernel.i18n import Text, mark

PARTS: dict[str, Text] = {
    "departments": mark("Departments' ratings"),
    "regulator": mark("The regulator's yearly grade"),
    "facts": mark("Facts: on time, price kept, complaints upheld"),
}


def composite_of(agency_id: int, standing: ProviderStanding | None, grades: Sequence[YearlyGrade]) -> Composite:
    """Of an agency with these figures and these grades, the latest first: a grade counts in its year and the next."""
    latest = next((one for one in grades if one.year >= today().year - 1), None)
    upheld = complaints.upheld(reading(), agency_id, now() - timedelta(days=COMPLAINT_DAYS))
    stars = {
        "departments": standing.star if standing and standing.is_sufficient else None,
        "regulator": Decimal(latest.grade) if latest else None,
        "facts": stars_of_facts(standing.on_time, standing.delivered, standing.price_kept, standing.over, upheld)
        if standing
        else None,
    }
    return compose(stars, read_shares(settings().rating_shares))
