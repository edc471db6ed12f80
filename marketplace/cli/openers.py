"""`flask openers …`: keys for people who do not make theirs in the browser."""

import json
from pathlib import Path

import click

from marketplace.adapters.sealing import key_files, threshold
from marketplace.cli.noun import Noun, house
from marketplace.domain.accounts import queries as accounts
from marketplace.domain.openers import operations, queries
from marketplace.domain.openers.rules import proof_info
from marketplace.domain.organisations import queries as organisations
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import mark

OWNER_ONLY = 0o600

openers = Noun("openers", help="People whose keys bids are sealed to.")


@openers.command("enrol")
@click.option("--email", required=True, help="The account of the person who will hold the key.")
@click.option("--organisation", "code", required=True, help="For whom: a reference or an 18-character credit code.")
@click.option("--file", "target", type=click.Path(path_type=Path), required=True, help="Where the key file is written.")
@click.password_option("--passphrase", envvar="OPENER_PASSPHRASE", help="At least 12 characters; asked when left out.")
def enrol(email: str, code: str, target: Path, passphrase: str) -> None:
    """Make a key, register its public half, show it, and write the file under the passphrase.

    Run it where the person sits and nobody else reads the screen: the recovery code is printed once. Then take the file
    away from this machine, or the platform holds what it must not hold.
    """
    if target.exists():
        message = f"{target} exists already; name a new file"
        raise click.ClickException(message)
    at = house().providers
    document, private = key_files.make(passphrase, at.entropy)
    with at.reading() as session:
        person, organisation = accounts.by_email(session, email), organisations.ref_of(session, code)
        if person is None or organisation is None:
            raise NotFound(mark("There is no such account or organisation."))
        actor = organisations.actor_of(session, person.id)
    with at.writing(actor) as uow:
        opener = operations.enrol(uow, organisation, document["public_key"], threshold)
        secret = threshold.open_with(key_files.key_of(private), proof_info(opener.ref), bytes.fromhex(opener.challenge))
        operations.prove(uow, opener.ref, secret.hex())
    target.touch(mode=OWNER_ONLY)
    target.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    click.echo(f"{opener.ref}: {opener.fingerprint}")
    click.echo(f"key file: {target}")
    click.echo(f"recovery code, to be printed and kept elsewhere: {key_files.recovery_code(private)}")


@openers.command("list")
def show() -> None:
    """Print every key that tenders may name, with its fingerprint."""
    with house().providers.reading() as session:
        for opener, organisation, person in queries.nameable(session, 0):
            click.echo(f"{opener.ref}  {opener.fingerprint}  {person.name}, {organisation.name}")
