"""`flask doctor`: is this instance well? One line a part, exit code 1 when one is not."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from marketplace.blueprints.web.work import House
from marketplace.cli.noun import house
from marketplace.cli.reference import size
from marketplace.config import Mode
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.search import health, indexing
from marketplace.domain.tenders import beacons
from marketplace.jobs import heartbeat
from marketplace.jobs.indexing import INDEX
from marketplace.kernel import outbox
from marketplace.kernel.clock import wall_clock
from marketplace.kernel.errors import Refusal, Unavailable
from marketplace.kernel.i18n import mark

LATE = timedelta(minutes=10)
"""A queue that is later than this is not being worked on."""
FREE_MEGABYTES = 200
BEACON_AGE = timedelta(minutes=1)
"""A round of this age must be there."""


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check configuration, database, reference data, queue, log, search, storage, clock, mail and beacon."""
    faults = 0
    for name, look in CHECKS.items():
        try:
            click.echo(f"ok     {name}: {look(house())}")
        except (Refusal, SQLAlchemyError, OSError) as fault:
            faults += 1
            words = str(getattr(fault, "orig", None) or getattr(fault, "text", None) or fault).splitlines()[0]
            click.echo(f"FAULT  {name}: {words}", err=True)
    raise SystemExit(1 if faults else 0)


def _configuration(at: House) -> str:
    return f"mode {at.settings.mode}, {at.settings.base_url}, instance {at.settings.instance}"


def _database(at: House) -> str:
    with at.providers.reading() as session:
        found = session.scalar(text("SELECT version_num FROM alembic_version"))
    newest = current_app.config["MIGRATION_HEAD"]
    if found != newest:
        raise Unavailable(
            mark("at migration %(found)s, newest is %(newest)s: run `make migrate`", found=found, newest=newest)
        )
    return f"{at.providers.engine.dialect.name}, migration {found}"


def _reference(at: House) -> str:
    with at.providers.reading() as session:
        if session.scalar(select(ServiceItem.code).limit(1)) is None:
            raise Unavailable(mark("the catalogue is empty: run `flask reference load`"))
        return size(session)


def _search(at: House) -> str:
    desk = at.providers.search
    with at.providers.looking() as (session, now):
        advice, documents = next(health.advice(session, desk, now), None), indexing.count(session)
        is_behind = outbox.is_waiting(session, INDEX)
    if advice is not None:
        raise Unavailable(advice)
    held = health.held(desk)
    if held != documents and not is_behind:
        raise Unavailable(
            mark(
                "%(held)s documents are in the index and %(documents)s in the database: run `flask search rebuild`",
                held=held,
                documents=documents,
            )
        )
    return f"{desk.name}, {held} documents"


def _queue(at: House) -> str:
    status = at.work.status()
    if status.dead:
        raise Unavailable(mark("%(count)s jobs were given up: see the log, then `flask jobs retry`", count=status.dead))
    if status.overdue_since and status.now - status.overdue_since > LATE:
        raise Unavailable(
            mark("the oldest job waits since %(since)s: is a worker running?", since=status.overdue_since)
        )
    return f"{status.waiting} waiting"


def _log(at: House) -> str:
    status = at.work.status()
    if status.unlogged.is_late(status.now):
        raise Unavailable(
            mark(
                "%(count)s journal rows are not in it, the oldest since %(since)s: is a worker running?",
                count=status.unlogged.count,
                since=status.unlogged.since,
            )
        )
    return f"{status.unlogged.count} waiting"


def _storage(at: House) -> str:
    folder = at.settings.instance
    free = shutil.disk_usage(folder).free // 1024**2
    if free < FREE_MEGABYTES or not os.access(folder, os.W_OK):
        raise Unavailable(mark("%(folder)s: %(free)s MB free, or not writable", folder=str(folder), free=free))
    return f"{free} MB free"


def _clock(at: House) -> str:
    with at.providers.reading() as session:
        if at.settings.mode is not Mode.DEMO and (wrong := next(heartbeat.alarms(session, at.providers.clock), None)):
            raise Unavailable(wrong)
        return at.providers.clock.now(session).isoformat(timespec="seconds")


def _mail(at: House) -> str:
    return at.providers.mail.check()


def _beacon(at: House) -> str:
    beacon = at.providers.beacon
    if beacon.source == beacons.NO_SOURCE:
        return "none: draws rest on the nonces inside the bids"
    number = beacons.policy_beacon(beacon.source, wall_clock() - beacons.AFTER_DEADLINE - BEACON_AGE)["round"]
    beacon.fetch(number)
    return f"{beacon.source}, round {number}"


CHECKS: dict[str, Callable[[House], str]] = {
    "configuration": _configuration,
    "database": _database,
    "reference data": _reference,
    "queue": _queue,
    "log": _log,
    "search": _search,
    "storage": _storage,
    "clock": _clock,
    "mail": _mail,
    "beacon": _beacon,
}
