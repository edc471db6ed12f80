"""Keeping the directory's records at what the other tables say."""

from collections.abc import Callable, Sequence
from typing import Any

from marketplace.domain.directory import markets, operations, queries
from marketplace.jobs.worker import SWEEP_SECONDS
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.clock import wall_clock
from marketplace.providers import Providers

REFRESH = "refresh_directory"
AT_ONCE = 200
"""Records written in one transaction: other writers wait no longer than for these, some tenth of a second [ours]."""


def refresh(providers: Providers, payload: dict[str, Any]) -> None:
    """Write anew what an event may have changed."""
    with providers.reading() as session:
        agencies, items = queries.concerned(session, payload)
    keep(providers, agencies)
    keep_markets(providers, items)


def keep(providers: Providers, agencies: Sequence[int]) -> None:
    """Write these records anew, some at once."""
    for start in range(0, len(agencies), AT_ONCE):
        with providers.writing(PLATFORM) as uow:
            operations.keep_records(uow, agencies[start : start + AT_ONCE])


def keep_markets(providers: Providers, codes: Sequence[str]) -> None:
    """Write the markets of these services anew, one at a time."""
    for code in codes:
        with providers.reading() as session:
            gathered = markets.gather(session, [code])
        with providers.writing(PLATFORM) as uow:
            operations.keep_markets(uow, gathered)


def rebuild(providers: Providers, after: int, progress: Callable[[int, int], None]) -> int:
    """Build every record anew behind the agency with this number; answers how many agencies there were.

    `progress` is told how many are done and the number of the last: whoever stops it goes on behind that one.
    """
    done = 0
    while True:
        with providers.reading() as session:
            agencies, codes = queries.agencies_after(session, after), queries.codes(session)
        if not agencies:
            break
        keep(providers, agencies)
        done, after = done + len(agencies), agencies[-1]
        progress(done, after)
    keep_markets(providers, codes)
    return done


def recount(providers: Providers) -> None:
    """Look through the records that were looked through longest ago, and one service a time in turn.

    Events keep them right; this finds what none of them told, such as a name that was put right in the catalogue.
    """
    with providers.reading() as session:
        agencies, codes = queries.due(session, providers.clock.now(session)), queries.codes(session)
    keep(providers, agencies)
    if codes:
        keep_markets(providers, [codes[int(wall_clock().timestamp()) // SWEEP_SECONDS % len(codes)]])
