"""`flask budgets …`: what departments may spend."""

from collections import defaultdict
from pathlib import Path

import click

from marketplace.cli.noun import Noun, house
from marketplace.cli.tables import TABLE, rows
from marketplace.domain.budgets import operations
from marketplace.domain.documents.tables import Row, need_columns
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork

DEPARTMENT = "department"

budgets = Noun("budgets", help="Budget lines of the departments.")


@budgets.command("import")
@click.argument("file", type=TABLE)
def import_file(file: Path) -> None:
    """Add budget lines from FILE (CSV or XLSX), all or none.

    Columns: department (credit code or reference), fiscal_year, code, name, amount (yuan).
    """
    read = rows(file)
    need_columns(read, DEPARTMENT, *operations.COLUMNS)
    by_department: dict[str, list[Row]] = defaultdict(list)
    for row in read:
        by_department[row.cells[DEPARTMENT]].append(row)
    count = 0
    wrong: dict[str, Text] = {}
    with house().providers.writing(PLATFORM) as uow:
        for written, lines in by_department.items():
            try:
                count += len(operations.import_rows(uow, _department(uow, written, lines), lines))
            except Invalid as refusal:
                wrong |= refusal.fields
        if wrong:
            raise Invalid(fields=dict(sorted(wrong.items(), key=lambda line: int(line[0].split()[-1]))))
    click.echo(f"{count} budget lines added")


def _department(uow: UnitOfWork, written: str, lines: list[Row]) -> str:
    """The department's reference; Invalid names every line of one that does not exist."""
    found = organisations.ref_of(uow.session, written, OrganisationKind.DEPARTMENT)
    if found is None:
        raise Invalid(
            fields={f"line {row.line}": mark("There is no department %(code)s.", code=written) for row in lines}
        )
    return found
