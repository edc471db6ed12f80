"""What the policy may know of a budget line."""

from sqlalchemy.orm import Session

from marketplace.domain.budgets.models import BudgetLine
from marketplace.policy.facts import Facts


def of_line(session: Session, line: BudgetLine) -> Facts:  # noqa: ARG001 - every facts function has this shape
    """A line is its department's; its sums are public through the tenders that use it."""
    return Facts(buyer_id=line.organisation_id)
