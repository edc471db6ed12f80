"""Clocks that jump, and what holds all the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.jobs import deadlines, heartbeat
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.clock import JUMP, Clock, SystemClock, steady, wall_clock
from marketplace.kernel.heartbeat import Heartbeat, Machine, Node, this_machine
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.unit_of_work import UnitOfWork
from marketplace.providers import Providers
from tests.clock import MONDAY
from tests.domain.market import LOWEST, Market

SECOND = timedelta(seconds=1)
JUMPS = pytest.mark.parametrize("off", [timedelta(days=3), timedelta(hours=-1)], ids=["+3d", "-1h"])


class Shown(SystemClock):
    """On either database what a test says that the clock shows."""

    def says(self, session: Session) -> datetime:  # noqa: ARG002 - the port's shape
        return self.wall()


class World:
    """A machine whose time goes by as a test says, and whose clock shows something else when a test wants it."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.start = self.true = at
        self.off = timedelta()

    def ticks(self) -> int:
        return (self.true - self.start) // timedelta(microseconds=1) + 1_000

    def process(self) -> Shown:
        """The clock of a process that starts now."""
        return Shown(Machine("boot", self.ticks), lambda: self.true + self.off)


@contextmanager
def acting(house: Providers, clock: Clock) -> Iterator[UnitOfWork]:
    with replace(house, clock=clock).writing(PLATFORM) as uow:
        yield uow
        uow.record("test", _Thing())


class _Thing:
    ref = "thing"


def beat(house: Providers, clock: SystemClock) -> None:
    heartbeat.beat(replace(house, clock=clock), Node.WEB, clock.machine)


def seen(house: Providers, clock: Clock) -> datetime:
    with house.reading() as session:
        return clock.now(session)


@pytest.mark.parametrize(
    ("off", "believed"),
    [
        (timedelta(), timedelta()),
        (JUMP, JUMP),
        (-JUMP, -JUMP),
        (JUMP + SECOND, timedelta()),
        (-JUMP - SECOND, timedelta()),
        (timedelta(days=3), timedelta()),
        (timedelta(hours=-1), timedelta()),
    ],
)
def test_small_corrections_are_followed_and_jumps_are_not(off: timedelta, believed: timedelta) -> None:
    assert steady(MONDAY + off, MONDAY) == MONDAY + believed


@JUMPS
def test_a_clock_that_jumps_is_followed_by_nobody(house: Providers, off: timedelta) -> None:
    """Neither by the process that saw it jump nor by one that starts afterwards; the journal's times only grow."""
    world = World()
    web = world.process()
    beat(house, web)
    world.true += 10 * SECOND
    world.off = off
    worker = world.process()
    times = []
    for clock in (web, worker, web):
        world.true += SECOND
        with acting(house, clock) as uow:
            times.append(uow.now)
        beat(house, clock)
    assert times == [MONDAY + seconds * SECOND for seconds in (11, 12, 13)]
    world.true += timedelta(hours=5)
    assert seen(house, web) == world.true
    world.off = timedelta()
    assert seen(house, web) == world.true
    with house.reading() as session:
        assert session.scalars(select(JournalEntry.at).order_by(JournalEntry.seq)).all() == times


def test_clocks_of_two_nodes_apart_write_one_journal_whose_times_only_grow(house: Providers) -> None:
    """Where nothing is known of jumps the journal's last time holds still."""
    times = []
    for off in (timedelta(), timedelta(hours=1), timedelta(seconds=1), timedelta(hours=2), timedelta(seconds=2)):
        with acting(house, Shown(None, lambda off=off: MONDAY + off)) as uow:  # type: ignore[misc]
            times.append(uow.now)
    assert times == sorted(times)


def test_the_journals_times_only_grow_although_a_clock_was_read_before_another_act_committed(house: Providers) -> None:
    for at in (MONDAY + SECOND, MONDAY):
        with acting(house, Shown(None, lambda: MONDAY)) as uow:
            uow._transaction._now = at  # noqa: SLF001 - read before the other act had committed
    with house.reading() as session:
        assert session.scalars(select(JournalEntry.at)).all() == [MONDAY + SECOND] * 2


