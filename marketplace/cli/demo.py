"""`flask demo …`: an invented province to look around in, and its clock."""

import json
import re
from datetime import datetime, timedelta

import click
from flask import current_app
from flask_security import hash_password
from passlib.totp import TOTP, AppWallet

from marketplace.cli.noun import Noun, house
from marketplace.config import Mode
from marketplace.demo import openers, sign_ins
from marketplace.demo.load import load as load_story
from marketplace.demo.scenes import Size
from marketplace.demo.settlement import Secrets
from marketplace.domain.accounts import queries as accounts
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.clock import MovableClock

KEYS = "demo-keys"
"""The folder of the instance with the key files of the demonstration's openers."""
CHEAP = 1
"""Rounds (a power of two) of a key that encrypts nothing secret."""

_STEP = re.compile(r"(\d{1,4})(wd|d|h|min)")
_UNITS = {"d": "days", "h": "hours", "min": "minutes"}

demo = Noun("demo", help="An invented province to look around in; never on a live instance.")


@demo.command("load")
@click.option(
    "--size", type=click.Choice([size.value for size in Size]), default=Size.PROVINCE.value, show_default=True
)
def load(size: str) -> None:
    """Fill an empty database with half a year of an invented province's market."""
    _only_in_demo()
    at = house()
    totp = TOTP.using(
        wallet=AppWallet(current_app.config["SECURITY_TOTP_SECRETS"], encrypt_cost=CHEAP),
        issuer=current_app.config["SECURITY_TOTP_ISSUER"],
    )
    secrets = Secrets(
        password_hash=hash_password(sign_ins.PASSWORD), encrypted_totp=lambda key: totp(key=key).to_json(encrypt=True)
    )
    load_story(at.providers, Size(size), secrets)
    openers.write_key_files(at.settings.instance / KEYS)
    click.echo("The demonstration is loaded.")


@demo.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def show_accounts(*, as_json: bool) -> None:
    """Print the sign-ins of the demonstration: made up, public, and refused by a live instance."""
    _only_in_demo()
    with house().providers.reading() as session:
        if not accounts.has_demo_accounts(session):
            message = "there is no demonstration here yet: run `flask demo load`"
            raise click.ClickException(message)
    if as_json:
        click.echo(json.dumps(_shown(), ensure_ascii=False, indent=2))
        return
    click.echo(f"Demonstration sign-ins; the password is always {sign_ins.PASSWORD}")
    for sign_in in _shown():
        factor = f"  code from {sign_in['totp_secret']}" if sign_in["totp_secret"] else ""
        factor += f"  key {sign_in['key_file']}" if sign_in["key_file"] else ""
        click.echo(f"  {sign_in['role']:<16}{sign_in['email']:<39}{sign_in['organisation']}{factor}")


def _shown() -> list[dict[str, str | None]]:
    """The sign-ins, each with the key file of whoever holds a key."""
    files = openers.key_files_in(house().settings.instance / KEYS)
    return [
        sign_in | {"key_file": str(files[address]) if (address := sign_in["email"] or "") in files else None}
        for sign_in in sign_ins.shown()
    ]


@demo.command("clock")
@click.option("--advance", metavar="STEP", help="Move on by working days, days, hours or minutes: 3wd, 2d, 5h, 30min.")
@click.option("--to", "moment", metavar="TIME", help="Move to a time such as 2026-06-22T10:00 (Shanghai time).")
def clock(advance: str | None, moment: str | None) -> None:
    """Print the demonstration's time, or move it forward and do what falls due."""
    _only_in_demo()
    if advance and moment:
        message = "give --advance or --to, not both"
        raise click.UsageError(message)
    at = house()
    with at.providers.reading() as session:
        present = at.providers.clock.now(session).astimezone(MARKET_ZONE)
    if advance or moment:
        to = _after(present, advance) if advance else _moment(moment or "")
        with at.providers.writing(PLATFORM) as uow:
            MovableClock().move(uow.session, to)
        count = at.work.run_once()
        click.echo(f"{count} jobs run", err=True)
        present = to
    click.echo(present.isoformat(timespec="seconds"))


def _after(present: datetime, step: str) -> datetime:
    read = _STEP.fullmatch(step)
    if read is None:
        message = "write --advance like 3wd, 2d, 5h or 30min"
        raise click.UsageError(message)
    count, unit = int(read[1]), read[2]
    if unit != "wd":
        return present + timedelta(**{_UNITS[unit]: count})
    if not count:
        return present
    with house().providers.reading() as session:
        day = calendars.around(session, present).working_day_after(present, count)
    return datetime.combine(day, present.timetz())


def _moment(written: str) -> datetime:
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        message = "write --to like 2026-06-22T10:00"
        raise click.UsageError(message) from None
    return read if read.tzinfo else read.replace(tzinfo=MARKET_ZONE)


def _only_in_demo() -> None:
    mode = house().settings.mode
    if mode is not Mode.DEMO:
        message = f"this instance has mode = {mode}: a demonstration needs an instance of its own with mode = demo"
        raise click.ClickException(message)
