"""Contracts, their milestones and payments in every state."""

from collections.abc import Mapping

from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.operations import changes, endings
from marketplace.domain.contracts.rules import Part
from marketplace.domain.contracts.states import EndGround
from marketplace.domain.payments import operations as payments
from marketplace.domain.unsigned import operations as unsigned
from marketplace.kernel.money import Money
from tests.blueprints.states.scene import ANYONE, NOBODY, Scene, Scenes, View
from tests.domain.contracts import afterwards
from tests.domain.market import LOWEST, Market

SIGN_BY = "the end of 25 Mar 2026"
"""Ten working days after the publicity period."""
DUE = "the end of 10 Apr 2026"
"""Signed on Thursday 12 March; twenty working days, 6 April is a day off."""
EXAMINED_BY = "the end of 19 Mar 2026"
"""Five working days from the hand-over on 12 March."""
PAY_BY = "the end of 13 Apr 2026"
"""Thirty days from the acceptance on 12 March end on a Saturday; Monday is the next working day."""
KEPT_UNTIL = "the end of 12 Mar 2027"
"""Twelve months from the acceptance on 12 March."""

BUYER, SUPPLIER, SUPERVISED = (
    "/buyer/contracts/{contract}",
    "/supplier/contracts/{contract}",
    "/regulator/contracts/{contract}",
)
PUBLIC, PAYMENT = "/tenders/{tender}", "/buyer/payments/{payment}"
OFFICER = "A finance officer of the department"
OTHER_OFFICER = "A finance officer of the department, but not the one who recorded the voucher"
EXAMINERS = "A drafter or an approver of the department"


def drawn_up(market: Market) -> Mapping[str, str]:
    tender, award = market.awarded()
    with market.acting("drafter") as uow:
        contract = contracts.draw_up(uow, award, [Part("Report", LOWEST, 20)]).ref
    market.clock.advance(days=7)
    return {"tender": tender, "award": award, "contract": contract}


def half_signed(market: Market) -> Mapping[str, str]:
    refs = drawn_up(market)
    with market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, refs["contract"])
    return refs


def void(market: Market) -> Mapping[str, str]:
    refs = drawn_up(market)
    with market.acting("agency1") as uow:
        unsigned.decline(uow, refs["award"], "忙")
    return refs


def active(market: Market) -> Mapping[str, str]:
    refs = half_signed(market)
    with market.acting("approver") as uow:
        contracts.sign_for_the_buyer(uow, refs["contract"])
    [milestone] = market.milestones(refs["contract"])
    return {**refs, "milestone": milestone}


def late(market: Market) -> Mapping[str, str]:
    refs = active(market)
    market.clock.advance(days=60)
    return refs


def delivered(market: Market) -> Mapping[str, str]:
    refs = active(market)
    with market.acting("agency1") as uow:
        contracts.deliver(uow, refs["milestone"], market.document())
    return refs


def returned(market: Market) -> Mapping[str, str]:
    refs = delivered(market)
    with market.acting("drafter") as uow:
        contracts.send_back(uow, refs["milestone"], "缺页")
    return refs


def accepted(market: Market) -> Mapping[str, str]:
    refs = delivered(market)
    with market.acting("drafter") as uow:
        contracts.accept(uow, refs["milestone"])
    return refs


def ended(market: Market) -> Mapping[str, str]:
    """One of two parts is given up by both."""
    contract = market.signed(Part("Draft", Money(40_000_00), 5), Part("Report", Money(48_000_00), 20))
    with market.acting("approver") as uow:
        waiver = changes.propose_waiver(uow, market.milestones(contract)[0], "不用").ref
    with market.acting("agency1") as uow:
        changes.agree(uow, waiver)
    return {"contract": contract}


def kept(market: Market) -> Mapping[str, str]:
    """The service is accepted on 12 March; three percent of the price stay kept back for a year."""
    contract, milestones = afterwards.served(market)
    return {"contract": contract, "milestone": milestones[-1]}


def claimed(market: Market) -> Mapping[str, str]:
    refs = kept(market)
    afterwards.claim(market, refs["milestone"])
    return refs


def terminated(market: Market) -> Mapping[str, str]:
    refs = active(market)
    with market.acting("approver") as uow:
        endings.terminate(uow, refs["contract"], EndGround.PURPOSE_GONE, "项目取消")
    return refs


def instructed(market: Market) -> Mapping[str, str]:
    refs = accepted(market)
    with market.acting("officer1") as uow:
        return {**refs, "payment": payments.instruct(uow, refs["milestone"], "treasury").ref}


def recorded(market: Market) -> Mapping[str, str]:
    refs = instructed(market)
    with market.acting("officer1") as uow:
        payments.record(uow, refs["payment"], "BANK-1", market.clock.at.astimezone(MARKET_ZONE).date(), LOWEST)
    return refs


def settled(market: Market) -> Mapping[str, str]:
    refs = recorded(market)
    with market.acting("officer2") as uow:
        payments.confirm(uow, refs["payment"])
    return refs


