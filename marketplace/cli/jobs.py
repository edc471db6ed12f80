"""`flask jobs …`: the worker by hand."""

import json
import signal
from datetime import datetime
from threading import Event, Thread
from types import FrameType

import click
from flask import current_app

from marketplace.cli.noun import Noun, house
from marketplace.config import Mode
from marketplace.jobs import heartbeat
from marketplace.jobs.worker import run_until
from marketplace.kernel.clock import SystemClock
from marketplace.kernel.heartbeat import Node, this_machine

jobs = Noun("jobs", help="Background work: mails, deadlines, indexes.")


@jobs.command("run-due")
def run_due() -> None:
    """Fire what the clock has made due, run every job that waits, and stop."""
    click.echo(f"{house().work.run_once()} jobs run")


@jobs.command("work")
def work() -> None:
    """Work until told to stop (SIGTERM or Ctrl-C); the job at hand is finished first."""
    stop = Event()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a signal handler's signature
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    if house().settings.mode is Mode.LIVE:
        alive = (stop, house().providers, Node.JOBS, this_machine())
        Thread(target=heartbeat.beat_until, args=alive, name="heartbeat", daemon=True).start()
    application = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - werkzeug's own name
    run_until(stop, house().work, application.app_context)


@jobs.command("status")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def status(*, as_json: bool) -> None:
    """How many jobs wait, for how long, and how many were given up; what the log has not got yet."""
    found = house().work.status()
    late = _seconds(found.overdue_since, found.now)
    unlogged = _seconds(found.unlogged.since, found.now)
    if as_json:
        counts = {"waiting": found.waiting, "late_seconds": late, "dead": found.dead}
        click.echo(json.dumps(counts | {"unlogged": found.unlogged.count, "unlogged_seconds": unlogged}))
    else:
        alarm = " ALARM: is a worker running?" if found.unlogged.is_late(found.now) else ""
        click.echo(f"waiting: {found.waiting}\nlate by: {late} s\ngiven up: {found.dead}")
        click.echo(f"not in the log: {found.unlogged.count}, for {unlogged} s{alarm}")


def _seconds(since: datetime | None, now: datetime) -> int:
    return int((now - since).total_seconds()) if since else 0


@jobs.command("retry")
def retry() -> None:
    """Give every job that was given up another chance."""
    click.echo(f"{house().work.retry_dead()} jobs will be tried again")


@jobs.command("trust-clock")
def trust_clock() -> None:
    """Go on from the time that the clock of the database, or of this machine, shows: it jumped, and it is right.

    Nobody follows a clock that jumps by more than a minute; `flask doctor` tells of one. On each machine that serves.
    """
    providers = house().providers
    if not isinstance(providers.clock, SystemClock):
        message = "a demonstration's clock is moved by `flask demo clock`"
        raise click.ClickException(message)
    click.echo(f"The time is {heartbeat.trust(providers, providers.clock).isoformat(timespec='seconds')}.")
