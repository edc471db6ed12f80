"""How agencies have fulfilled their contracts: facts alone, nobody's opinion."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.states import RATEABLE, ContractState, MilestoneState


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """How an agency has fulfilled its contracts.

    `on_time` of the `delivered` milestones that had a date; `price_kept` of the contracts whose service is `over`.
    """

    signed: int = 0
    completed: int = 0
    delivered: int = 0
    on_time: int = 0
    over: int = 0
    price_kept: int = 0


def track_records(session: Session, supplier_ids: Collection[int]) -> dict[int, TrackRecord]:
    """``{organisation id: record}`` of those with contracts in force or behind them, in three queries.

    A returned deliverable counts by when it was handed over last. A price is kept when what the contract costs in the
    end, without what was given up, is no more than what was signed first.
    """
    in_force = Contract.supplier_id.in_(supplier_ids) & Contract.signed_at.is_not(None)
    is_complete = case((Contract.state == ContractState.COMPLETED, 1), else_=0)
    signed = session.execute(
        select(Contract.supplier_id, func.count(Contract.id), func.sum(is_complete))
        .where(in_force)
        .group_by(Contract.supplier_id)
    )
    is_on_time = case((Milestone.delivered_at <= Milestone.due_at, 1), else_=0)
    handed_over = session.execute(
        select(Contract.supplier_id, func.count(Milestone.id), func.sum(is_on_time))
        .join(Milestone, Milestone.contract_id == Contract.id)
        .where(in_force, Milestone.delivered_at.is_not(None), Milestone.due_at.is_not(None))
        .group_by(Contract.supplier_id)
    )
    punctual = {supplier: (delivered, on_time) for supplier, delivered, on_time in handed_over}
    kept = _prices_kept(session, supplier_ids)
    return {
        supplier: TrackRecord(
            number, int(completed), *map(int, (*punctual.get(supplier, (0, 0)), *kept.get(supplier, (0, 0))))
        )
        for supplier, number, completed in signed
    }


def _prices_kept(session: Session, supplier_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    final_cost = func.sum(case((Milestone.state != MilestoneState.ENDED, Milestone.amount)))
    final = (
        select(Contract.supplier_id, case((final_cost > Contract.amount, 0), else_=1).label("is_kept"))
        .join(Milestone, Milestone.contract_id == Contract.id)
        .where(Contract.supplier_id.in_(supplier_ids), Contract.state.in_(RATEABLE))
        .group_by(Contract.id, Contract.supplier_id, Contract.amount)
        .subquery()
    )
    rows = session.execute(
        select(final.c.supplier_id, func.count(), func.sum(final.c.is_kept)).group_by(final.c.supplier_id)
    )
    return {supplier: (over, is_kept) for supplier, over, is_kept in rows}
