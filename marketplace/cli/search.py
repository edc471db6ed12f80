"""`flask search …`: the index."""

import click

from marketplace.cli.noun import Noun, house
from marketplace.cli.verdict import conclude
from marketplace.domain.search import indexing
from marketplace.domain.search.engines import EngineName
from marketplace.domain.search.ports import SearchEngine
from marketplace.wiring import desk

search = Noun("search", help="The index of tenders, agencies, awards, services and decisions.")

engine_option = click.option(
    "--engine", "name", type=click.Choice(list(EngineName)), help="Another engine than the one that is set."
)


@search.command("rebuild")
@engine_option
@click.option("--fresh", is_flag=True, help="Forget the index first.")
def rebuild(name: str | None, fresh: bool) -> None:  # noqa: FBT001 - a flag of click
    """Bring the index to what the database says; whoever was interrupted goes on where it was."""
    providers = house().providers
    with providers.reading() as session:
        documents = indexing.count(session)
    with click.progressbar(length=2 * documents, label="Indexing") as bar:
        count = indexing.rebuild(providers.looking, _engine(name), bar.update, fresh=fresh)
    click.echo(f"{count} documents in the {name or providers.search.name} index")


@search.command("check")
@engine_option
def check(name: str | None) -> None:
    """Compare the index with the database. Exit code 1 when they disagree."""
    conclude(indexing.faults(house().providers.looking, _engine(name)), "index and database agree")


@search.command("tidy")
@engine_option
def tidy(name: str | None) -> None:
    """Make later searches quicker; the worker does it every night."""
    _engine(name).tidy()
    click.echo("tidied")


def _engine(name: str | None) -> SearchEngine:
    at = house()
    if name is None or name == at.providers.search.name:
        return at.providers.search.engine
    return desk(at.settings, at.providers.engine, EngineName(name)).engine
