"""How agencies have fulfilled their contracts."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.states import ContractState


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """How an agency has fulfilled its contracts; `on_time` of the `delivered` milestones that had a date."""

    signed: int = 0
    completed: int = 0
    delivered: int = 0
    on_time: int = 0


def track_records(session: Session, supplier_ids: Collection[int]) -> dict[int, TrackRecord]:
    """``{organisation id: record}`` of those with contracts in force or behind them, in two queries.

    A returned deliverable counts by when it was handed over last.
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
    return {
        supplier: TrackRecord(number, int(completed), *map(int, punctual.get(supplier, (0, 0))))
        for supplier, number, completed in signed
    }
