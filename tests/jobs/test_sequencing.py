"""The log keeps up with the journal by itself, and its checkpoints are stamped."""

import time
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from threading import Event, Thread

from sqlalchemy import func, select

from marketplace.domain.audit import verification
from marketplace.domain.log import queries, rules
from marketplace.domain.log.models import Checkpoint, LogEntry, Stamp
from marketplace.jobs.sequencing import sequence, stamp
from marketplace.jobs.worker import Work, run_until
from marketplace.kernel.clock import SystemClock
from marketplace.kernel.errors import Unavailable
from marketplace.kernel.i18n import mark
from tests.domain.market import PRICES, Market


class Authority:
    """Stamps with the message itself, when it answers."""

    answers = True

    def stamp(self, message: bytes) -> bytes:
        if not self.answers:
            raise Unavailable(mark("No."))
        return b"stamped " + message

    def stamped_at(self, answer: bytes, message: bytes) -> datetime:
        raise NotImplementedError


def stamps(market: Market) -> list[Stamp]:
    with market.house.reading() as session:
        return list(session.scalars(select(Stamp)))


def test_the_worker_puts_an_act_into_the_log_by_itself(market: Market) -> None:
    """Within a second on a machine that has nothing else to do; here there are five, for it may have."""
    sequence(market.house)
    stop = Event()
    house = replace(market.house, clock=SystemClock())
    thread = Thread(target=run_until, args=(stop, Work(house, {}, (), (sequence,)), nullcontext))
    thread.start()
    try:
        market.published()
        until = time.monotonic() + 5
        while time.monotonic() < until:
            with market.house.reading() as session:
                waiting = queries.waiting(session).count
            if not waiting:
                break
            time.sleep(0.02)
        assert not waiting
    finally:
        stop.set()
        thread.join()


def test_two_sequencers_make_one_log(market: Market) -> None:
    market.closed(dict(PRICES))
    threads = [Thread(target=sequence, args=(market.house,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sequence(market.house)
    with market.house.reading() as session:
        assert list(verification.faults(session, market.house.signer)) == []
        assert session.scalar(select(func.count(Checkpoint.number))) == 1
        assert session.scalar(select(func.count(LogEntry.place)).where(LogEntry.kind == rules.TREE)) == len(PRICES)


def test_the_latest_checkpoint_is_stamped_once(market: Market) -> None:
    house = replace(market.house, stamper=Authority())
    stamp(house)
    assert stamps(market) == [], "there is no checkpoint yet"
    sequence(house)
    stamp(house)
    stamp(house)
    [kept] = stamps(market)
    with market.house.reading() as session:
        latest = queries.checkpoint(session)
    assert kept.answer == b"stamped " + rules.message(latest.document)
    assert kept.checkpoint_number == latest.number


def test_an_authority_that_is_away_is_asked_again(market: Market) -> None:
    authority = Authority()
    house = replace(market.house, stamper=authority)
    sequence(house)
    authority.answers = False
    stamp(house)
    assert stamps(market) == []
    authority.answers = True
    stamp(house)
    assert len(stamps(market)) == 1


def test_where_no_authority_is_set_nobody_is_asked(market: Market) -> None:
    sequence(market.house)
    stamp(market.house)
    assert stamps(market) == []
