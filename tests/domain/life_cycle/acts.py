"""What can be done to a purchase, by name; each act finds what it is done to, or has nothing to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.bids import operations as bids
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.rules import Part
from marketplace.domain.contracts.states import ContractState, MilestoneState
from marketplace.domain.payments import operations as payments
from marketplace.domain.payments.models import Payment
from marketplace.domain.payments.states import PaymentState
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.models import Rating
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.money import Money
from marketplace.kernel.unit_of_work import UnitOfWork
from tests.domain.market import Market

Step = Callable[[UnitOfWork], object]
FIVE = Stars(5, 5, 5, 5, 5)


@dataclass(frozen=True)
class Purchase:
    """Where one purchase stands, by the references of what has come of it."""

    tender: str
    state: TenderState
    award: str | None
    amount: Money | None
    supplier: str | None
    contract: str | None
    contract_state: ContractState | None
    milestone: str | None
    milestone_state: MilestoneState | None
    payment: str | None
    payment_state: PaymentState | None
    rating: str | None


def look(session: Session, market: Market, tender_ref: str) -> Purchase:
    """The purchase of a tender."""
    tender = session.scalars(select(Tender).where(Tender.ref == tender_ref)).one()
    award = session.scalars(select(Award).where(Award.tender_id == tender.id)).first()
    contract = award and session.scalars(select(Contract).where(Contract.award_id == award.id)).first()
    milestone = contract and session.scalars(select(Milestone).where(Milestone.contract_id == contract.id)).first()
    payment = milestone and session.scalars(select(Payment).where(Payment.milestone_id == milestone.id)).first()
    rating = contract and session.scalars(select(Rating).where(Rating.contract_id == contract.id)).first()
    agencies = {market.organisation_id(name): name for name in ("agency1", "agency2", "agency3")}
    return Purchase(
        tender=tender.ref,
        state=tender.state,
        award=award and award.ref,
        amount=award and award.amount,
        supplier=award and agencies[award.supplier_id],
        contract=contract and contract.ref,
        contract_state=contract and contract.state,
        milestone=milestone and milestone.ref,
        milestone_state=milestone and milestone.state,
        payment=payment and payment.ref,
        payment_state=payment and payment.state,
        rating=rating and rating.ref,
    )


def _of_tender(operation: Callable[..., object], *arguments: object) -> Callable[[Market, Purchase], Step]:
    return lambda _market, purchase: lambda uow: operation(uow, purchase.tender, *arguments)


def _of(part: str, operation: Callable[..., object], *arguments: object) -> Callable[[Market, Purchase], Step | None]:
    def found(_market: Market, purchase: Purchase) -> Step | None:
        ref = getattr(purchase, part)
        return None if ref is None else lambda uow: operation(uow, ref, *arguments)

    return found


def _open(market: Market, purchase: Purchase) -> Step:
    return lambda uow: bids.open_all(uow, purchase.tender, market.sealer)


def _draw_up(_market: Market, purchase: Purchase) -> Step | None:
    award, amount = purchase.award, purchase.amount
    if award is None or amount is None:
        return None
    return lambda uow: contracts.draw_up(uow, award, [Part("Report", amount, 20)])


def _deliver(market: Market, purchase: Purchase) -> Step | None:
    milestone, supplier = purchase.milestone, purchase.supplier
    if milestone is None or supplier is None:
        return None
    document = market.document(supplier)
    return lambda uow: contracts.deliver(uow, milestone, document)


def _record(market: Market, purchase: Purchase) -> Step | None:
    payment, amount = purchase.payment, purchase.amount
    if payment is None or amount is None:
        return None
    day = market.clock.at.astimezone(MARKET_ZONE).date()
    return lambda uow: payments.record(uow, payment, f"BANK-{payment}", day, amount)


ACTS: Mapping[str, Callable[[Market, Purchase], Step | None]] = {
    "submit": _of_tender(tenders.submit),
    "send back": _of_tender(tenders.send_back, "Not yet"),
    "approve": _of_tender(tenders.approve),
    "publish": _of_tender(tenders.publish),
    "cancel": _of_tender(tenders.cancel, "Plans changed"),
    "reissue": _of_tender(tenders.reissue),
    "close": _of_tender(bids.close),
    "open": _open,
    "select": _of_tender(awards.select),
    "announce": _of_tender(awards.announce),
    "confirm the award": _of("award", awards.confirm),
    "draw up": _draw_up,
    "sign for the supplier": _of("contract", contracts.sign_for_the_supplier),
    "sign for the buyer": _of("contract", contracts.sign_for_the_buyer),
    "deliver": _deliver,
    "return": _of("milestone", contracts.send_back, "Page 3 is missing"),
    "accept": _of("milestone", contracts.accept),
    "instruct": _of("milestone", payments.instruct, "treasury"),
    "record": _record,
    "reject": _of("payment", payments.reject, "Another amount"),
    "confirm the payment": _of("payment", payments.confirm),
    "rate": _of("contract", ratings.rate, FIVE, "Good"),
    "reply": _of("rating", ratings.reply, "Thank you"),
}

NEXT_OF_TENDER: Mapping[TenderState, tuple[str, str]] = {
    TenderState.DRAFT: ("drafter", "submit"),
    TenderState.IN_APPROVAL: ("approver", "approve"),
    TenderState.APPROVED: ("drafter", "publish"),
    TenderState.PUBLISHED: ("platform", "close"),
    TenderState.CLOSED: ("approver", "open"),
    TenderState.OPENED: ("drafter", "select"),
    TenderState.SELECTED: ("approver", "announce"),
    TenderState.FAILED: ("drafter", "reissue"),
}
NEXT_OF_CONTRACT: Mapping[ContractState, tuple[str, str]] = {
    ContractState.DRAWN_UP: ("supplier", "sign for the supplier"),
    ContractState.SUPPLIER_SIGNED: ("approver", "sign for the buyer"),
}
NEXT_OF_MILESTONE: Mapping[MilestoneState, tuple[str, str]] = {
    MilestoneState.PENDING: ("supplier", "deliver"),
    MilestoneState.RETURNED: ("supplier", "deliver"),
    MilestoneState.DELIVERED: ("drafter", "accept"),
    MilestoneState.ACCEPTED: ("officer1", "instruct"),
}
NEXT_OF_PAYMENT: Mapping[PaymentState, tuple[str, str]] = {
    PaymentState.INSTRUCTED: ("officer1", "record"),
    PaymentState.RECORDED: ("officer2", "confirm the payment"),
}


def next_act(purchase: Purchase) -> tuple[str, str] | None:
    """(who, act) that carries the purchase on; None when it has come to its end."""
    who, act = "", ""
    if purchase.payment_state in NEXT_OF_PAYMENT:
        who, act = NEXT_OF_PAYMENT[purchase.payment_state]
    elif purchase.payment is not None:
        who, act = ("drafter", "rate") if purchase.rating is None else ("supplier", "reply")
    elif purchase.contract_state in NEXT_OF_CONTRACT:
        who, act = NEXT_OF_CONTRACT[purchase.contract_state]
    elif purchase.milestone_state in NEXT_OF_MILESTONE:
        who, act = NEXT_OF_MILESTONE[purchase.milestone_state]
    elif purchase.award is not None:
        who, act = "drafter", "draw up"
    elif purchase.state in NEXT_OF_TENDER:
        who, act = NEXT_OF_TENDER[purchase.state]
    if not act:
        return None
    return by(who, purchase), act


DOES: Mapping[str, str] = {
    **{
        act: who
        for table in (NEXT_OF_TENDER, NEXT_OF_CONTRACT, NEXT_OF_MILESTONE, NEXT_OF_PAYMENT)
        for who, act in table.values()
    },
    "send back": "approver",
    "cancel": "approver",
    "confirm the award": "platform",
    "draw up": "drafter",
    "return": "drafter",
    "reject": "officer2",
    "rate": "drafter",
    "reply": "supplier",
}
"""Who does what when it is time."""


def by(who: str, purchase: Purchase) -> str:
    """The person: the supplier is one of the agencies."""
    return (purchase.supplier or "agency1") if who == "supplier" else who
