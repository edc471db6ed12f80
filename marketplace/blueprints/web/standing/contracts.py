"""Contracts, their milestones, what is proposed about them, and payments: what stands from the award on."""

from dataclasses import replace
from datetime import datetime

from marketplace.blueprints.web.standing import NO_DATE, PAY_TERM, SIGN_TERM, Duties, Duty, Standing, stand
from marketplace.blueprints.web.work import now, reading
from marketplace.domain.awards.models import Award
from marketplace.domain.contracts import deadlines
from marketplace.domain.contracts.models import Contract, ContractChange, Milestone
from marketplace.domain.contracts.rules import ACCEPT_WITHIN
from marketplace.domain.contracts.states import (
    CHANGE,
    CONTRACT,
    MILESTONE,
    OPEN_CHANGES,
    ChangeState,
    ContractState,
    MilestoneState,
)
from marketplace.domain.objections import queries as objections
from marketplace.domain.payments.models import Payment
from marketplace.domain.payments.states import PAYMENT, PaymentState
from marketplace.domain.unsigned import queries as unsigned
from marketplace.kernel.i18n import mark

C, M, S, P = ContractState, MilestoneState, ChangeState, PaymentState

PROVIDER = mark("The provider")
EXAMINERS = mark("A drafter or an approver of the department")
FINANCE_OFFICERS = mark("A finance officer of the department")

CONTRACTS: Duties = {
    C.DRAWN_UP: Duty(
        mark("Read the terms and sign the contract, or decline the award."),
        PROVIDER,
        "contract:sign_for_the_supplier",
        SIGN_TERM,
        mark("Then the department may record that the provider did not sign; the next in rank may get the award."),
    ),
    C.SUPPLIER_SIGNED: Duty(
        mark("Sign the contract for the department."),
        mark("An approver of the department"),
        "contract:sign_for_the_buyer",
        SIGN_TERM,
        mark("Then both sides see that the signing is overdue; the award stands."),
    ),
    C.VOID: Duty(mark("Neither side owes anything under it. What the department decides next is said by the tender.")),
    C.ACTIVE: Duty(
        mark("Hand over what is agreed, each part by its date."),
        PROVIDER,
        "milestone:deliver",
        mark("The date stands in the contract that both signed."),
        mark("Then the department may set a last date, and after it end the contract (民法典 Art 563)."),
    ),
    C.FULFILLED: Duty(
        mark("Pay what was accepted and is not paid yet."),
        FINANCE_OFFICERS,
        "payment:instruct",
        PAY_TERM,
    ),
    C.COMPLETED: Duty(
        mark("Neither side owes anything more. The department may rate the work, and the provider may reply once."),
    ),
    C.TERMINATED: Duty(
        mark("Nothing more is delivered and nothing more is owed. The department may rate the work."),
    ),
}
EXAMINED = Duty(
    mark("Accept what was handed over, or return it with reasons."),
    EXAMINERS,
    "milestone:accept",
    mark("Within %(days)s working days of the hand-over.", days=ACCEPT_WITHIN),
    mark("Then it counts as accepted by itself."),
)

MILESTONES: Duties = {
    M.PENDING: replace(CONTRACTS[C.ACTIVE], what=mark("Hand over the deliverable.")),
    M.KEPT: Duty(
        mark("Claim a defect of the service, if there is one, with a reason."),
        EXAMINERS,
        "milestone:claim_defect",
        mark("For as long as the notice keeps the money back, from the acceptance of the last deliverable."),
        mark("Then the money is payable by itself."),
    ),
    M.CLAIMED: Duty(
        mark("Mend what the reasons name and hand over what shows it."),
        PROVIDER,
        "milestone:deliver",
        NO_DATE,
    ),
    M.DELIVERED: EXAMINED,
    M.RETURNED: replace(
        CONTRACTS[C.ACTIVE],
        what=mark("Mend what the reasons name and hand the deliverable over again."),
    ),
    M.ACCEPTED: Duty(mark("Instruct the payment."), FINANCE_OFFICERS, "payment:instruct", PAY_TERM),
    M.PAID: Duty(mark("The provider has its money for this part; neither side owes anything more for it.")),
    M.ENDED: Duty(mark("The provider need not deliver this part, and the department need not pay for it.")),
}
RELEASED = Duty(mark("The time for claims is over; the money becomes payable by itself within minutes."))
KEPT_LATER = Duty(
    mark("Nothing is due yet: the time for which it is kept back counts from the acceptance of the last deliverable.")
)
AFTER_SIGNING = Duty(mark("Nothing is due yet: the time for this part counts from the signing of the contract."))

_OVER: Duties = {
    S.IN_FORCE: Duty(mark("Both sides are bound by it from now on; it stands with the contract.")),
    S.REFUSED: Duty(mark("Both sides go on under the contract as it is. A new proposal is possible.")),
    S.WITHDRAWN: Duty(mark("Both sides go on under the contract as it is. A new proposal is possible.")),
    S.LAPSED: Duty(mark("Nobody has to answer any more.")),
}
LAPSES = mark("If the contract is over before, the proposal lapses by itself.")
CHANGES: Duties = {
    S.PROPOSED: Duty(
        mark("Agree, or refuse with a reason."),
        PROVIDER,
        "change:agree",
        NO_DATE,
        LAPSES,
    ),
    S.APPROVED: Duty(
        mark("Sign the supplement, or refuse it with a reason."),
        PROVIDER,
        "change:agree",
        NO_DATE,
        LAPSES,
    ),
    **_OVER,
}
ASKED_OF_THE_DEPARTMENT = mark("An approver of the department, but not the person who proposed it")

