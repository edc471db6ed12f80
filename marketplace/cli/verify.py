"""`flask verify`: all checks together."""

import click
from flask.cli import with_appcontext

from marketplace.cli.audit import head
from marketplace.cli.ledger import size
from marketplace.cli.noun import house, one_line
from marketplace.cli.verdict import conclude
from marketplace.domain.audit import verification
from marketplace.domain.budgets import queries as budget_queries
from marketplace.domain.search import indexing
from marketplace.domain.shortlists import queries as shortlist_queries


@click.command("verify")
@with_appcontext
def verify() -> None:
    """Check journal, log, receipts, budgets, short-lists and search index. Exit code 1 when one is at fault."""
    providers = house().providers
    with one_line(), providers.reading() as session:
        faults = [
            *verification.faults(session, providers.signer, providers.stamper),
            *(f"ledger: {fault}" for fault in budget_queries.faults(session)),
            *shortlist_queries.faults(session),
            *(f"search: {fault}" for fault in indexing.faults(providers.looking, providers.search.engine)),
        ]
        summary = f"journal: {head(session)}\nledger: {size(session)}\nsearch: index and database agree"
    conclude(faults, summary)
