"""How agencies have fulfilled their contracts: signed and completed, on time, at the price that was agreed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, case, func, select
from sqlalchemy.orm import Session

from marketplace.domain.awards.track_records import Quartiles, quartiles
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.contracts.models import Contract, ContractRecord, Milestone
from marketplace.domain.contracts.states import (
    DELIVERED_CONTRACTS,
    RATEABLE,
    ContractState,
    EndGround,
    MilestoneKind,
    MilestoneState,
    RecordKind,
)
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.database import AnyRow
from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """How an agency has fulfilled its contracts; `on_time` of the `delivered` milestones that had a date.

    `price_kept` of the contracts whose service is `over`, one way or the other: what they cost in the end, without what
    was given up, is no more than what was signed first. Days are working days from the signing to the last deliverable,
    medians over the `finished` contracts, whose deliverables are all accepted.
    """

    signed: int = 0
    completed: int = 0
    ended_early: int = 0
    ended_for_delay: int = 0
    delivered: int = 0
    on_time: int = 0
    over: int = 0
    price_kept: int = 0
    finished: int = 0
    promised_days: int | None = None
    actual_days: int | None = None


PAGE_SIZE = 30
_buyer = Organisation.__table__.alias("buyer")


def _sum_of_parts(condition: ColumnElement[bool]) -> ColumnElement[Money]:
    return (
        select(func.sum(Milestone.amount))
        .where(Milestone.contract_id == Contract.id, condition)
        .correlate(Contract)
        .scalar_subquery()
    )


_SIGNED_PAGE = (
    select(
        Contract.id,
        Contract.state,
        Contract.signed_at,
        Contract.amount,
        Tender.ref,
        Tender.title,
        _buyer.c.name.label("buyer_zh"),
        _buyer.c.name_en.label("buyer_en"),
        _sum_of_parts(Milestone.state != MilestoneState.ENDED).label("present"),
        _sum_of_parts(Milestone.state == MilestoneState.PAID).label("paid"),
    )
    .join(Tender, Tender.id == Contract.tender_id)
    .join(_buyer, _buyer.c.id == Contract.buyer_id)
    .where(Contract.supplier_id == bindparam("supplier"), Contract.signed_at.is_not(None))
    .order_by(Contract.id.desc())
    .limit(PAGE_SIZE + 1)
)


class Over(NamedTuple):
    """A contract whose service is over, in working days; `actual_days` where all deliverables are accepted."""

    supplier_id: int
    buyer_id: int
    item_code: str
    price_is_kept: bool
    promised_days: int
    actual_days: int | None


class ItemDays(NamedTuple):
    """Working days that the finished contracts of one catalogue item took, and how many of whom there are."""

    contracts: int
    buyers: int
    suppliers: int
    days: Quartiles


def track_records(session: Session, supplier_ids: Collection[int]) -> dict[int, TrackRecord]:
    """``{organisation id: record}`` of those with contracts in force or behind them, in a few queries.

    A returned deliverable counts by when it was handed over last.
    """
    in_force = Contract.supplier_id.in_(supplier_ids) & Contract.signed_at.is_not(None)
    signed = session.execute(
        select(
            Contract.supplier_id,
            func.count(Contract.id),
            _number(Contract.state == ContractState.COMPLETED),
            _number(Contract.state == ContractState.TERMINATED),
        )
        .where(in_force)
        .group_by(Contract.supplier_id)
    ).all()
    if not signed:
        return {}
    late = session.execute(
        select(Contract.supplier_id, func.count(Contract.id))
        .join(ContractRecord, ContractRecord.contract_id == Contract.id)
        .where(in_force, ContractRecord.kind == RecordKind.TERMINATION, ContractRecord.ground == EndGround.DELAY)
        .group_by(Contract.supplier_id)
    )
    for_delay = {supplier: number for supplier, number in late}  # noqa: C416 - rows are no pairs to mypy
    handed_over = session.execute(
        select(Contract.supplier_id, func.count(Milestone.id), _number(Milestone.delivered_at <= Milestone.due_at))
        .join(Milestone, Milestone.contract_id == Contract.id)
        .where(in_force, Milestone.delivered_at.is_not(None), Milestone.due_at.is_not(None))
        .group_by(Contract.supplier_id)
    )
    punctual = {supplier: (delivered, int(on_time)) for supplier, delivered, on_time in handed_over}
    ended: dict[int, list[Over]] = defaultdict(list)
    for one in _over(session, Contract.supplier_id.in_(supplier_ids)):
        ended[one.supplier_id].append(one)
    return {
        supplier: TrackRecord(
            signed=number,
            completed=int(completed),
            ended_early=int(early),
            ended_for_delay=for_delay.get(supplier, 0),
            delivered=punctual.get(supplier, (0, 0))[0],
            on_time=punctual.get(supplier, (0, 0))[1],
            over=len(ended[supplier]),
            price_kept=sum(one.price_is_kept for one in ended[supplier]),
            finished=len(_finished(ended[supplier])),
            promised_days=_median([promised for promised, _ in _finished(ended[supplier])]),
            actual_days=_median([actual for _, actual in _finished(ended[supplier])]),
        )
        for supplier, number, completed, early in signed
    }


def days_of_items(session: Session, item_codes: Collection[str]) -> Mapping[str, ItemDays]:
    """``{item code: days}`` of the items that have a finished contract."""
    found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for one in _over(session, Tender.item_code.in_(item_codes)):
        if one.actual_days is not None:
            found[one.item_code].append((one.buyer_id, one.supplier_id, one.actual_days))
    return {
        code: ItemDays(
            len(done),
            len({buyer for buyer, _, _ in done}),
            len({supplier for _, supplier, _ in done}),
            quartiles([days for _, _, days in done]),
        )
        for code, done in found.items()
    }


def signed_page(session: Session, supplier_id: int, before: int = 0) -> Sequence[AnyRow]:
    """Contracts of one agency, the latest first, at most `PAGE_SIZE` and one more; with `before`, behind that one's id.

    (id, state, signed_at, amount, ref, title, buyer's names, present: what it costs now, paid: what was paid of it; the
    last two are empty for nothing.)
    """
    page = _SIGNED_PAGE.where(Contract.id < before) if before else _SIGNED_PAGE
    return session.execute(page, {"supplier": supplier_id}).all()


def _over(session: Session, wanted: ColumnElement[bool]) -> list[Over]:
    final = func.sum(case((Milestone.state != MilestoneState.ENDED, Milestone.amount), else_=0))
    is_service = Milestone.kind == MilestoneKind.SERVICE
    rows = session.execute(
        select(
            Contract.supplier_id,
            Contract.buyer_id,
            Contract.state,
            Tender.item_code,
            case((final > Contract.amount, 0), else_=1).label("is_kept"),
            Contract.service_days,
            Contract.signed_at,
            func.max(case((is_service, Milestone.delivered_at))).label("delivered_at"),
        )
        .join(Tender, Tender.id == Contract.tender_id)
        .join(Milestone, Milestone.contract_id == Contract.id)
        .where(wanted, Contract.state.in_(RATEABLE))
        .group_by(Contract.id, Tender.item_code)
        .order_by(Contract.id)
    ).all()
    is_done = [row.state in DELIVERED_CONTRACTS and row.delivered_at is not None for row in rows]
    days = iter(
        _days(session, [(row.signed_at, row.delivered_at) for row, done in zip(rows, is_done, strict=True) if done])
    )
    return [
        Over(
            row.supplier_id,
            row.buyer_id,
            row.item_code,
            bool(row.is_kept),
            row.service_days,
            next(days) if done else None,
        )
        for row, done in zip(rows, is_done, strict=True)
    ]


def _days(session: Session, spans: Sequence[tuple[datetime, datetime]]) -> list[int]:
    """Working days of each span, the day of its beginning aside."""
    if not spans:
        return []
    first, last = min(begun for begun, _ in spans), max(ended for _, ended in spans)
    calendar = calendars.load(session, day_of(first), day_of(last))
    return [calendar.working_days_between(begun, ended) for begun, ended in spans]


def _finished(ended: Sequence[Over]) -> list[tuple[int, int]]:
    """(promised, actual) days of the contracts whose deliverables are all accepted."""
    return [(one.promised_days, one.actual_days) for one in ended if one.actual_days is not None]


def _median(days: Sequence[int]) -> int | None:
    return quartiles(days).middle if days else None


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
