"""Telling people what is new in the searches they saved."""

import structlog

from marketplace.domain.notifications import operations as notifications
from marketplace.domain.saved_searches import operations, queries
from marketplace.domain.saved_searches.events import SearchHasNews
from marketplace.domain.search import news
from marketplace.kernel.actor import PLATFORM
from marketplace.providers import Providers

log = structlog.get_logger("saved_searches")


def tell_of_searches(providers: Providers) -> None:
    """Tell each owner who wants it, once a day at most, how much is new since they looked or were told."""
    with providers.reading() as session:
        now = providers.clock.now(session)
        due = [
            (each, news.new_since(session, providers.search, each.asked, each.new_from))
            for each in queries.to_tell(session, now)
        ]
    for each, count in due:
        try:
            with providers.writing(PLATFORM) as uow:
                if count:
                    told = SearchHasNews(each.user_id, each.name, count).payload()
                    notifications.tell(uow, SearchHasNews, told, f"search-{each.id}-{each.tell_at:%Y%m%dT%H%M%S}")
                operations.note_told(uow, each.id)
        except Exception:  # whatever it is, the others are told all the same, and this one at the next sweep
            log.exception("telling failed", search=each.id)
