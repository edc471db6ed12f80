"""`flask search …`: the index."""

import click

from marketplace.cli.noun import Noun, house
from marketplace.cli.verdict import conclude
from marketplace.domain.search import indexing, queries

search = Noun("search", help="The index of tenders and agencies.")


@search.command("rebuild")
@click.option("--engine", type=click.Choice(["whoosh"]), default="whoosh", show_default=True)
def rebuild(engine: str) -> None:
    """Forget the index and build it anew from the database."""
    providers = house().providers
    with providers.reading() as session:
        now = providers.clock.now(session)
        count = indexing.rebuild(session, providers.search, now, lambda done: click.echo(f"{done} …", err=True))
    click.echo(f"{count} documents in the {engine} index")


@search.command("check")
def check() -> None:
    """Compare the index with the database. Exit code 1 when they disagree."""
    providers = house().providers
    with providers.reading() as session:
        faults = list(queries.faults(session, providers.search, providers.clock.now(session)))
    conclude(faults, "index and database agree")
