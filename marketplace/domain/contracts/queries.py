"""Reads of contracts: for the two parties and the regulator."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session, aliased, selectinload

from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import ENDED
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.calendar.rules import ONE_DAY
from marketplace.domain.contracts.models import Contract, ContractChange, ContractRecord, Deliverable, Milestone
from marketplace.domain.contracts.states import (
    OPEN_CHANGES,
    OPEN_PARTS,
    ChangeKind,
    ChangeState,
    ContractState,
    RecordKind,
)
from marketplace.domain.documents.models import Document
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import Actor, Role
from marketplace.kernel.database import AnyRow, AnySelect
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import ZERO, Money

PAGE_SIZE = 30
OVER = (ContractState.COMPLETED, ContractState.TERMINATED, ContractState.VOID)


def _visible(actor: Actor) -> ColumnElement[bool]:
    if actor.has(Role.REGULATOR):
        return true()
    own = actor.organisations()
    return Contract.buyer_id.in_(own) | Contract.supplier_id.in_(own)


def see(session: Session, actor: Actor, ref: str) -> Contract:
    """A contract this actor is a party to; raises NotFound."""
    contract = session.scalars(
        select(Contract).where(Contract.ref == ref, _visible(actor)).options(selectinload(Contract.milestones)),
    ).first()
    if contract is None:
        raise NotFound
    return contract


def deals_with(session: Session, actor: Actor, organisation_id: int) -> bool:
    """Whether one of the actor's organisations has a contract with that one, as either side; a void one is none."""
    own = actor.organisations()
    found = select(Contract.id).where(
        Contract.state != ContractState.VOID,
        (Contract.buyer_id.in_(own) & (Contract.supplier_id == organisation_id))
        | (Contract.supplier_id.in_(own) & (Contract.buyer_id == organisation_id)),
    )
    return bool(own) and session.scalar(found.limit(1)) is not None


def of_award(session: Session, award_id: int) -> Contract | None:
    """The contract of an award, for the public timeline (state and dates only)."""
    return session.scalars(
        select(Contract).where(Contract.award_id == award_id).options(selectinload(Contract.milestones)),
    ).first()


def _is_open() -> ColumnElement[bool]:
    """Not over; or ended early while something of it is still mended."""
    mended = select(Milestone.contract_id).where(Milestone.state.in_(OPEN_PARTS))
    return Contract.state.not_in(OVER) | ((Contract.state == ContractState.TERMINATED) & Contract.id.in_(mended))


def open_of_buyers(session: Session, buyer_ids: Collection[int]) -> Sequence[AnyRow]:
    """(Contract, tender title) of these departments that are not over or still being mended, the oldest first."""
    return session.execute(
        select(Contract, Tender.title)
        .join(Tender, Tender.id == Contract.tender_id)
        .where(Contract.buyer_id.in_(buyer_ids), _is_open())
        .options(selectinload(Contract.milestones))
        .order_by(Contract.drawn_up_at, Contract.id),
    ).all()


def awards_without_contract(session: Session, buyer_ids: Collection[int]) -> Sequence[AnyRow]:
    """(Award, Tender) of these departments whose contract is not drawn up, the most urgent first."""
    return session.execute(
        select(Award, Tender)
        .join(Tender, Tender.id == Award.tender_id)
        .outerjoin(Contract, Contract.award_id == Award.id)
        .where(Tender.buyer_id.in_(buyer_ids), Contract.id.is_(None), Award.state.not_in(ENDED))
        .order_by(Award.sign_by, Award.id),
    ).all()


@dataclass(frozen=True, slots=True)
class Delivery:
    """A deliverable and its document."""

    deliverable: Deliverable
    document: Document


def deliveries(session: Session, contract_id: int) -> dict[int, list[Delivery]]:
    """All hand-overs: ``{milestone id: [the newest first]}``."""
    found: dict[int, list[Delivery]] = {}
    rows = session.execute(
        select(Deliverable, Document)
        .join(Document, Document.id == Deliverable.document_id)
        .join(Milestone, Milestone.id == Deliverable.milestone_id)
        .where(Milestone.contract_id == contract_id)
        .order_by(Deliverable.id.desc()),
    )
    for deliverable, document in rows:
        found.setdefault(deliverable.milestone_id, []).append(Delivery(deliverable, document))
    return found


def see_milestone(session: Session, actor: Actor, ref: str) -> Milestone:
    """A milestone of a contract this actor is a party to; raises NotFound."""
    milestone = session.scalars(
        select(Milestone)
        .join(Contract, Contract.id == Milestone.contract_id)
        .where(Milestone.ref == ref, _visible(actor)),
    ).first()
    if milestone is None:
        raise NotFound
    return milestone


