"""Ending a contract early: what is accepted stays payable, the rest of the money goes back to the budget line.

What is kept back of the accepted parts comes free as agreed, the rest of it goes back, too.
"""

from marketplace.domain.budgets import operations as budgets
from marketplace.domain.contracts import queries
from marketplace.domain.contracts.events import ContractTerminated
from marketplace.domain.contracts.models import Contract, ContractChange
from marketplace.domain.contracts.operations.performance import (
    advance,
    begin_liability,
    lapse_proposals,
    need_active,
)
from marketplace.domain.contracts.operations.records import keep
from marketplace.domain.contracts.operations.retention import shrink
from marketplace.domain.contracts.states import AWAITED, EndGround, MilestoneState, RecordKind
from marketplace.domain.tenders import projects
from marketplace.domain.tenders.operations import stated_reason
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

ONE_SIDED = (EndGround.DELAY, EndGround.PURPOSE_GONE)
"""Grounds on which the department ends a contract by its own declaration (民法典 Art 563)."""


def terminate(uow: UnitOfWork, contract_ref: str, ground: EndGround, reason: str) -> Contract:
    """End the contract by the department's declaration.

    For delay only after a demand whose last date has passed while the part is still missing; or because the purpose of
    the contract is gone. Raises Conflict while something handed over is neither accepted nor returned.
    """
    contract = need_active(uow.claim(Contract, contract_ref, "contract:terminate"))
    if ground not in ONE_SIDED:
        raise Invalid(fields={"ground": mark("Choose one of the reasons shown.")})
    if ground is EndGround.DELAY and not queries.demands_in_vain(uow.session, contract, uow.now):
        raise Conflict(mark("For delay it can be ended after a last date was set and has passed in vain."))
    end(uow, contract, ground, stated_reason(reason), None)
    return contract


def end(uow: UnitOfWork, contract: Contract, ground: EndGround, reason: str, change: ContractChange | None) -> None:
    """End a locked contract; `change` is the agreement, where there is one."""
    if any(part.state is MilestoneState.DELIVERED for part in contract.milestones):
        raise Conflict(mark("Something was handed over: first accept or return it."))
    released, service = contract.total(*AWAITED), contract.service_amount
    missing = [part for part in contract.milestones if part.state in AWAITED]
    for part in missing:
        advance(uow, part, "end")
    released += shrink(uow, contract, service)
    lapse_proposals(uow, contract)
    advance(uow, contract, "terminate")
    if all(part.delivered_at is None for part in contract.milestones):
        projects.undo_work(uow, contract.ref)
    budgets.free(uow, contract.budget_line_id, contract.ref, released)
    begin_liability(uow, contract)
    terms = {
        "ground": ground,
        "parts_ended": [part.ref for part in missing],
        "released_fen": released.fen,
        "kept_fen": contract.retention.fen,
        "payable_fen": contract.total(MilestoneState.ACCEPTED).fen,
        "paid_fen": contract.total(MilestoneState.PAID).fen,
    }
    keep(uow, contract, RecordKind.TERMINATION, reason, terms, change=change, ground=ground)
    uow.emit(ContractTerminated(contract.ref, ground))
