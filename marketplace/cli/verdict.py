"""How a check ends."""

from collections.abc import Sequence

import click


def conclude(faults: Sequence[str], summary: str) -> None:
    """Print the faults, one a line, on standard error and exit 1; else print `summary`."""
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    click.echo(summary)
