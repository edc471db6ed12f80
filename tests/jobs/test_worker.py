"""The outbox and its worker: nothing is lost, nothing blocks the rest, nothing waits for ever."""

from contextlib import AbstractContextManager, nullcontext
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.jobs import worker
from marketplace.jobs.worker import LEASE, NUMBER, Work, run_until
from marketplace.kernel import outbox
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.outbox import FIRST_WAIT, MAX_ATTEMPTS, OutboxEntry
from marketplace.providers import Providers
from tests.clock import HandClock


class Ran:
    """A job that notes its payloads and fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.payloads: list[dict[str, Any]] = []
        self.failures = failures

    def __call__(self, _providers: Providers, payload: dict[str, Any]) -> None:
        if self.failures:
            self.failures -= 1
            message = "the line is down"
            raise ConnectionError(message)
        self.payloads.append(payload)


def queue(house: Providers, job: str = "note", **payload: int) -> None:
    with house.writing(PLATFORM) as uow:
        outbox.put(uow.session, job, payload, uow.now)


def entry(house: Providers) -> OutboxEntry:
    with house.reading() as session:
        return session.scalars(select(OutboxEntry)).one()


def test_what_is_queued_runs_once_and_is_noted(house: Providers, clock: HandClock) -> None:
    job = Ran()
    work = Work(house, {"note": job}, ())
    queue(house, number=1)
    assert work.run_due() == 1
    assert work.run_due() == 0
    assert job.payloads == [{"number": 1, NUMBER: entry(house).id}]
    assert entry(house).done_at == clock.at


def test_a_failing_job_waits_longer_each_time_and_is_given_up_in_the_end(house: Providers, clock: HandClock) -> None:
    job = Ran(failures=MAX_ATTEMPTS)
    work = Work(house, {"note": job}, ())
    queue(house)
    for attempt in range(MAX_ATTEMPTS):
        assert work.run_due() == 1
        assert work.run_due() == 0, "it waits"
        assert entry(house).fault == "ConnectionError: the line is down"
        clock.at += FIRST_WAIT * 2**attempt
    assert work.status().dead == 1
    assert work.run_due() == 0
    assert work.retry_dead() == 1
    assert work.run_due() == 1
    assert entry(house).done_at is not None
    assert entry(house).fault is None


def test_one_failure_does_not_hold_up_the_others(house: Providers) -> None:
    good = Ran()
    work = Work(house, {"bad": Ran(failures=1), "good": good}, ())
    queue(house, "bad")
    queue(house, "good")
    queue(house, "nobody knows this one")
    assert work.run_due() == 3
    assert len(good.payloads) == 1


def test_a_job_whose_worker_died_runs_again_when_its_lease_is_over(house: Providers, clock: HandClock) -> None:
    class Killed(BaseException):
        pass

    def die(providers: Providers, payload: dict[str, Any]) -> None:
        raise Killed

    queue(house)
    with pytest.raises(Killed):
        Work(house, {"note": die}, ()).run_due()
    job = Ran()
    work = Work(house, {"note": job}, ())
    assert work.run_due() == 0, "it may still be running elsewhere"
    clock.at += LEASE
    assert work.run_due() == 1
    assert len(job.payloads) == 1


def test_two_workers_do_not_run_the_same_row(house: Providers) -> None:
    first, second = Ran(), Ran()
    for number in range(20):
        queue(house, number=number)
    threads = [Thread(target=Work(house, {"note": job}, ()).run_due) for job in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(payload["number"] for payload in first.payloads + second.payloads) == list(range(20))


def test_a_sweep_that_fails_does_not_stop_the_next(house: Providers) -> None:
    swept: list[str] = []

    def broken(providers: Providers) -> None:
        message = "no"
        raise RuntimeError(message)

    def fine(providers: Providers) -> None:
        swept.append("fine")

    Work(house, {}, (broken, fine)).sweep()
    assert swept == ["fine"]


def test_the_queue_says_since_when_it_waits(house: Providers, clock: HandClock) -> None:
    work = Work(house, {}, ())
    assert work.status().overdue_since is None
    queue(house)
    queued_at = clock.at
    clock.advance(minutes=12)
    status = work.status()
    assert (status.waiting, status.overdue_since, status.now) == (1, queued_at, clock.at)


def test_the_worker_stops_when_asked(house: Providers) -> None:
    job, stop = Ran(), Event()
    queue(house)

    queue(house)

    def last(providers: Providers, payload: dict[str, Any]) -> None:
        stop.set()
        job(providers, payload)

    thread = Thread(target=run_until, args=(stop, Work(house, {"note": last}, ()), nullcontext))
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
    assert len(job.payloads) == 1, "the job at hand is finished, the next one waits"


@pytest.mark.parametrize(("patience", "runs"), [(30, 0), (0, 1)])
def test_jobs_step_aside_while_people_act_and_not_for_ever(
    house: Providers, monkeypatch: pytest.MonkeyPatch, patience: float, runs: int
) -> None:
    """Somebody acts all the time here."""
    monkeypatch.setattr(worker, "PATIENCE_SECONDS", patience)
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.01)
    job, stop = Ran(), Event()
    queue(house)
    rounds: list[int] = []

    def context() -> AbstractContextManager[None]:
        house.traffic.note()
        rounds.append(1)
        if len(rounds) > 5:
            stop.set()
        return nullcontext()

    run_until(stop, Work(house, {"note": job}, ()), context)
    assert len(job.payloads) == runs
