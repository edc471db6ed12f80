"""Reads of contracts: for the two parties and the regulator."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session, aliased, selectinload

from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import ENDED
from marketplace.domain.contracts.models import Contract, Deliverable, Milestone
from marketplace.domain.contracts.states import ContractState, MilestoneState
from marketplace.domain.documents.models import Document
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import Actor, Role
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import NotFound

PAGE_SIZE = 30

OVER = (ContractState.COMPLETED, ContractState.VOID)


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


def of_award(session: Session, award_id: int) -> Contract | None:
    """The contract of an award, for the public timeline (state and dates only)."""
    return session.scalars(
        select(Contract).where(Contract.award_id == award_id).options(selectinload(Contract.milestones)),
    ).first()


def open_of_buyers(session: Session, buyer_ids: Collection[int]) -> Sequence[AnyRow]:
    """(Contract, tender title) of these departments that are not over, the oldest first."""
    return session.execute(
        select(Contract, Tender.title)
        .join(Tender, Tender.id == Contract.tender_id)
        .where(Contract.buyer_id.in_(buyer_ids), Contract.state.not_in(OVER))
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


def refs_due_to_accept(session: Session, now: datetime) -> Sequence[str]:
    """Deliverables whose time for acceptance is over."""
    return session.scalars(
        select(Milestone.ref)
        .where(Milestone.state == MilestoneState.DELIVERED, Milestone.next_check_at <= now)
        .order_by(Milestone.next_check_at, Milestone.id),
    ).all()


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
    buyer, supplier = aliased(Organisation), aliased(Organisation)
    rows = session.execute(
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
        .order_by(Contract.drawn_up_at.desc(), Contract.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE),
    ).all()
    return rows, session.scalar(select(func.count(Contract.id)).where(*wanted)) or 0