PAYMENTS: Duties = {
    P.INSTRUCTED: Duty(
        mark("Have the treasury pay, and record the bank's voucher."),
        FINANCE_OFFICERS,
        "payment:record",
        PAY_TERM,
    ),
    P.RECORDED: Duty(
        mark("Compare the voucher with the bank's statement, and confirm or reject it."),
        mark("A finance officer of the department, but not the one who recorded the voucher"),
        "payment:confirm",
        PAY_TERM,
    ),
    P.SETTLED: Duty(mark("The provider has its money, and the budget line shows it as spent.")),
}


OWN_FUNDS: Duties = {
    P.INSTRUCTED: replace(PAYMENTS[P.INSTRUCTED], what=mark("Pay the provider, and record the bank's voucher.")),
    P.RECORDED: Duty(
        mark("Compare the voucher with your bank account, and say whether the money came."),
        mark("The provider"),
        "payment:confirm",
        PAY_TERM,
    ),
    P.SETTLED: Duty(mark("The provider has its money and says so.")),
}
"""While the buyer pays out of funds of its own."""


def of_contract(contract: Contract, award: Award) -> Standing:
    """A contract; after its signing it is the part that comes next, is examined, is to be paid, or is kept back."""
    state = contract.state
    duty, subject, due = CONTRACTS[state], contract, None
    match state:
        case C.DRAWN_UP:
            return _unsigned(contract, award)
        case C.SUPPLIER_SIGNED:
            due = award.sign_by
        case C.ACTIVE if part := deadlines.next_to_deliver(contract):
            duty = replace(MILESTONES[part.state], what=mark("Hand over the next part: %(part)s.", part=part.title))
            return stand(CONTRACT, state, duty, part, part.due_at)
        case C.ACTIVE if part := deadlines.next_to_examine(contract):
            return stand(CONTRACT, state, EXAMINED, part, part.next_check_at)
        case C.FULFILLED | C.TERMINATED if part := deadlines.first_to_pay(contract):
            return stand(CONTRACT, state, CONTRACTS[C.FULFILLED], part, deadlines.pay_by(reading(), part))
        case C.FULFILLED | C.TERMINATED if part := deadlines.kept_back(contract):
            kept = of_milestone(part)
            return stand(CONTRACT, state, kept.duty, part, kept.due_at)
    return stand(CONTRACT, state, duty, subject, due)


def _unsigned(contract: Contract, award: Award) -> Standing:
    duty, signing = CONTRACTS[C.DRAWN_UP], unsigned.signing(reading(), award, now())
    if objection := objections.waiting(reading(), contract.tender_id):
        waits = mark(
            "Read the terms. Signing waits until the department has answered the objection %(objection)s.",
            objection=objection.ref,
        )
        duty = replace(duty, what=waits)
    elif now() < award.publicity_until:
        duty = replace(
            duty,
            what=mark(
                "Read the terms. Signing is possible from %(time)s, when the publicity period is over.",
                time=award.publicity_until,
            ),
        )
    return stand(CONTRACT, contract.state, duty, contract, signing.due_at if signing else None)


def of_milestone(milestone: Milestone, payment: Payment | None = None) -> Standing:
    """A part of a contract; once its payment is instructed, it stands where that stands."""
    state, contract = milestone.state, milestone.contract
    if contract.state is C.VOID:
        return replace(stand(MILESTONE, state, CONTRACTS[C.VOID], milestone), meanings=(CONTRACT.meanings[C.VOID],))
    if state in {M.ACCEPTED, M.PAID} and payment is not None:
        return of_payment(payment, milestone).within(MILESTONE, state)
    duty, due_at = _kept(milestone) if milestone.is_retention else (MILESTONES[state], _due(milestone))
    if state is M.PENDING and due_at is None:
        duty = AFTER_SIGNING
    return stand(MILESTONE, state, duty, milestone, due_at)


def _kept(milestone: Milestone) -> tuple[Duty, datetime | None]:
    """What is kept back outlives the contract's service and its dates, and has a period of its own."""
    state, until = milestone.state, milestone.kept_until
    if state is M.KEPT and (until is None or until <= now()):
        return (KEPT_LATER if until is None else RELEASED), None
    return MILESTONES[M.CLAIMED if state in {M.PENDING, M.RETURNED} else state], _due(milestone)


def _due(milestone: Milestone) -> datetime | None:
    match milestone.state:
        case M.PENDING | M.CLAIMED | M.RETURNED:
            return milestone.due_at
        case M.KEPT:
            return milestone.kept_until
        case M.DELIVERED:
            return milestone.next_check_at
        case M.ACCEPTED:
            return deadlines.pay_by(reading(), milestone)
        case M.PAID | M.ENDED:
            return None


def of_change(change: ContractChange) -> Standing:
    """A proposal; whom it asks depends on who made it and how far it is."""
    duty = CHANGES[change.state]
    if change.state in OPEN_CHANGES and change.waits_for_the_buyer:
        duty = replace(duty, who=ASKED_OF_THE_DEPARTMENT)
    return stand(CHANGE[change.kind], change.state, duty, change)


def of_payment(payment: Payment, milestone: Milestone) -> Standing:
    """A payment; its time counts from the acceptance of the milestone."""
    due = None if payment.state is P.SETTLED else deadlines.pay_by(reading(), milestone)
    duties = PAYMENTS if payment.budget_line_id else OWN_FUNDS
    return stand(PAYMENT, payment.state, duties[payment.state], payment, due)
