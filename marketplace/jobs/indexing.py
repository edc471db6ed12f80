"""Keeping the search index at what the database says."""

from datetime import datetime, timedelta
from typing import Any

from marketplace.domain.calendar.rules import day_of, start_of
from marketplace.domain.search import concerns, indexing
from marketplace.kernel import outbox
from marketplace.kernel.actor import PLATFORM
from marketplace.providers import Providers

INDEX, TIDY = "index", "tidy_index"
TOGETHER = 1000
"""Events that are indexed at once, each document once [ours]."""
AT_NIGHT = timedelta(hours=3)
"""When the index is tidied, after midnight in Beijing [ours]."""
COMPARED_AT_NIGHT = 50_000
"""A larger index is not compared with the database every night: that is for `flask search check` [ours]."""


def index(providers: Providers, payload: dict[str, Any]) -> None:
    """Index what this event, and every other one that waits to be indexed, is about."""
    with providers.looking() as (session, now):
        waiting = outbox.waiting(session, INDEX, now, TOGETHER)
        concerned = concerns.of(session, [payload, *(row.payload for row in waiting)])
    indexing.refresh(providers.looking, providers.search.engine, concerned)
    if waiting:
        with providers.writing(PLATFORM) as uow:
            outbox.done(uow.session, [row.id for row in waiting], uow.now)


def tidy(providers: Providers, payload: dict[str, Any]) -> None:  # noqa: ARG001 - a job has a payload
    """What makes searches quicker, and what no event has told: done at night."""
    engine = providers.search.engine
    with providers.looking() as (session, now):
        is_small = indexing.count(session) <= COMPARED_AT_NIGHT
        turned = concerns.turned(session, day_of(now))
    indexing.refresh(providers.looking, engine, turned)
    if is_small:
        indexing.rebuild(providers.looking, engine, lambda _done: None)
    engine.tidy()


def tonight(providers: Providers) -> None:
    """See to it that the index is tidied in the night to come."""
    with providers.reading() as session:
        if outbox.is_waiting(session, TIDY):
            return
    with providers.writing(PLATFORM) as uow:
        outbox.put(uow.session, TIDY, {}, uow.now, due_at=night_after(uow.now))


def night_after(now: datetime) -> datetime:
    """The next `AT_NIGHT`."""
    tonight = start_of(day_of(now)) + AT_NIGHT
    return tonight if now < tonight else tonight + timedelta(days=1)
