"""`flask <noun> <verb>`, one file a noun. One line on standard error when something is wrong, never a traceback."""

from flask import Flask

from marketplace.cli.audit import audit
from marketplace.cli.budgets import budgets
from marketplace.cli.catalogue import catalogue
from marketplace.cli.demo import demo
from marketplace.cli.directory import directory
from marketplace.cli.docs import docs
from marketplace.cli.doctor import doctor
from marketplace.cli.jobs import jobs
from marketplace.cli.ledger import ledger
from marketplace.cli.openers import openers
from marketplace.cli.organisations import organisations
from marketplace.cli.ratings import ratings
from marketplace.cli.reference import reference
from marketplace.cli.restrictions import restrictions
from marketplace.cli.search import search
from marketplace.cli.selection import selection
from marketplace.cli.tenders import tenders
from marketplace.cli.users import users
from marketplace.cli.verify import verify

COMMANDS = (
    audit,
    budgets,
    catalogue,
    demo,
    directory,
    docs,
    doctor,
    jobs,
    ledger,
    openers,
    organisations,
    ratings,
    reference,
    restrictions,
    search,
    selection,
    tenders,
    users,
    verify,
)


def install(app: Flask) -> None:
    """Put the commands into the application."""
    for command in COMMANDS:
        app.cli.add_command(command)
