"""Reads of payments, and the orders they are to a provider."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.states import MilestoneState
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.payments.models import Payment
from marketplace.domain.payments.ports import Order, Payee
from marketplace.domain.payments.states import PaymentState
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import Actor, Role
from marketplace.kernel.database import AnyRow, AnySelect
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import ZERO, Money

PAGE_SIZE = 30


def see(session: Session, actor: Actor, ref: str) -> Payment:
    """A payment this actor is a party to; raises NotFound."""
    query = select(Payment).where(Payment.ref == ref)
    if not actor.has(Role.REGULATOR):
        own = actor.organisations()
        query = query.where(Payment.buyer_id.in_(own) | Payment.supplier_id.in_(own))
    payment = session.scalars(query).first()
    if payment is None:
        raise NotFound
    return payment


def of_contract(session: Session, contract_id: int) -> dict[int, Payment]:
    """The payments of a contract: ``{milestone id: payment}``."""
    return {
        payment.milestone_id: payment
        for payment in session.scalars(select(Payment).where(Payment.contract_id == contract_id))
    }


def of_buyers(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """(Payment, Milestone, title, supplier_name, supplier_name_en) of the actor's departments, the open ones first."""
    return session.execute(
        select(
            Payment,
            Milestone,
            Tender.title,
            Organisation.name.label("supplier_name"),
            Organisation.name_en.label("supplier_name_en"),
        )
        .join(Milestone, Milestone.id == Payment.milestone_id)
        .join(Contract, Contract.id == Payment.contract_id)
        .join(Tender, Tender.id == Contract.tender_id)
        .join(Organisation, Organisation.id == Payment.supplier_id)
        .where(Payment.buyer_id.in_(actor.organisations(Role.FINANCE_OFFICER)))
        .order_by(Payment.state == PaymentState.SETTLED, Payment.instructed_at.desc(), Payment.id.desc()),
    ).all()


def payable(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """(Milestone, Contract, title, supplier_name, supplier_name_en) accepted and not yet instructed."""
    return session.execute(
        select(
            Milestone,
            Contract,
            Tender.title,
            Organisation.name.label("supplier_name"),
            Organisation.name_en.label("supplier_name_en"),
        )
        .join(Contract, Contract.id == Milestone.contract_id)
        .join(Tender, Tender.id == Contract.tender_id)
        .join(Organisation, Organisation.id == Contract.supplier_id)
        .outerjoin(Payment, Payment.milestone_id == Milestone.id)
        .where(
            Milestone.state == MilestoneState.ACCEPTED,
            Payment.id.is_(None),
            Contract.buyer_id.in_(actor.organisations(Role.FINANCE_OFFICER)),
        )
        .order_by(Milestone.accepted_at),
    ).all()


def order_of(session: Session, payment: Payment) -> Order:
    """The payment as a provider sees it."""
    paid = session.get_one(Organisation, payment.supplier_id)
    line = session.get_one(BudgetLine, payment.budget_line_id) if payment.budget_line_id else None
    return Order(
        order_id=payment.ref,
        payer_name=session.get_one(Organisation, payment.buyer_id).name,
        payee=Payee(paid.ref, paid.credit_code or "", paid.name),
        amount=payment.amount,
        purpose=session.get_one(Milestone, payment.milestone_id).title,
        budget_code=line.code if line else "",
        fiscal_year=line.fiscal_year if line else day_of(payment.instructed_at).year,
    )


def page(
    session: Session, actor: Actor, *, supplier_ids: Collection[int] | None = None, number: int = 1
) -> tuple[Sequence[AnyRow], int]:
    """(Payment, milestone_title, contract_ref, title, buyer_name, buyer_name_en, supplier_name, …_en) and how many.

    Of what this actor may see, or only what these suppliers are paid; the newest first.
    """
    own = actor.organisations()
    wanted: list[ColumnElement[bool]] = []
    if not actor.has(Role.REGULATOR):
        wanted.append(Payment.buyer_id.in_(own) | Payment.supplier_id.in_(own))
    if supplier_ids is not None:
        wanted.append(Payment.supplier_id.in_(supplier_ids))
    rows = session.execute(
        _listed(*wanted)
        .order_by(Payment.instructed_at.desc(), Payment.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE),
    ).all()
    return rows, session.scalar(select(func.count(Payment.id)).where(*wanted)) or 0


def open_of_suppliers(session: Session, supplier_ids: Collection[int]) -> Sequence[AnyRow]:
    """Every payment on its way to these agencies, with the columns of `page`, the oldest first."""
    mine = Payment.supplier_id.in_(supplier_ids)
    return session.execute(
        _listed(mine, Payment.state != PaymentState.SETTLED).order_by(Payment.instructed_at, Payment.id)
    ).all()


def _listed(*wanted: ColumnElement[bool]) -> AnySelect:
    buyer, supplier = aliased(Organisation), aliased(Organisation)
    return (
        select(
            Payment,
            Milestone.title.label("milestone_title"),
            Contract.ref.label("contract_ref"),
            Tender.title,
            buyer.name.label("buyer_name"),
            buyer.name_en.label("buyer_name_en"),
            supplier.name.label("supplier_name"),
            supplier.name_en.label("supplier_name_en"),
        )
        .join(Milestone, Milestone.id == Payment.milestone_id)
        .join(Contract, Contract.id == Payment.contract_id)
        .join(Tender, Tender.id == Contract.tender_id)
        .join(buyer, buyer.id == Payment.buyer_id)
        .join(supplier, supplier.id == Payment.supplier_id)
        .where(*wanted)
    )


def total_settled(session: Session) -> Money:
    """What has been paid in all."""
    total: Money | None = session.scalar(select(func.sum(Payment.amount)).where(Payment.state == PaymentState.SETTLED))
    return total or ZERO
