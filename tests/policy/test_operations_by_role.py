"""Every operation called by everybody: those the page names succeed, all others are refused and leave no trace."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.states import Default
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.rules import Content
from marketplace.domain.bids.states import BidState
from marketplace.domain.budgets import operations as budgets
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.rules import Part
from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.payments import operations as payments
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import Amendment
from marketplace.domain.unsigned import operations as unsigned
from marketplace.kernel.actor import ANYONE
from marketplace.kernel.errors import NotFound, NotPermitted
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.unit_of_work import UnitOfWork
from tests.databases import Template
from tests.domain.conftest import market as market  # noqa: PLC0414 - the fixture
from tests.domain.market import ITEM, LOWEST, MERIT, PRICES, Market, terms

EVERYBODY = (
    "nobody",
    "drafter",
    "approver",
    "evaluator1",
    "officer1",
    "officer2",
    "other_drafter",
    "other_approver",
    "agency1",
    "agency2",
    "regulator",
    "operator",
)
Act = Callable[[UnitOfWork], Any]
FIVE = Stars(5, 5, 5, 5, 5)


@dataclass(frozen=True)
class Case:
    name: str
    allowed: tuple[str, ...]
    prepare: Callable[[Market], Act]


def in_approval(market: Market) -> str:
    ref = market.draft()
    with market.acting("drafter") as uow:
        tenders.submit(uow, ref)
    return ref


def approved(market: Market) -> str:
    ref = in_approval(market)
    with market.acting("approver") as uow:
        tenders.approve(uow, ref)
    return ref


def at_deadline(market: Market) -> str:
    ref = market.published()
    market.bid("agency1", ref, LOWEST)
    market.clock.at = market.deadline(ref)
    return ref


def bid_of_agency1(market: Market) -> str:
    market.bid("agency1", market.published(), LOWEST)
    with market.house.reading() as session:
        return session.scalars(select(Bid.ref)).one()


def selected(market: Market) -> str:
    ref = market.opened(dict(PRICES))
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    return ref


def drawn_up(market: Market) -> str:
    _, award = market.awarded()
    with market.acting("drafter") as uow:
        ref = contracts.draw_up(uow, award, [Part("Report", LOWEST, 20)]).ref
    market.clock.advance(days=7)
    return ref


def half_signed(market: Market) -> str:
    ref = drawn_up(market)
    with market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, ref)
    return ref


def awarded(market: Market) -> str:
    return market.awarded()[1]


def declined(market: Market) -> str:
    ref = awarded(market)
    with market.acting("agency1") as uow:
        unsigned.decline(uow, ref, "Why")
    return ref


def delivered(market: Market) -> str:
    [milestone] = market.milestones(market.signed())
    with market.acting("agency1") as uow:
        contracts.deliver(uow, milestone, market.document())
    return milestone


def instructed(market: Market) -> str:
    with market.acting("officer1") as uow:
        return payments.instruct(uow, market.accepted()[1], "treasury").ref


def recorded(market: Market) -> str:
    ref = instructed(market)
    with market.acting("officer1") as uow:
        payments.record(uow, ref, "BANK-1", market.clock.at.astimezone(MARKET_ZONE).date(), LOWEST)
    return ref


def rated(market: Market) -> str:
    with market.acting("drafter") as uow:
        return ratings.rate(uow, market.paid()[0], FIVE, "Good").ref


def merit(market: Market) -> tuple[str, str]:
    ref = market.opened(dict(PRICES), proposal="p", method="proposal_merit", criteria=MERIT, price_weight=20)
    with market.acting("evaluator1") as uow:
        evaluation.declare(uow, ref, has_conflict=False, statement="")
    with market.house.reading() as session:
        return ref, session.scalars(select(Bid.ref).where(Bid.state == BidState.VALID)).first() or ""


def pending_agency(market: Market) -> str:
    market.person("newcomer")
    with market.acting("newcomer") as uow:
        return organisations.register_agency(
            uow, market.particulars("newcomer", "91"), services=[ITEM], has_committed=True, slug="n"
        ).ref


def on(make: Callable[[Market], str], operation: Callable[..., Any], *arguments: Any) -> Callable[[Market], Act]:  # noqa: ANN401
    """Prepare an object with `make`, then call `operation` on its reference."""

    def prepare(market: Market) -> Act:
        ref = make(market)
        return lambda uow: operation(uow, ref, *arguments)

    return prepare


def amended(market: Market) -> Act:
    ref = market.published()
    version = market.get(Tender, ref).version
    return lambda uow: tenders.amend(uow, ref, "Why", version, Amendment("Other", "", 20))


def drafted(market: Market) -> Act:
    return lambda uow: tenders.draft(uow, market.refs["department"], ITEM, market.refs["line"], terms())


def edited(market: Market) -> Act:
    ref = market.draft()
    version = market.get(Tender, ref).version
    return lambda uow: tenders.edit(uow, ref, market.refs["line"], terms(title="Other"), version)


def submitted_bid(market: Market) -> Act:
    ref = market.published()
    return lambda uow: bids.submit(uow, ref, market.refs["agency1"], Content(LOWEST, ""), market.sealer)


def saved_bid(market: Market) -> Act:
    ref = market.published()
    return lambda uow: bids.save_draft(uow, ref, market.refs["agency1"], Content(LOWEST, ""), market.sealer)


def opening(market: Market) -> Act:
    ref = market.closed(dict(PRICES))
    return lambda uow: bids.open_all(uow, ref, market.sealer)


def scored(market: Market) -> Act:
    _, bid = merit(market)
    return lambda uow: evaluation.score(uow, bid, {"method": 1, "team": 1}, "Because")


def contract_drawn(market: Market) -> Act:
    _, award = market.awarded()
    return lambda uow: contracts.draw_up(uow, award, [Part("Report", LOWEST, 20)])


def delivery(market: Market) -> Act:
    [milestone] = market.milestones(market.signed())
    document = market.document()
    return lambda uow: contracts.deliver(uow, milestone, document)


def voucher(market: Market) -> Act:
    ref = instructed(market)
    day = market.clock.at.astimezone(MARKET_ZONE).date()
    return lambda uow: payments.record(uow, ref, "BANK-1", day, LOWEST)


def imported(market: Market) -> Act:
    line = budgets.NewLine(2027, "1", "One", LOWEST)
    return lambda uow: budgets.import_lines(uow, market.refs["department"], [line])


def dissolved(market: Market) -> Act:
    gone, successor = market.refs["other_department"], market.refs["department"]
    day = market.clock.at.astimezone(MARKET_ZONE).date()
    return lambda uow: organisations.dissolve(uow, gone, successor, day, "1")


BUYERS = ("drafter", "approver")
OFFICERS = ("officer1", "officer2")
CASES = (
    Case("budgets.import_lines", OFFICERS, imported),
    Case("tenders.draft", ("drafter",), drafted),
    Case("tenders.edit", ("drafter",), edited),
    Case("tenders.submit", ("drafter",), on(Market.draft, tenders.submit)),
    Case("tenders.approve", ("approver",), on(in_approval, tenders.approve)),
    Case("tenders.send_back", ("approver",), on(in_approval, tenders.send_back, "Why")),
    Case("tenders.publish", BUYERS, on(approved, tenders.publish)),
    Case("tenders.amend", ("approver",), amended),
    Case("tenders.cancel", ("approver",), on(Market.published, tenders.cancel, "Why")),
    Case("tenders.reissue", ("drafter",), on(lambda market: market.closed({}), tenders.reissue)),
    Case("bids.submit", ("agency1",), submitted_bid),
    Case("bids.save_draft", ("agency1",), saved_bid),
    Case("bids.withdraw", ("agency1",), on(bid_of_agency1, bids.withdraw)),
    Case("bids.close", ("drafter", "approver", "evaluator1", *OFFICERS), on(at_deadline, bids.close)),
    Case("bids.open_all", ("approver",), opening),
    Case("evaluation.score", ("evaluator1",), scored),
    Case("awards.select", BUYERS, on(lambda market: market.opened(dict(PRICES)), awards.select)),
    Case("awards.announce", ("approver",), on(selected, awards.announce)),
    Case("unsigned.decline", ("agency1",), on(awarded, unsigned.decline, "Why")),
    Case("unsigned.lapse", BUYERS, on(awarded, unsigned.lapse, Default.CANNOT_PERFORM, "Why")),
    Case("unsigned.award_next", ("approver",), on(declined, unsigned.award_next)),
    Case("unsigned.give_up", ("approver",), on(declined, unsigned.give_up, "Why")),
    Case("unsigned.revoke", ("approver",), on(lambda market: market.awarded()[0], unsigned.revoke, "Why")),
    Case("contracts.draw_up", BUYERS, contract_drawn),
    Case("contracts.sign_for_the_supplier", ("agency1",), on(drawn_up, contracts.sign_for_the_supplier)),
    Case("contracts.sign_for_the_buyer", ("approver",), on(half_signed, contracts.sign_for_the_buyer)),
    Case("contracts.deliver", ("agency1",), delivery),
    Case("contracts.accept", BUYERS, on(delivered, contracts.accept)),
    Case("contracts.send_back", BUYERS, on(delivered, contracts.send_back, "Why")),
    Case("payments.instruct", OFFICERS, on(lambda market: market.accepted()[1], payments.instruct, "treasury")),
    Case("payments.record", OFFICERS, voucher),
    Case("payments.reject", ("officer2",), on(recorded, payments.reject, "Why")),
    Case("payments.confirm", ("officer2",), on(recorded, payments.confirm)),
    Case("ratings.rate", BUYERS, on(lambda market: market.paid()[0], ratings.rate, FIVE, "Good")),
    Case("ratings.reply", ("agency1",), on(rated, ratings.reply, "Thanks")),
    Case("organisations.pass_check", ("operator",), on(pending_agency, organisations.pass_check)),
    Case("organisations.dissolve", ("operator",), dissolved),
    Case(
        "organisations.return_for_correction",
        ("operator",),
        on(pending_agency, organisations.return_for_correction, "Why"),
    ),
)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_only_those_the_page_names(market: Market, database: Template, case: Case) -> None:
    act = case.prepare(market)
    before = journal_length(market)
    for name in EVERYBODY:
        if name in case.allowed:
            continue
        with pytest.raises((NotFound, NotPermitted)), market.house.writing(actor(market, name)) as uow:
            act(uow)
        assert journal_length(market) == before, f"{name} left a trace"
    with market.acting(case.allowed[-1]) as uow:
        act(uow)
    assert journal_length(market) > before


def actor(market: Market, name: str) -> Any:  # noqa: ANN401
    return ANYONE if name == "nobody" else market.actor(name)


def journal_length(market: Market) -> int:
    with market.house.reading() as session:
        return session.scalar(select(func.count(JournalEntry.seq))) or 0
