"""How an award comes to nothing, and what the budget line says of it."""

from marketplace.domain.budgets import queries as budgets
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.rules import Part
from marketplace.domain.unsigned import operations as unsigned
from marketplace.kernel.money import Money
from tests.domain.market import LOWEST, Market

SECOND = Money(90_000_00)
REASON = "Our team is bound elsewhere."


def declined(market: Market) -> tuple[str, str]:
    tender, award = market.awarded()
    with market.acting("agency1") as uow:
        unsigned.decline(uow, award, REASON)
    return tender, award


def drawn_up(market: Market, award: str, amount: Money = LOWEST) -> str:
    with market.acting("drafter") as uow:
        return contracts.draw_up(uow, award, [Part("Report", amount, 20)]).ref


def passed_on(market: Market) -> tuple[str, str]:
    tender, award = declined(market)
    with market.acting("approver") as uow:
        return tender, unsigned.award_next(uow, award).ref


def money(market: Market) -> tuple[Money, Money, Money]:
    """What the line has reserved, committed, available; its entries say the same."""
    with market.house.reading() as session:
        assert list(budgets.faults(session)) == []
    line = market.line()
    return line.reserved, line.committed, line.available
