"""Words for tests of contracts in force: small acts, and how the money of a contract stands."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.budgets import queries as budget_queries
from marketplace.domain.budgets.models import BudgetEntry, EntryKind
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract, ContractChange, ContractRecord, Milestone
from marketplace.domain.contracts.operations import changes, endings, lateness
from marketplace.domain.contracts.rules import Part, Supplement
from marketplace.domain.contracts.states import OPEN_PARTS, ChangeState, EndGround, MilestoneState
from marketplace.domain.payments import operations as payments
from marketplace.kernel import journal
from marketplace.kernel.money import ZERO, Money
from tests.domain.market import LOWEST, PRICES, Market

HALF = Money(44_000_00)
TENTH = Money(LOWEST.fen // 10)
KEPT = Money(2_640_00)
"""Three percent of the price."""
FIRST = Money(40_000_00)
SECOND = LOWEST - KEPT - FIRST
WHY = "Because of what was found on site."


def two_parts(market: Market) -> tuple[str, str, str]:
    """(contract, first, second): two parts of one half each, due in 10 and 20 working days."""
    ref = market.signed(Part("First", HALF, 10), Part("Second", HALF, 20))
    first, second = market.milestones(ref)
    return ref, first, second


def keeping_back(market: Market, **terms: object) -> tuple[str, list[str]]:
    """(contract, milestones) in force, of which 3 % are kept back for 12 months: the last milestone."""
    announced: dict[str, object] = {"retention_percent": 3, "retention_months": 12}
    _, award = market.awarded(PRICES, **(announced | terms))
    with market.acting("drafter") as uow:
        ref = contracts.draw_up(uow, award, [Part("First", FIRST, 10), Part("Second", SECOND, 20)]).ref
    market.clock.advance(days=7)
    with market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, ref)
    with market.acting("approver") as uow:
        contracts.sign_for_the_buyer(uow, ref)
    return ref, market.milestones(ref)


def served(market: Market) -> tuple[str, list[str]]:
    """Everything is accepted; the liability period runs."""
    ref, milestones = keeping_back(market)
    for milestone in milestones[:-1]:
        deliver(market, milestone)
        accept(market, milestone)
    return ref, milestones


def claim(market: Market, milestone: str, who: str = "drafter") -> None:
    with market.acting(who) as uow:
        contracts.claim_defect(uow, milestone, WHY)


def kept_until(market: Market, milestone: str) -> datetime:
    at = market.get(Milestone, milestone).kept_until
    assert at is not None
    return at


def new_part(amount: Money) -> Supplement:
    return Supplement("", "More samples", amount, 10)


def propose(market: Market, contract: str, asked: Supplement, who: str = "drafter") -> str:
    with market.acting(who) as uow:
        return changes.propose_supplement(uow, contract, asked, WHY).ref


def agree(market: Market, change: str, *who: str) -> None:
    for name in who:
        with market.acting(name) as uow:
            changes.agree(uow, change)


def supplemented(market: Market, contract: str, asked: Supplement) -> str:
    change = propose(market, contract, asked)
    agree(market, change, "approver", "agency1")
    return change


def ask_for_time(market: Market, milestone: str, days: int = 5) -> str:
    with market.acting("agency1") as uow:
        return changes.ask_for_time(uow, milestone, days, WHY).ref


def deliver(market: Market, milestone: str) -> None:
    with market.acting("agency1") as uow:
        contracts.deliver(uow, milestone, market.document())


def accept(market: Market, milestone: str) -> None:
    with market.acting("drafter") as uow:
        contracts.accept(uow, milestone)


def pay(market: Market, milestone: str, reference: str) -> None:
    amount = market.get(Milestone, milestone).amount
    with market.acting("officer1") as uow:
        payment = payments.instruct(uow, milestone, "treasury").ref
    with market.acting("officer1") as uow:
        payments.record(uow, payment, reference, market.clock.at.astimezone(MARKET_ZONE).date(), amount)
    with market.acting("officer2") as uow:
        payments.confirm(uow, payment)


def demand(market: Market, milestone: str, days: int = 3) -> datetime:
    with market.acting("approver") as uow:
        until = lateness.demand(uow, milestone, days, WHY).until
    assert until is not None
    return until


def make_late(market: Market, milestone: str) -> None:
    due_at = market.get(Milestone, milestone).due_at
    assert due_at is not None
    market.clock.at = max(market.clock.at, due_at)


def in_vain(market: Market, milestone: str) -> None:
    """Late, demanded, and the last date has passed."""
    make_late(market, milestone)
    market.clock.at = demand(market, milestone)


def terminate(market: Market, contract: str, ground: EndGround = EndGround.PURPOSE_GONE) -> None:
    with market.acting("approver") as uow:
        endings.terminate(uow, contract, ground, WHY)


def change_state(market: Market, change: str) -> ChangeState:
    return market.get(ContractChange, change).state


def state(market: Market, milestone: str) -> MilestoneState:
    return market.get(Milestone, milestone).state


def records(market: Market, contract: str) -> list[ContractRecord]:
    with market.house.reading() as session:
        found = session.scalars(
            select(ContractRecord)
            .join(Contract, Contract.id == ContractRecord.contract_id)
            .where(Contract.ref == contract)
            .order_by(ContractRecord.id)
        )
        return list(found)


def balance(market: Market, ref: str) -> tuple[Money, Money, Money, Money]:
    """(paid, payable, open, released): proved to be the contract's whole price, and what the line says."""
    with market.house.reading() as session:
        contract = session.scalars(select(Contract).where(Contract.ref == ref)).one()
        paid = contract.total(MilestoneState.PAID)
        payable = contract.total(MilestoneState.ACCEPTED)
        still_open = contract.total(*OPEN_PARTS)
        released = contract.total(MilestoneState.ENDED)
        agreed = sum(
            (
                change.difference or ZERO
                for change in session.scalars(
                    select(ContractChange).where(
                        ContractChange.contract_id == contract.id, ContractChange.state == ChangeState.IN_FORCE
                    )
                )
            ),
            ZERO,
        )
        assert contract.amount == LOWEST, "what was signed first is never overwritten"
        assert contract.amount + agreed == contract.present_amount == paid + payable + still_open + released
        line = market.line()
        assert line.spent == paid
        assert line.committed == payable + still_open
        cheaper = sum((c.difference or ZERO for c in session.scalars(select(ContractChange)) if is_cheaper(c)), ZERO)
        freed = sum(
            (entry.amount for entry in session.scalars(select(BudgetEntry)) if entry.kind is EntryKind.FREE), ZERO
        )
        assert freed == released - cheaper
        assert list(budget_queries.faults(session)) == []
        assert list(journal.faults(session)) == []
    return paid, payable, still_open, released


def is_cheaper(change: ContractChange) -> bool:
    return change.state is ChangeState.IN_FORCE and change.difference is not None and change.difference < ZERO