SCENES: Scenes = {
    ("contract", "drawn_up"): Scene(
        drawn_up,
        (
            View("agency1", SUPPLIER, "You", "Read the terms and sign the contract", SIGN_BY),
            View("approver", BUYER, "The provider", "Read the terms and sign the contract", SIGN_BY),
            View(ANYONE, PUBLIC, "The provider", "Read the terms and sign the contract", SIGN_BY),
        ),
    ),
    ("contract", "supplier_signed"): Scene(
        half_signed,
        (
            View("approver", BUYER, "You", "Sign the contract for the department.", SIGN_BY),
            View("agency1", SUPPLIER, "An approver of the department", "Sign the contract", SIGN_BY),
            View(ANYONE, PUBLIC, "An approver of the department", "Sign the contract", SIGN_BY),
        ),
    ),
    ("contract", "void"): Scene(
        void,
        (
            View("agency1", SUPPLIER, NOBODY, "Neither side owes anything under it."),
            View("approver", BUYER, NOBODY, "Neither side owes anything under it."),
        ),
    ),
    ("contract", "active"): Scene(
        active,
        (
            View("agency1", SUPPLIER, "You", "Hand over the next part: Report.", DUE),
            View("approver", BUYER, "The provider", "Hand over the next part: Report.", DUE),
            View("regulator", SUPERVISED, "The provider", "Hand over the next part: Report.", DUE),
            View(ANYONE, PUBLIC, "The provider", "Hand over the next part: Report.", DUE),
        ),
    ),
    ("contract", "fulfilled"): Scene(
        accepted,
        (
            View("agency1", SUPPLIER, OFFICER, "Pay what was accepted", PAY_BY),
            View("approver", BUYER, OFFICER, "Pay what was accepted", PAY_BY),
            View("officer1", BUYER, "You", "Pay what was accepted", PAY_BY),
            View(ANYONE, PUBLIC, OFFICER, "Pay what was accepted", PAY_BY),
        ),
    ),
    ("contract", "completed"): Scene(
        settled,
        (
            View("agency1", SUPPLIER, NOBODY, "Neither side owes anything more."),
            View("approver", BUYER, NOBODY, "Neither side owes anything more."),
            View(ANYONE, PUBLIC, NOBODY, "Neither side owes anything more."),
        ),
    ),
    ("contract", "terminated"): Scene(
        terminated,
        (
            View("agency1", SUPPLIER, NOBODY, "Nothing more is delivered"),
            View("approver", BUYER, NOBODY, "Nothing more is delivered"),
            View(ANYONE, PUBLIC, NOBODY, "Nothing more is delivered"),
        ),
    ),
    ("milestone", "pending"): Scene(
        late,
        (
            View("agency1", SUPPLIER, "You", "Hand over the deliverable.", DUE),
            View("approver", BUYER, "The provider", "Hand over the deliverable.", DUE),
        ),
    ),
    ("milestone", "delivered"): Scene(
        delivered,
        (
            View("drafter", BUYER, "You", "Accept what was handed over", EXAMINED_BY),
            View("agency1", SUPPLIER, EXAMINERS, "Accept what was handed over", EXAMINED_BY),
        ),
    ),
    ("milestone", "returned"): Scene(
        returned,
        (
            View("agency1", SUPPLIER, "You", "Mend what the reasons name", DUE),
            View("drafter", BUYER, "The provider", "Mend what the reasons name", DUE),
        ),
    ),
    ("milestone", "accepted"): Scene(
        accepted,
        (
            View("officer1", BUYER, "You", "Instruct the payment.", PAY_BY),
            View("agency1", SUPPLIER, OFFICER, "Instruct the payment.", PAY_BY),
        ),
    ),
    ("milestone", "paid"): Scene(
        settled,
        (
            View("agency1", SUPPLIER, NOBODY, "The provider has its money"),
            View("officer1", BUYER, NOBODY, "The provider has its money"),
        ),
    ),
    ("milestone", "kept"): Scene(
        kept,
        (
            View("drafter", BUYER, "You", "Claim a defect of the service", KEPT_UNTIL),
            View("agency1", SUPPLIER, EXAMINERS, "Claim a defect of the service", KEPT_UNTIL),
        ),
    ),
    ("milestone", "claimed"): Scene(
        claimed,
        (
            View("agency1", SUPPLIER, "You", "Mend what the reasons name"),
            View("drafter", BUYER, "The provider", "Mend what the reasons name"),
        ),
    ),
    ("milestone", "ended"): Scene(
        ended,
        (
            View("agency1", SUPPLIER, NOBODY, "The provider need not deliver this part"),
            View("drafter", BUYER, NOBODY, "The provider need not deliver this part"),
        ),
    ),
    ("payment", "instructed"): Scene(
        instructed,
        (
            View("officer1", PAYMENT, "You", "record the bank's voucher", PAY_BY),
            View("agency1", SUPPLIER, OFFICER, "record the bank's voucher", PAY_BY),
        ),
    ),
    ("payment", "recorded"): Scene(
        recorded,
        (
            View("officer2", PAYMENT, "You", "confirm or reject it", PAY_BY),
            View("officer1", PAYMENT, OTHER_OFFICER, "confirm or reject it", PAY_BY),
            View("agency1", SUPPLIER, OTHER_OFFICER, "confirm or reject it", PAY_BY),
        ),
    ),
    ("payment", "settled"): Scene(
        settled,
        (
            View("officer1", PAYMENT, NOBODY, "The provider has its money"),
            View("agency1", SUPPLIER, NOBODY, "The provider has its money"),
        ),
    ),
}
