"""Writing the news of what happened, and of what the clock brings near."""

from datetime import timedelta
from typing import Any

import structlog

from marketplace.domain.bids.events import BidLeftUnsent
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.notifications import operations, queries
from marketplace.jobs.worker import NUMBER, Job
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.events import Event
from marketplace.providers import Providers

REMIND_AHEAD = 1
"""Working days before the last one: a saved bid that is due by the end of the next working day is recalled [ours]."""

UNTOUCHED = timedelta(hours=1)
"""A bid that was saved within this time is still being written [ours]."""

log = structlog.get_logger("news")


def telling(event: type[Event]) -> Job:
    """The job that tells of one kind of event; its row's number is the cause, so it tells nobody twice."""

    def tell(providers: Providers, payload: dict[str, Any]) -> None:
        with providers.writing(PLATFORM) as uow:
            operations.tell(uow, event, payload, f"job-{payload[NUMBER]}")

    return tell


def recall_unsent_bids(providers: Providers) -> None:
    """Tell each agency once that a bid it has saved is due and not submitted; a new deadline is a new cause."""
    with providers.reading() as session:
        now = providers.clock.now(session)
        until = calendars.around(session, now).add_working_days(now, REMIND_AHEAD)
        due = {
            f"unsent-{row.tender_ref}-{row.agency_ref}-{row.deadline_at:%Y%m%dT%H%M%S}": row
            for row in queries.left_unsent(session, now, until, now - UNTOUCHED)
        }
        told = queries.told(session, due)
    for cause, row in due.items():
        if cause in told:
            continue
        try:
            with providers.writing(PLATFORM) as uow:
                named = BidLeftUnsent(row.tender_ref, row.agency_ref).payload()
                operations.tell(uow, BidLeftUnsent, named, cause)
        except Exception:  # whatever it is, the others are told all the same, and this one at the next sweep
            log.exception("recall failed", tender=row.tender_ref, agency=row.agency_ref)
