"""`flask organisations …`: bodies that do not register themselves."""

from pathlib import Path

import click

from marketplace.cli.noun import Noun, house
from marketplace.cli.tables import TABLE, rows
from marketplace.domain.organisations import operations
from marketplace.kernel.actor import PLATFORM

organisations = Noun("organisations", help="Departments, the regulator, the operator, agencies.")


@organisations.command("import")
@click.argument("file", type=TABLE)
def import_file(file: Path) -> None:
    """Add organisations from FILE (CSV or XLSX), active and without members; all lines or none."""
    read = rows(file)
    providers = house().providers
    with providers.writing(PLATFORM) as uow:
        added = operations.import_organisations(uow, read, providers.slug_of)
    click.echo(f"{len(added)} organisations added")
