"""Objections of agency2 to the award of agency1, in each of their states."""

from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.rules import Part
from marketplace.domain.objections import operations as objections
from marketplace.domain.objections.states import Remedy
from tests.domain.market import LOWEST, Market

FACTS = "The selected provider lists an engineer who left in March."
REQUEST = "Check the list, and select again without that bid."


def filed(market: Market, agency: str = "agency2") -> str:
    """An objection to a new award; its reference."""
    return against(market, market.awarded()[0], agency)


def against(market: Market, tender: str, agency: str = "agency2") -> str:
    with market.acting(agency) as uow:
        return objections.file(uow, tender, market.refs[agency], FACTS, REQUEST).ref


def answered(market: Market) -> str:
    ref = filed(market)
    with market.acting("approver") as uow:
        objections.answer(uow, ref, "The engineer works there; the register shows it.")
    return ref


def dismissed(market: Market) -> str:
    ref = filed(market)
    with market.acting("approver") as uow:
        objections.dismiss(uow, ref, "No facts are named.")
    return ref


def upheld(market: Market, remedy: Remedy = Remedy.REPEAT) -> str:
    ref = filed(market)
    uphold(market, ref, remedy)
    return ref


def uphold(market: Market, ref: str, remedy: Remedy) -> None:
    with market.acting("approver") as uow:
        objections.uphold(uow, ref, "The engineer had left.", remedy)


def withdrawn(market: Market) -> str:
    ref = filed(market)
    with market.acting("agency2") as uow:
        objections.withdraw(uow, ref)
    return ref


def drawn_up(market: Market, award: str) -> str:
    """The contract of an award, before anybody signs; its reference."""
    with market.acting("drafter") as uow:
        return contracts.draw_up(uow, award, [Part("Report", LOWEST, 20)]).ref
