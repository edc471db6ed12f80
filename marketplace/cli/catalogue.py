"""`flask catalogue …`: the service items."""

from pathlib import Path

import click

from marketplace.cli.noun import Noun, house
from marketplace.cli.tables import TABLE, rows
from marketplace.domain.catalogue import operations
from marketplace.kernel.actor import PLATFORM

catalogue = Noun("catalogue", help="The catalogue of service items.")


@catalogue.command("import")
@click.argument("file", type=TABLE)
def import_file(file: Path) -> None:
    """Add and change service items from FILE (CSV or XLSX), by their code; all lines or none."""
    read = rows(file)
    with house().providers.writing(PLATFORM) as uow:
        done = operations.import_rows(uow, read)
    click.echo(f"{len(done.added)} items added, {len(done.changed)} changed")
