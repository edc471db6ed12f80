"""By when a department acts on a tender whose bids are opened."""

from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.domain.calendar import queries as calendars
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.rules import AWARD_WITHIN


def award_due(session: Session, tender: Tender) -> datetime | None:
    """By when the award notice is due; None before the bids are opened, with two envelopes before the prices are."""
    opened_at = tender.prices_opened_at if tender.has_two_envelopes else tender.opened_at
    if opened_at is None:
        return None
    return calendars.around(session, opened_at).add_working_days(opened_at, AWARD_WITHIN)
