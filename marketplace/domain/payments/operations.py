"""Instructing, recording, confirming and rejecting a payment."""

import re
from datetime import date

from sqlalchemy import select

from marketplace.domain.budgets import operations as budgets
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.states import MilestoneState
from marketplace.domain.payments.events import PaymentInstructed, PaymentRecorded, PaymentSettled
from marketplace.domain.payments.models import Payment
from marketplace.domain.payments.states import PAYMENT
from marketplace.domain.tenders.operations import stated_reason
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import Money
from marketplace.kernel.unit_of_work import UnitOfWork

_BANK_REFERENCE = re.compile(r"[0-9A-Za-z][0-9A-Za-z/_.-]{3,63}")


def instruct(uow: UnitOfWork, milestone_ref: str, provider_code: str) -> Payment:
    """Order the payment of an accepted milestone; the provider is started by a job after the commit."""
    milestone = uow.claim(Milestone, milestone_ref, "payment:instruct")
    if milestone.state is not MilestoneState.ACCEPTED:
        raise Conflict(mark("Only an accepted deliverable is paid."))
    if uow.session.scalar(select(Payment.id).where(Payment.milestone_id == milestone.id)) is not None:
        raise Conflict(mark("The payment of this milestone is instructed already."))
    contract = uow.session.get_one(Contract, milestone.contract_id)
    payment = uow.add(
        Payment(
            ref=uow.new_ref("P"),
            milestone_id=milestone.id,
            contract_id=contract.id,
            buyer_id=contract.buyer_id,
            supplier_id=contract.supplier_id,
            budget_line_id=contract.budget_line_id,
            amount=milestone.amount,
            state=PAYMENT.initial,
            provider=provider_code,
            instructed_at=uow.now,
            instructed_by=uow.actor.user_id,
        ),
    )
    uow.record("payment:instruct", payment, milestone=milestone.ref, fen=payment.amount.fen, provider=provider_code)
    uow.emit(PaymentInstructed(payment.ref))
    return payment


def note_started(uow: UnitOfWork, payment_ref: str, provider_ref: str) -> Payment:
    """Keep the provider's reference; the platform's act, idempotent."""
    payment = uow.claim(Payment, payment_ref, "payment:note_started")
    if payment.provider_ref is None:
        payment.provider_ref = provider_ref
        uow.record("payment:started", payment, provider_ref=provider_ref)
    return payment


def record(uow: UnitOfWork, payment_ref: str, bank_reference: str, value_date: date | None, amount: Money) -> Payment:
    """Record the bank's voucher: its reference (used once), its value date, and the amount as a cross-check."""
    payment = uow.claim(Payment, payment_ref, "payment:record")
    found: dict[str, Text] = {}
    bank_reference = bank_reference.strip()
    if not _BANK_REFERENCE.fullmatch(bank_reference):
        found["bank_reference"] = mark("Copy the reference from the voucher: 4 to 64 letters and digits.")
    elif uow.session.scalar(
        select(Payment.id).where(Payment.bank_reference == bank_reference, Payment.id != payment.id)
    ):
        found["bank_reference"] = mark("This bank reference settles another payment already.")
    if value_date is None or not (
        payment.instructed_at.astimezone(MARKET_ZONE).date() <= value_date <= uow.now.astimezone(MARKET_ZONE).date()
    ):
        found["value_date"] = mark("The value date lies between the instruction and today.")
    if amount != payment.amount:
        found["amount"] = mark("The voucher must show %(amount)s, to the fen.", amount=payment.amount)
    if found or value_date is None:
        raise Invalid(fields=found)
    _advance(uow, payment, "record", bank_reference=bank_reference, value_date=value_date.isoformat())
    payment.bank_reference, payment.value_date = bank_reference, value_date
    payment.recorded_at, payment.recorded_by = uow.now, uow.actor.user_id
    payment.rejected_because = None
    uow.emit(PaymentRecorded(payment.ref))
    return payment


def reject(uow: UnitOfWork, payment_ref: str, reason: str) -> Payment:
    """The second officer finds the voucher wrong; it is recorded anew."""
    payment = uow.claim(Payment, payment_ref, "payment:reject")
    payment.rejected_because = stated_reason(reason)
    _advance(uow, payment, "reject")
    payment.bank_reference = payment.value_date = payment.recorded_at = payment.recorded_by = None
    return payment


def confirm(uow: UnitOfWork, payment_ref: str) -> Payment:
    """The second officer confirms: the commitment is spent and the milestone paid, in this one transaction."""
    payment = uow.claim(Payment, payment_ref, "payment:confirm")
    _advance(uow, payment, "confirm", fen=payment.amount.fen)
    payment.settled_at, payment.confirmed_by = uow.now, uow.actor.user_id
    contracts.mark_paid(uow, payment.milestone_id)
    budgets.spend(uow, payment.budget_line_id, payment.ref, payment.amount)
    uow.emit(PaymentSettled(payment.ref))
    return payment


def _advance(uow: UnitOfWork, payment: Payment, action: str, **data: str | int) -> None:
    before = payment.state
    payment.state = PAYMENT.after(before, action)
    uow.record(f"payment:{action}", payment, before=before, after=payment.state, **data)
