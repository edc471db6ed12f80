"""`flask tenders …`: what was bought, and whether its selection can be proved."""

import json

import click
from sqlalchemy import select

from marketplace.cli.noun import Noun, house
from marketplace.cli.verdict import conclude
from marketplace.domain.awards import queries as awards
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import NotFound

tenders = Noun("tenders", help="Tenders and the proof of their selections.")


@tenders.command("list")
@click.option("--status", type=click.Choice([state.value for state in TenderState]), help="Only tenders in this state.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def list_all(status: str | None, *, as_json: bool) -> None:
    """List all tenders, also those that are not published, in the order they were drafted."""
    wanted = select(Tender.ref, Tender.state, Tender.title, Tender.method).order_by(Tender.id)
    if status is not None:
        wanted = wanted.where(Tender.state == TenderState(status))
    with house().providers.reading() as session:
        found = [
            {"ref": row.ref, "status": row.state.value, "title": row.title, "method": row.method}
            for row in session.execute(wanted)
        ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for row in found:
        click.echo("\t".join((row["ref"], row["status"], row["method"], row["title"])))


@tenders.command("replay")
@click.argument("ref")
def replay(ref: str) -> None:
    """Compute the selection of the tender REF again from its public evidence alone.

    Exit code 0 only when every value equals the record, the evidence is the one noted in the journal, and the award is
    what the result says; else 1 with each difference.
    """
    try:
        with house().providers.reading() as session:
            faults = list(awards.record_faults(session, ref))
    except NotFound:
        message = f"there is no tender {ref}, or no selection was run for it"
        raise click.ClickException(message) from None
    conclude(faults, f"{ref}: computed again from the evidence alone; record, journal and award agree")
