"""Fetching the rounds of the beacon that closed tenders wait for; no transaction is open while a server is asked."""

from datetime import datetime

import structlog

from marketplace.domain.tenders import beacons
from marketplace.domain.tenders.beacons import Awaited
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.errors import Refusal, Unavailable
from marketplace.providers import Providers

log = structlog.get_logger("beacons")


def fetch_beacons(providers: Providers) -> None:
    """Note every round that is due. After one that cannot be had the others wait, except those at their last chance."""
    with providers.reading() as session:
        now = providers.clock.now(session)
        waiting = beacons.awaited(session, now)
    is_away = False
    for each in waiting:
        if is_away and now < each.given_up_at:
            continue
        try:
            is_away = not _fetched(providers, each, now) or is_away
        except Refusal as refusal:
            log.info("somebody was faster", ref=each.ref, refusal=str(refusal.text))


def _fetched(providers: Providers, each: Awaited, now: datetime) -> bool:
    try:
        pulse = providers.beacon.fetch(each.round)
    except Unavailable as away:
        log.warning("round not to be had", ref=each.ref, round=each.round, reason=str(away.text))
        if now >= each.given_up_at:
            with providers.writing(PLATFORM) as uow:
                beacons.give_up(uow, each.ref)
        return False
    with providers.writing(PLATFORM) as uow:
        beacons.note(uow, each.ref, pulse)
    return True
