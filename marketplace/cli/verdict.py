"""How a check ends."""

from collections.abc import Iterable

import click


def conclude(faults: Iterable[str], summary: str) -> None:
    """Print the faults as they are found, one a line, on standard error and exit 1; else print `summary`."""
    is_well = True
    for fault in faults:
        click.echo(fault, err=True)
        is_well = False
    if not is_well:
        raise SystemExit(1)
    click.echo(summary)
