"""What the policy may know of a contract, its milestones and what is proposed about it."""

from sqlalchemy.orm import Session

from marketplace.domain.contracts.models import Contract, ContractChange, Milestone
from marketplace.domain.regimes.states import Regime
from marketplace.domain.tenders.models import Tender
from marketplace.policy.facts import Facts


def of_contract(session: Session, contract: Contract) -> Facts:  # noqa: ARG001 - every facts function has this shape
    """A contract is its two parties'; what it costs is public through the award."""
    return Facts(buyer_id=contract.buyer_id, supplier_id=contract.supplier_id)


def of_milestone(session: Session, milestone: Milestone) -> Facts:
    """As its contract."""
    return of_contract(session, milestone.contract)


def of_change(session: Session, change: ContractChange) -> Facts:
    """A proposal is the two parties'; the side that did not make it answers, the department approves its own first."""
    contract = session.get_one(Contract, change.contract_id)
    return Facts(
        buyer_id=contract.buyer_id,
        supplier_id=contract.supplier_id,
        asked_id=contract.buyer_id if change.waits_for_the_buyer else contract.supplier_id,
        user_id=change.proposed_by,
        is_private=session.get_one(Tender, contract.tender_id).regime is Regime.PRIVATE,
        done_by={"proposed": (change.proposed_by,)},
    )