@JUMPS
def test_a_jump_neither_closes_a_tender_nor_opens_it_again(market: Market, off: timedelta) -> None:
    ref = market.published()
    world = World(market.deadline(ref) - 10 * SECOND)
    market.clock.at = world.true
    house = replace(market.house, clock=world.process())
    beat(house, house.clock)  # type: ignore[arg-type]
    world.off = off
    deadlines.close_tenders(house)
    assert market.get(Tender, ref).state is TenderState.PUBLISHED, "closed before its time"
    here = Market(house, market.clock, market.users, market.refs)
    here.bid("agency1", ref, LOWEST)
    world.true += 10 * SECOND
    deadlines.close_tenders(house)
    state = market.get(Tender, ref).state
    assert state is TenderState.FAILED, "one bid is too few"
    world.off = -off
    deadlines.close_tenders(house)
    assert market.get(Tender, ref).state is state


def test_a_machine_that_was_started_again_believes_its_clock(house: Providers) -> None:
    before = World()
    beat(house, before.process())
    later = MONDAY + timedelta(days=2)
    assert seen(house, Shown(Machine("another boot", lambda: 0), lambda: later)) == later


def test_an_operator_hears_of_a_jump_and_may_say_that_the_clock_is_right(house: Providers) -> None:
    world = World(wall_clock() - timedelta(hours=1))
    clock = world.process()
    beat(house, clock)
    world.true += 30 * SECOND
    world.off = timedelta(hours=1)
    with house.reading() as session:
        assert ["apart" in str(wrong) for wrong in heartbeat.alarms(session, clock)] == [True]
    at = heartbeat.trust(replace(house, clock=clock), clock)
    assert at == world.true + world.off == seen(house, clock)
    with house.reading() as session:
        written = session.scalars(select(JournalEntry).where(JournalEntry.action == "clock:trust")).one()
    assert written.data == {"shown": at.isoformat(), "instead_of": world.true.isoformat()}


def test_a_clock_that_was_ahead_is_set_right_and_time_stands_still_until_then(house: Providers) -> None:
    """A machine that starts three days ahead is believed at first: nobody can know better."""
    world = World()
    world.off = timedelta(days=3)
    clock = world.process()
    with acting(house, clock):
        pass
    beat(house, clock)
    world.off = timedelta()
    assert seen(house, clock) == MONDAY + timedelta(days=3)
    heartbeat.trust(replace(house, clock=clock), clock)
    assert seen(house, clock) == MONDAY + timedelta(days=3), "what was written stays the last"
    world.true += timedelta(days=3, seconds=1)
    assert seen(house, clock) == world.true


def test_silence_is_an_alarm(house: Providers) -> None:
    clock = Shown()
    with house.reading() as session:
        assert list(heartbeat.alarms(session, clock)) == [], "no server has ever run"
    with house.writing(PLATFORM) as uow:
        uow.session.add(Heartbeat(boot="b", node=Node.WEB, span=1, at=wall_clock() - timedelta(minutes=2), ticks=0))
    with house.reading() as session:
        assert ["alive" in str(wrong) for wrong in heartbeat.alarms(session, clock)] == [True]


def test_one_row_is_written_for_each_span_whichever_process_comes_first(house: Providers) -> None:
    world = World()
    for _process in range(3):
        beat(house, world.process())
    world.true += 10 * SECOND
    beat(house, world.process())
    with house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Heartbeat)) == 2


def test_the_thread_beats_at_once_and_stops_when_told(house: Providers) -> None:
    stop = Event()
    thread = Thread(target=heartbeat.beat_until, args=(stop, house, Node.WEB, this_machine()))
    thread.start()
    for _attempt in range(200):
        with house.reading() as session:
            if session.scalar(select(func.count()).select_from(Heartbeat)):
                break
        stop.wait(0.02)
    stop.set()
    thread.join(timeout=5)
    assert not thread.is_alive()
    with house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Heartbeat)) == 1


def test_a_machines_counter_runs() -> None:
    machine = this_machine()
    assert machine is None or (len(machine.boot) == 36 and machine.ticks() <= machine.ticks())


def test_a_sign_of_life_that_cannot_be_written_ends_nothing(house: Providers) -> None:
    class Away:
        def now(self, session: Session) -> datetime:  # noqa: ARG002 - the port's shape
            stop.set()
            raise RuntimeError

    stop = Event()
    heartbeat.beat_until(stop, replace(house, clock=Away()), Node.WEB, None)
