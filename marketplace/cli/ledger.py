"""`flask ledger …`: the money."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.cli.noun import Noun, house
from marketplace.cli.verdict import conclude
from marketplace.domain.budgets import queries
from marketplace.domain.budgets.models import BudgetLine

ledger = Noun("ledger", help="Budget lines and the entries that move them.")


@ledger.command("verify")
def verify() -> None:
    """Add up every budget line anew. Exit code 1 when one does not balance."""
    with house().providers.reading() as session:
        faults = list(queries.faults(session))
        summary = size(session)
    conclude(faults, summary)


def size(session: Session) -> str:
    """How much there was to add up."""
    return f"{session.scalar(select(func.count(BudgetLine.id)))} budget lines balance"
