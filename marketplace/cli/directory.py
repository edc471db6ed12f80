"""`flask directory …`: the stored records of providers and of the market of each service."""

import click

from marketplace.cli.noun import Noun, house
from marketplace.cli.verdict import conclude
from marketplace.domain.directory import queries
from marketplace.jobs import directory as records

directory = Noun("directory", help="What the public may know of providers, as it is stored.")


@directory.command("rebuild")
@click.option("--after", type=int, default=0, show_default=True, help="Go on behind the provider with this number.")
def rebuild(after: int) -> None:
    """Build every record anew. It may be stopped at any time; the last line says how to go on."""
    built = records.rebuild(
        house().providers, after, lambda done, last: click.echo(f"{done} … go on with --after {last}", err=True)
    )
    click.echo(f"{built} providers, and the market of every service")


@directory.command("check")
def check() -> None:
    """Compare every record with what it is made of. Exit code 1 when they disagree."""
    providers = house().providers
    with providers.reading() as session:
        faults = list(queries.faults(session, providers.clock.now(session)))
    conclude(faults, "every record says what the other tables say")
