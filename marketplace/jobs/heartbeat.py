"""Saying that this process is alive, and what an operator should hear of clocks and of silence."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Event

import structlog
from sqlalchemy.orm import Session

from marketplace.domain.tenders.reachability import SILENCE
from marketplace.kernel import heartbeat
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.clock import Clock, SystemClock, wall_clock
from marketplace.kernel.errors import Conflict
from marketplace.kernel.heartbeat import Machine, Node
from marketplace.kernel.i18n import Text, mark
from marketplace.providers import Providers

CLOCKS_APART = timedelta(seconds=5)
"""How far the platform's time may be from this machine's clock [own default]."""

log = structlog.get_logger("heartbeat")


def beat(providers: Providers, node: Node, machine: Machine | None) -> None:
    """Say once that `node` is alive."""
    with providers.writing(PLATFORM) as uow:
        heartbeat.beat(uow.session, node, machine, uow.now)


def beat_until(stop: Event, providers: Providers, node: Node, machine: Machine | None) -> None:
    """Say it until `stop` is set. Who cannot write it is not alive: nobody can hand in a bid there either."""
    while not stop.is_set():
        try:
            beat(providers, node, machine)
        except Conflict:
            log.debug("another process of this machine was faster")
        except Exception:  # the database may be away for a while
            log.exception("heartbeat")
        stop.wait(heartbeat.BEAT_SECONDS)


def trust(providers: Providers, clock: SystemClock) -> datetime:
    """Believe what the clock shows at this moment, and count on from there: an operator has looked, and it is right.

    The journal never goes back: after a clock that was ahead, time stands still until the right one has caught up.
    """
    with providers.writing(PLATFORM) as uow:
        believed = clock.now(uow.session)
        shown = clock.says(uow.session)
        heartbeat.forget_after(uow.session, shown)
        beat = heartbeat.beat(uow.session, Node.JOBS, clock.machine, shown)
        beat.at = shown
        uow.record("clock:trust", beat, shown=shown.isoformat(), instead_of=believed.isoformat())
    return shown


def alarms(session: Session, clock: Clock) -> Iterator[Text]:
    """What is wrong with the time of a live instance, and whether anybody serves it."""
    present = clock.now(session)
    apart = present - wall_clock()
    if abs(apart) > CLOCKS_APART:
        yield mark(
            "The platform's time and this machine's clock are %(seconds)s seconds apart. Set the clock right; where it "
            "is right, run `flask jobs trust-clock`.",
            seconds=int(abs(apart).total_seconds()),
        )
    last = heartbeat.latest(session, Node.WEB)
    if last is not None and present - last > SILENCE:
        yield mark("No server process has said within a minute that it is alive: no tender closes until one does.")
