"""Keeping the platform's log up with the journal, and having its checkpoints stamped."""

import structlog

from marketplace.domain.log import operations as log_operations
from marketplace.domain.log import queries, rules
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.errors import Unavailable
from marketplace.providers import Providers

log = structlog.get_logger("sequencing")


def sequence(providers: Providers) -> None:
    """Put into the log what the journal has more; sign the head when that is due. Asks one question when idle."""
    with providers.reading() as session:
        is_more = queries.has_news(session, providers.clock.now(session))
    while is_more:
        with providers.writing(PLATFORM) as uow:
            is_more = log_operations.sequence(uow, providers.signer)


def stamp(providers: Providers) -> None:
    """Have the latest checkpoint stamped, where an authority is set; one that does not answer is asked again later."""
    if providers.stamper is None:
        return
    with providers.reading() as session:
        latest = queries.unstamped(session, providers.clock.now(session))
    if latest is None:
        return
    try:
        answer = providers.stamper.stamp(rules.message(latest.document))
    except Unavailable as refusal:
        log.warning("not stamped", checkpoint=latest.number, refusal=str(refusal.text), exc_info=refusal)
        return
    with providers.writing(PLATFORM) as uow:
        log_operations.keep_stamp(uow, latest.number, answer)
