"""The share of the price that is kept back: a defect is claimed, it comes free by itself, it shrinks with the service.

It is never a deposit: the agency pays nothing, and what is not claimed is paid without anybody asking.
"""

from marketplace.domain.contracts import rules
from marketplace.domain.contracts.models import Contract, ContractRecord, Milestone
from marketplace.domain.contracts.operations.performance import advance, lock_contract_of, need_going_on
from marketplace.domain.contracts.operations.records import keep
from marketplace.domain.contracts.states import MILESTONE, MilestoneKind, MilestoneState, RecordKind
from marketplace.domain.tenders.operations import stated_reason
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import mark
from marketplace.kernel.money import ZERO, Money
from marketplace.kernel.unit_of_work import UnitOfWork


def claim_defect(uow: UnitOfWork, milestone_ref: str, reason: str) -> ContractRecord:
    """Say within the liability period what is defective; the money then waits until it is mended.

    Raises Conflict before the period has begun, and from its end on, whether or not a job has released the money.
    """
    lock_contract_of(uow, Milestone, milestone_ref)
    part = uow.claim(Milestone, milestone_ref, "milestone:claim_defect")
    contract = need_going_on(part)
    if part.state is not MilestoneState.KEPT:
        raise Conflict(MILESTONE.meanings[part.state])
    if part.kept_until is None:
        raise Conflict(mark("The liability period begins when everything is accepted."))
    if not part.is_claimable(uow.now):
        raise Conflict(mark("The liability period is over; the money that was kept back is payable."))
    terms = {"title": part.title, "kept_fen": part.amount.fen, "until": part.kept_until.isoformat()}
    record = keep(uow, contract, RecordKind.DEFECT, stated_reason(reason), terms, part=part)
    advance(uow, part, "claim")
    part.next_check_at = None
    return record


def release(uow: UnitOfWork, milestone_ref: str) -> Milestone:
    """Make what was kept back payable once the liability period is over; the platform's act, idempotent."""
    lock_contract_of(uow, Milestone, milestone_ref)
    part = uow.claim(Milestone, milestone_ref, "milestone:release")
    if part.state is MilestoneState.KEPT:
        if part.kept_until is None or uow.now < part.kept_until:
            raise Conflict(mark("The liability period is not over yet."))
        advance(uow, part, "release")
        part.accepted_at, part.next_check_at = uow.now, None
    return part


def shrink(uow: UnitOfWork, contract: Contract, before: Money) -> Money:
    """Give up what was to be kept back of a part that is given up; `before` is what the service cost.

    What is given up stays written beside the part it belongs to. Answers what is free by that, for the caller to let go
    of on the budget line.
    """
    kept, free = _too_much(contract, before)
    if kept is None or not free:
        return free
    if free < kept.amount:
        kept.amount -= free
        kept = add_kept(uow, contract, free)
    advance(uow, kept, "end")
    return free


def lower(uow: UnitOfWork, contract: Contract, before: Money) -> Money:
    """Keep less back of a service that has become cheaper, and so less of the price; answers as `shrink`."""
    kept, free = _too_much(contract, before)
    if kept is not None and free == kept.amount:
        advance(uow, kept, "end")
    elif kept is not None:
        kept.amount -= free
    return free


def _too_much(contract: Contract, before: Money) -> tuple[Milestone | None, Money]:
    """The part that is kept back, and how much less it must be than when the service cost `before`."""
    kept = next((part for part in contract.milestones if part.state is MilestoneState.KEPT), None)
    after = contract.service_amount
    if kept is None or after >= before:
        return kept, ZERO
    return kept, kept.amount - rules.retention_of(kept.amount, before, after)


def add_kept(uow: UnitOfWork, contract: Contract, amount: Money) -> Milestone:
    """One more part of a contract that is kept back and not delivered."""
    part = Milestone(
        ref=uow.new_ref("M"),
        number=len(contract.milestones) + 1,
        title=rules.RETENTION_TITLE,
        kind=MilestoneKind.RETENTION,
        amount=amount,
        days=contract.service_days,
        state=MilestoneState.KEPT,
    )
    contract.milestones.append(part)
    uow.flush()
    uow.record("milestone:keep", part, contract=contract.ref, fen=amount.fen)
    return part
