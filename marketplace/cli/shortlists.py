"""`flask shortlists …`: searches that are locked as evidence."""

from marketplace.cli.noun import Noun, house
from marketplace.cli.verdict import conclude
from marketplace.domain.shortlists import queries

shortlists = Noun("shortlists", help="Searches of providers that are locked as the ground of a direct choice.")


@shortlists.command("check")
def check() -> None:
    """Work out every digest anew and compare it with the journal. Exit code 1 when one differs."""
    with house().providers.reading() as session:
        faults = list(queries.faults(session))
        summary = f"{queries.count(session)} short-lists are what was locked"
    conclude(faults, summary)
