"""`flask audit …`: the journal, the log and what was received."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from marketplace.cli.noun import Noun, house
from marketplace.cli.verdict import conclude
from marketplace.domain.audit import verification
from marketplace.domain.audit.log_checks import Kept
from marketplace.domain.log import queries as log
from marketplace.domain.log import trees
from marketplace.jobs.sequencing import sequence
from marketplace.kernel import journal
from marketplace.kernel.journal import JournalHead

audit = Noun("audit", help="The journal of all acts and the log that proves it.")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@audit.command("verify")
@click.option("--against", "files", type=FILE, multiple=True, help="A kept checkpoint or receipt; may be repeated.")
def verify(files: Sequence[Path]) -> None:
    """Walk journal, log, tenders' trees, envelopes, closing heads, checkpoints. Exit code 1 when a row was changed.

    That the end was cut off, or everything made anew, is seen only against a checkpoint that was kept outside.
    """
    kept = [found for file in files for found in read(file)]
    with house().providers.reading() as session:
        faults = list(verification.faults(session, house().providers.signer, house().providers.stamper, kept))
        summary = head(session)
    conclude(faults, f"{summary}\nchecked against: {len(kept)} kept documents")


@audit.command("checkpoint")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def checkpoint(file: Path | None) -> None:
    """Print the latest signed checkpoint, or write it to FILE. Keep it where nobody of this machine can change it."""
    sequence(house().providers)
    with house().providers.reading() as session:
        found = log.checkpoint(session)
    written = json.dumps({"checkpoint": found.document, "signature": found.signature}, indent=2) + "\n"
    if file is None:
        click.echo(written, nl=False)
    else:
        file.write_text(written, encoding="utf-8")
        click.echo(f"{file}: {found.size} entries, signed {found.document['at']}")


def read(file: Path) -> list[Kept]:
    """The signed documents of a file: a checkpoint, or every receipt of a bid. Raises BadParameter."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        found = document.get("envelopes", [document])
        return [Kept(str(file), _signed(each), str(each["signature"])) for each in found if "signature" in each]
    except (ValueError, KeyError, TypeError, AttributeError) as broken:
        message = f"{file} is neither a checkpoint nor a receipt"
        raise click.BadParameter(message) from broken


def head(session: Session) -> str:
    """Size and hash of the chain and size of the log, on one line."""
    found = session.get(JournalHead, 1)
    chain = f"{found.seq} entries, head {found.hash}" if found else f"0 entries, head {journal.GENESIS}"
    return f"{chain}, {trees.log_size(session)} in the log"


def _signed(each: dict[str, Any]) -> dict[str, Any]:
    signed: dict[str, Any] = each["checkpoint"] if "checkpoint" in each else each["receipt"]
    signed["key"], signed["format"]
    return signed
