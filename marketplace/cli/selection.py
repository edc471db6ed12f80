"""`flask selection …`: the methods by which a winner is chosen, without any tender."""

import json
from pathlib import Path

import click

from marketplace.blueprints.web.methods import described
from marketplace.cli.noun import Noun
from marketplace.domain.selection.canonical import read_json
from marketplace.domain.selection.core import run as run_method
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.selection.texts import SelectionInputError, english

selection = Noun("selection", help="Selection methods.")


@selection.command("run")
@click.argument("method")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def run(method: str, file: Path) -> None:
    """Run METHOD on the candidates and settings of FILE (JSON) and print the result as JSON."""
    try:
        result = run_method(method, read_json(file.read_bytes()))
    except SelectionInputError as wrong:
        raise click.UsageError(str(wrong)) from None
    click.echo(json.dumps(result, ensure_ascii=False, indent=2))


@selection.command("methods")
@click.option("--json", "as_json", is_flag=True, help="Everything about each method, machine-readable.")
def methods(*, as_json: bool) -> None:
    """List the methods: codes, labels, settings, fewest candidates by legal regime."""
    if as_json:
        click.echo(json.dumps(described(), ensure_ascii=False, indent=2))
        return
    for method in METHODS.values():
        fewest = ", ".join(f"{regime} {count}" for regime, count in method.minimum_candidates.items())
        click.echo(f"{method.code}\t{english(method.label)}\tfewest candidates: {fewest}")
