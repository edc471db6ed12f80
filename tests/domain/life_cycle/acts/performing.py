"""From the contract to the last payment and the rating, and what is changed on the way."""

from collections.abc import Mapping

from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.rules import Part, Supplement
from marketplace.domain.contracts.states import EndGround, MilestoneState
from marketplace.domain.documents import operations as documents
from marketplace.domain.payments import operations as payments
from marketplace.domain.payments.states import PaymentState
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.rules import Stars
from marketplace.kernel.money import Money
from marketplace.kernel.unit_of_work import UnitOfWork
from tests.domain.life_cycle.acts.act import Act, Making, Step, of
from tests.domain.life_cycle.purchase import Purchase
from tests.domain.market import Market

FIVE = Stars(5, 5, 5, 5, 5)
MOST_PARTS = 3


def _draw_up(_market: Market, purchase: Purchase) -> Step | None:
    award, price = purchase.award, purchase.price
    if award is None:
        return None
    number = 1 + purchase.nth % MOST_PARTS
    share = price // number
    amounts = [share] * (number - 1) + [price - share * (number - 1)]
    parts = [Part(f"Report {place}", Money(fen), 20 // number * place) for place, fen in enumerate(amounts, 1)]
    return lambda uow: contracts.draw_up(uow, award, parts)


def _deliver(market: Market, purchase: Purchase) -> Step | None:
    milestone, supplier = purchase.milestone, purchase.supplier
    if milestone is None or supplier is None:
        return None
    agency_id = market.organisation_id(supplier)

    def deliver(uow: UnitOfWork) -> object:
        document = documents.register(uow, market.stored(), organisation_id=agency_id)
        return contracts.deliver(uow, milestone, document.ref)

    return deliver


def _accept_in_part(_market: Market, purchase: Purchase) -> Step | None:
    milestone, worth = purchase.milestone, Money(purchase.amount * 6 // 10)
    if milestone is None:
        return None
    return lambda uow: contracts.accept_in_part(uow, milestone, worth, 10, "Half of it is right")


def _record(market: Market, purchase: Purchase) -> Step | None:
    payment = purchase.payment
    if payment is None:
        return None
    day, amount = market.clock.at.astimezone(MARKET_ZONE).date(), Money(purchase.payment_amount)
    return lambda uow: payments.record(uow, payment, f"BANK-{payment}", day, amount)


def _supplement(percent: int) -> Making:
    """Let the part at hand cost this percentage of what it costs."""

    def proposed(_market: Market, purchase: Purchase) -> Step | None:
        contract, milestone = purchase.contract, purchase.milestone
        if contract is None or milestone is None:
            return None
        asked = Supplement(milestone, "", Money(purchase.amount * percent // 100), 0)
        return lambda uow: contracts.propose_supplement(uow, contract, asked, "The work is another")

    return proposed


def _one_more_part(_market: Market, purchase: Purchase) -> Step | None:
    contract = purchase.contract
    if contract is None:
        return None
    asked = Supplement("", "One more annex", Money(purchase.price // 25), 10)
    return lambda uow: contracts.propose_supplement(uow, contract, asked, "One more annex is needed")


def _performed(purchase: Purchase) -> bool:
    return purchase.is_performed


def _awaited(purchase: Purchase) -> bool:
    return purchase.is_performed and purchase.open_parts > 0


def _delivered(purchase: Purchase) -> bool:
    return purchase.is_performed and purchase.milestone_state is MilestoneState.DELIVERED


def _recorded(purchase: Purchase) -> bool:
    return purchase.payment_state is PaymentState.RECORDED


def _asked(purchase: Purchase) -> bool:
    return purchase.change is not None


def _in_vain(purchase: Purchase) -> bool:
    until = purchase.demanded_until
    return purchase.is_performed and purchase.is_late and until is not None and until <= purchase.now


PERFORMING: Mapping[str, Act] = {
    "draw up": Act("drafter", _draw_up),
    "sign for the supplier": Act("supplier", of("contract", contracts.sign_for_the_supplier)),
    "sign for the buyer": Act("approver", of("contract", contracts.sign_for_the_buyer)),
    "deliver": Act("supplier", _deliver),
    "return": Act("drafter", of("milestone", contracts.send_back, "Page 3 is missing"), _delivered, 2),
    "accept": Act("drafter", of("milestone", contracts.accept)),
    "accept in part": Act("drafter", _accept_in_part, _delivered, 4),
    "instruct": Act("officer1", of("milestone", payments.instruct, "treasury")),
    "record": Act("officer1", _record),
    "reject": Act("officer2", of("payment", payments.reject, "Another amount"), _recorded),
    "confirm the payment": Act("officer2", of("payment", payments.confirm)),
    "rate": Act("drafter", of("contract", ratings.rate, FIVE, "Good")),
    "rate the department": Act("supplier", of("contract", ratings.rate_buyer, FIVE, "Clear")),
    "reply": Act("supplier", of("rating", ratings.reply, "Thank you")),
}
CHANGING: Mapping[str, Act] = {
    "propose a dearer part": Act("drafter", _supplement(107), _performed),
    "propose a cheaper part": Act("drafter", _supplement(80), _performed),
    "propose one more part": Act("drafter", _one_more_part, _performed),
    "ask for time": Act("supplier", of("milestone", contracts.ask_for_time, 10, "Rain"), _awaited),
    "propose a waiver": Act("approver", of("milestone", contracts.propose_waiver, "Not needed"), _awaited),
    "propose an end": Act("approver", of("contract", contracts.propose_termination, "Plans changed"), _performed),
    "ask for an end": Act("supplier", of("contract", contracts.propose_termination, "No staff"), _performed),
    "agree": Act("answering", of("change", contracts.agree), _asked, 5),
    "refuse": Act("answering", of("change", contracts.refuse, "It stays as signed"), _asked),
    "take the proposal back": Act("proposing", of("change", contracts.withdraw), _asked),
    "demand": Act(
        "approver",
        of("milestone", contracts.demand, 3, "It is late"),
        lambda purchase: purchase.is_performed and purchase.is_late,
        4,
    ),
    "end for delay": Act("approver", of("contract", contracts.terminate, EndGround.DELAY, "In vain"), _in_vain, 8),
    "end without purpose": Act(
        "approver", of("contract", contracts.terminate, EndGround.PURPOSE_GONE, "The road is not built"), _performed
    ),
}
