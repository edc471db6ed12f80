"""What the policy may know of a contract and its milestones."""

from sqlalchemy.orm import Session

from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.policy.facts import Facts


def of_contract(session: Session, contract: Contract) -> Facts:  # noqa: ARG001 - every facts function has this shape
    """A contract is its two parties'; what it costs is public through the award."""
    return Facts(buyer_id=contract.buyer_id, supplier_id=contract.supplier_id)


def of_milestone(session: Session, milestone: Milestone) -> Facts:
    """As its contract."""
    return of_contract(session, milestone.contract)