def page(
    session: Session, actor: Actor, *, supplier_ids: Collection[int] | None = None, number: int = 1
) -> tuple[Sequence[AnyRow], int]:
    """(Contract, tender_ref, title, buyer_name, buyer_name_en, supplier_name, supplier_name_en) and how many there are.

    Of what this actor may see, or only what these suppliers deliver; the newest first.
    """
    wanted = [_visible(actor)] if supplier_ids is None else [_visible(actor), Contract.supplier_id.in_(supplier_ids)]
    found = _listed(*wanted).order_by(Contract.drawn_up_at.desc(), Contract.id.desc())
    rows = session.execute(found.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    return rows, session.scalar(select(func.count(Contract.id)).where(*wanted)) or 0


def open_of_suppliers(session: Session, supplier_ids: Collection[int]) -> Sequence[AnyRow]:
    """The contracts of these agencies that are not over or still being mended, with the columns of `page`."""
    mine = Contract.supplier_id.in_(supplier_ids)
    return session.execute(_listed(mine, _is_open()).order_by(Contract.drawn_up_at, Contract.id)).all()


def _listed(*wanted: ColumnElement[bool]) -> AnySelect:
    buyer, supplier = aliased(Organisation), aliased(Organisation)
    return (
        select(
            Contract,
            Tender.ref.label("tender_ref"),
            Tender.title,
            buyer.name.label("buyer_name"),
            buyer.name_en.label("buyer_name_en"),
            supplier.name.label("supplier_name"),
            supplier.name_en.label("supplier_name_en"),
        )
        .join(Tender, Tender.id == Contract.tender_id)
        .join(buyer, buyer.id == Contract.buyer_id)
        .join(supplier, supplier.id == Contract.supplier_id)
        .where(*wanted)
        .options(selectinload(Contract.milestones))
    )


def open_business(session: Session, agency_id: int) -> Sequence[Text]:
    """A contract that is not completed, or of which something is mended, binds the agency: `ports.OpenBusiness`."""
    ref = session.scalar(
        select(Contract.ref).where(Contract.supplier_id == agency_id, _is_open()).order_by(Contract.id).limit(1)
    )
    return [] if ref is None else [mark("its contract %(contract)s is not completed.", contract=ref)]


def added_by_supplements(session: Session, contract_id: int) -> Money:
    """What supplements add to the signed price, those that still wait for an answer included; cheaper parts aside."""
    total: Money | None = session.scalar(
        select(func.sum(ContractChange.difference)).where(
            ContractChange.contract_id == contract_id,
            ContractChange.kind == ChangeKind.SUPPLEMENT,
            ContractChange.state.in_((*OPEN_CHANGES, ChangeState.IN_FORCE)),
            ContractChange.difference > ZERO,
        )
    )
    return total or ZERO


def open_change(
    session: Session, contract_id: int, kind: ChangeKind, milestone_id: int | None
) -> ContractChange | None:
    """A proposal of that kind, about that part, that waits for an answer."""
    return session.scalars(
        select(ContractChange).where(
            ContractChange.contract_id == contract_id,
            ContractChange.kind == kind,
            ContractChange.milestone_id.is_not_distinct_from(milestone_id),
            ContractChange.state.in_(OPEN_CHANGES),
        )
    ).first()


def see_change(session: Session, actor: Actor, ref: str) -> ContractChange:
    """A proposal about a contract this actor is a party to; raises NotFound."""
    change = session.scalars(
        select(ContractChange)
        .join(Contract, Contract.id == ContractChange.contract_id)
        .where(ContractChange.ref == ref, _visible(actor)),
    ).first()
    if change is None:
        raise NotFound
    return change


def changes(session: Session, contract_id: int) -> Sequence[ContractChange]:
    """Everything that was proposed about a contract, the newest first."""
    return session.scalars(
        select(ContractChange).where(ContractChange.contract_id == contract_id).order_by(ContractChange.id.desc())
    ).all()


def open_changes(session: Session, contract_ids: Collection[int]) -> Sequence[ContractChange]:
    """What still waits for an answer in these contracts, the oldest first."""
    return session.scalars(
        select(ContractChange)
        .where(ContractChange.contract_id.in_(contract_ids), ContractChange.state.in_(OPEN_CHANGES))
        .order_by(ContractChange.proposed_at, ContractChange.id)
    ).all()


def records(session: Session, contract_id: int) -> Sequence[ContractRecord]:
    """What was agreed and declared after the signing, in its order; public."""
    return session.scalars(
        select(ContractRecord).where(ContractRecord.contract_id == contract_id).order_by(ContractRecord.id)
    ).all()


def last_dates(session: Session, contract_id: int) -> dict[int, datetime]:
    """The last date that was set for a part: ``{milestone id: the latest}``.

    One that lies before the present due date was overtaken by an extension and counts no more.
    """
    found = session.execute(
        select(ContractRecord.milestone_id, ContractRecord.until)
        .join(Milestone, Milestone.id == ContractRecord.milestone_id)
        .where(
            ContractRecord.contract_id == contract_id,
            ContractRecord.kind == RecordKind.DEMAND,
            ContractRecord.until > Milestone.due_at,
        )
        .order_by(ContractRecord.id)
    )
    return {milestone_id: until for milestone_id, until in found if milestone_id is not None and until is not None}


def days_late(session: Session, contract: Contract, now: datetime) -> dict[int, int]:
    """How late the parts are that the agency still owes: ``{milestone id: working days since the last day}``."""
    if contract.state is not ContractState.ACTIVE:
        return {}
    late = [(part.id, part.due_at) for part in contract.milestones if part.is_late(now)]
    calendar = calendars.around(session, min(due_at for _, due_at in late if due_at)) if late else None
    return {
        part_id: calendar.working_days_between(due_at - ONE_DAY, now) for part_id, due_at in late if calendar and due_at
    }


def demands_in_vain(session: Session, contract: Contract, now: datetime) -> list[Milestone]:
    """The parts that are late still though the last date set for them has passed."""
    dates = last_dates(session, contract.id)
    return [part for part in contract.milestones if part.is_late(now) and part.id in dates and dates[part.id] <= now]
