"""What can be done to a purchase, by name, and what comes next on the straight way."""

from collections.abc import Mapping

from marketplace.domain.contracts.states import ContractState, MilestoneState
from marketplace.domain.payments.states import PaymentState
from marketplace.domain.tenders.states import TenderState
from tests.domain.life_cycle.acts import market_life, performing, tendering
from tests.domain.life_cycle.acts.act import Act
from tests.domain.life_cycle.purchase import Purchase

ACTS: Mapping[str, Act] = {
    **tendering.ACTS,
    **performing.PERFORMING,
    **performing.CHANGING,
    **market_life.ORGANISATIONS,
    **market_life.COMPLAINTS,
}

NEXT_OF_TENDER: Mapping[TenderState, str] = {
    TenderState.DRAFT: "submit",
    TenderState.IN_APPROVAL: "approve",
    TenderState.APPROVED: "publish",
    TenderState.PUBLISHED: "close",
    TenderState.CLOSED: "open",
    TenderState.OPENED: "select",
    TenderState.SELECTED: "announce",
    TenderState.FALLEN_THROUGH: "award the next",
    TenderState.FAILED: "reissue",
}
NEXT_OF_CONTRACT: Mapping[ContractState, str] = {
    ContractState.DRAWN_UP: "sign for the supplier",
    ContractState.SUPPLIER_SIGNED: "sign for the buyer",
}
NEXT_OF_MILESTONE: Mapping[MilestoneState, str] = {
    MilestoneState.PENDING: "deliver",
    MilestoneState.RETURNED: "deliver",
    MilestoneState.DELIVERED: "accept",
    MilestoneState.ACCEPTED: "instruct",
}
NEXT_OF_PAYMENT: Mapping[str, str] = {
    PaymentState.INSTRUCTED: "record",
    PaymentState.RECORDED: "confirm the payment",
}


WAY = (
    *("submit", "approve", "publish", "close", "open", "select", "announce", "award the next"),
    *("draw up", "sign for the supplier", "sign for the buyer"),
    *("deliver", "accept", "instruct", "record", "confirm the payment", "rate", "rate the department", "reply"),
)
"""The straight way."""


def has_passed(act: str, stop: str) -> bool:
    """Whether whoever has done `act` has come as far as `stop`."""
    return act in {stop, "reissue"} or WAY.index(act) >= WAY.index(stop)


def next_act(purchase: Purchase) -> str | None:
    """What carries the purchase on; None when it has come to its end."""
    if purchase.state is not TenderState.AWARDED:
        return NEXT_OF_TENDER.get(purchase.state)
    if purchase.contract_state is None:
        return "draw up"
    of_the_part = NEXT_OF_MILESTONE.get(purchase.milestone_state) if purchase.milestone_state else None
    if purchase.payment_state is not None:
        of_the_part = NEXT_OF_PAYMENT.get(purchase.payment_state)
    over = "rate" if purchase.rating is None else "reply" if purchase.shows_rating else "rate the department"
    return NEXT_OF_CONTRACT.get(purchase.contract_state) or of_the_part or over


AROUND = market_life.ORGANISATIONS.keys() | market_life.COMPLAINTS.keys()


def aside(purchase: Purchase) -> tuple[list[str], list[str]]:
    """What leaves the straight way and is worth trying now: what is done to the purchase, and around it."""
    possible = [
        name for name, act in ACTS.items() if act.aside is not None and act.aside(purchase) for _ in range(act.weight)
    ]
    return [name for name in possible if name not in AROUND], [name for name in possible if name in AROUND]
