"""`flask users …`: accounts for a real set-up."""

import sys

import click
from email_validator import EmailNotValidError, validate_email
from flask_security.utils import hash_password

from marketplace.cli.noun import Noun, house
from marketplace.domain.accounts import operations as accounts
from marketplace.domain.accounts import queries
from marketplace.domain.accounts.rules import weakness
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries as organisation_queries
from marketplace.kernel.actor import PLATFORM, Role
from marketplace.kernel.entropy import readable_code
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.i18n import mark
from marketplace.languages import LOCALES

PASSWORD_LENGTH = 20
"""Readable letters and digits: 98 bits."""

users = Noun("users", help="Accounts and what they may do.")


@users.command("create")
@click.argument("email")
@click.option("--name", default="", help="The person's name; the address before the @ if left out.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="A role in the organisation.")
@click.option("--organisation", "code", help="The organisation's reference or 18-character credit code.")
@click.option("--language", type=click.Choice(list(LOCALES)), default="zh", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of making one.")
def create(email: str, name: str, role: str | None, code: str | None, language: str, *, password_stdin: bool) -> None:
    """Create a confirmed account, and give it ROLE in ORGANISATION.

    An account that exists already only gets the role. A password that was made is printed once and kept nowhere.
    """
    if (role is None) != (code is None):
        message = "--role and --organisation go together"
        raise click.UsageError(message)
    address = _address(email)
    name = name or address.partition("@")[0]
    with house().providers.reading() as session:
        known = queries.by_email(session, address)
    if known is not None and role is None:
        message = f"{address} has an account already"
        raise click.ClickException(message)
    password = sys.stdin.readline().rstrip("\n") if password_stdin else _made()
    refused = None if known is not None else weakness(password, (address, name))
    if refused is not None:
        raise Invalid(refused)
    hashed = hash_password(password) if known is None else ""
    with house().providers.writing(PLATFORM) as uow:
        account = known or accounts.create(uow, email=address, name=name, password_hash=hashed, language=language)
        if role is not None and code is not None:
            found = organisation_queries.ref_of(uow.session, code)
            if found is None:
                raise NotFound(mark("There is no organisation %(code)s.", code=code))
            organisations.add_member(uow, found, account.id, Role(role))
    click.echo(f"{address}: {'role added' if known else 'account created'}")
    if known is None and not password_stdin:
        click.echo(f"password: {password}")


def _made() -> str:
    return readable_code(house().providers.entropy, PASSWORD_LENGTH)


def _address(written: str) -> str:
    try:
        return validate_email(written, check_deliverability=False).normalized.lower()
    except EmailNotValidError as wrong:
        raise click.UsageError(str(wrong)) from None
