"""Files that commands import."""

from collections.abc import Sequence
from pathlib import Path

import click

from marketplace.cli.noun import house
from marketplace.domain.documents.tables import Row

TABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
"""A table: CSV in UTF-8 or GB18030, or XLSX."""


def rows(file: Path) -> Sequence[Row]:
    """The rows of a table with their line numbers; raises Invalid."""
    return house().providers.tables.rows(file.name, file.read_bytes())
