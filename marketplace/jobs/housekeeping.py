"""Forgetting what no longer means anything."""

from datetime import datetime, timedelta

import structlog

from marketplace.domain.accounts import operations
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids import queries as bid_queries
from marketplace.domain.complaints import queries as complaint_queries
from marketplace.domain.documents import queries as document_queries
from marketplace.domain.documents.ports import SHELVES
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.personal import operations as personal
from marketplace.domain.personal import queries as personal_queries
from marketplace.domain.tenders import queries as tender_queries
from marketplace.jobs.worker import SWEEP_SECONDS
from marketplace.kernel import heartbeat
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.clock import wall_clock
from marketplace.providers import Providers

NAMELESS_KEPT = timedelta(days=1)
"""How long a stored file may lie there before a row names it; no request takes so long [ours]."""
BEATS_KEPT = timedelta(days=1)
"""How long signs of life are kept, counted back from the next deadline that might have to be moved [own default]."""
WHO_KNOWS = (document_queries.known_keys, complaint_queries.known_keys, bid_queries.needed_keys)
"""Who says which keys into storage still stand for something; each package that keeps files has a line here."""

log = structlog.get_logger("housekeeping")


def forget(providers: Providers) -> None:
    """Delete old attempts and sessions, addresses nobody answered from, drafts of bids that cannot be submitted."""
    with providers.writing(PLATFORM) as uow:
        operations.forget(uow)
        organisations.forget_addresses(uow)
        bids.forget_drafts(uow)


def forget_files(providers: Providers) -> None:
    """Delete stored files that stand for nothing: one shelf each time.

    What storage keeps has its age in real time, which a demonstration's clock leaves behind.
    """
    present = wall_clock()
    clear_shelf(providers, _turn(present), present)


def clear_shelf(providers: Providers, shelf: int, present: datetime) -> None:
    """Delete what has lain on the shelf for `NAMELESS_KEPT` before `present`, and nobody knows."""
    old = providers.storage.old_keys(shelf, present - NAMELESS_KEPT)
    if not old:
        return
    with providers.reading() as session:
        known = set().union(*(ask(session, old) for ask in WHO_KNOWS))
    for key in set(old) - known:
        providers.storage.delete(key)
        log.info("stored file deleted", key=key)


def _turn(present: datetime) -> int:
    """The number of this sweep in a round of `SHELVES`, which takes about an hour and a half."""
    return int(present.timestamp()) // SWEEP_SECONDS % SHELVES


def forget_beats(providers: Providers) -> None:
    """Delete signs of life that no deadline will ask for, once a round."""
    if _turn(wall_clock()) != 0:
        return
    with providers.writing(PLATFORM) as uow:
        until = min(uow.now, tender_queries.next_deadline(uow.session) or uow.now)
        heartbeat.forget(uow.session, until - BEATS_KEPT)


def forget_practitioners(providers: Providers) -> None:
    """Delete people who left their agency, once a round, when no procurement file needs them."""
    if _turn(wall_clock()) != 0:
        return
    with providers.reading() as session:
        due = personal_queries.practitioners_due(session, providers.clock.now(session))
    for ref in due:
        with providers.writing(PLATFORM) as uow:
            personal.forget_practitioner(uow, ref)


def forget_names(providers: Providers) -> None:
    """Let the names of closed accounts go once no procurement file needs them any more."""
    with providers.reading() as session:
        due = personal_queries.names_due(session, providers.clock.now(session))
    for user_id in due:
        with providers.writing(PLATFORM) as uow:
            personal.let_name_go(uow, user_id)


def tidy_database(providers: Providers) -> None:
    """What the database would else do in the middle of somebody's act."""
    providers.tidy()
