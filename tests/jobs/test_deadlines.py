"""What the clock makes due."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AwardState
from marketplace.domain.bids import operations as bids
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Milestone
from marketplace.domain.contracts.states import MilestoneState
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationState
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.jobs import deadlines
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import mark
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.unit_of_work import UnitOfWork
from marketplace.wiring import SWEEPS
from tests.domain.market import ITEM, PRICES, Market

BEFORE = timedelta(microseconds=1)


def acts(market: Market) -> int:
    with market.house.reading() as session:
        return session.scalar(select(func.count(JournalEntry.seq))) or 0


def sweep_all(market: Market) -> None:
    for sweep in SWEEPS:
        sweep(market.house)


def test_a_tender_is_closed_at_its_deadline_and_once(market: Market) -> None:
    ref = market.published()
    for agency, price in PRICES.items():
        market.bid(agency, ref, price)
    market.clock.at = market.deadline(ref) - BEFORE
    sweep_all(market)
    assert market.get(Tender, ref).state is TenderState.PUBLISHED
    market.clock.at = market.deadline(ref)
    sweep_all(market)
    assert market.get(Tender, ref).state is TenderState.CLOSED
    done = acts(market)
    sweep_all(market)
    assert acts(market) == done


def test_a_tender_that_nobody_bid_for_fails(market: Market) -> None:
    ref = market.published()
    market.clock.at = market.deadline(ref)
    deadlines.close_tenders(market.house)
    assert market.get(Tender, ref).state is TenderState.FAILED


def test_an_award_is_confirmed_when_its_publicity_is_over(market: Market) -> None:
    _, ref = market.awarded()
    market.clock.at = market.get(Award, ref).publicity_until - BEFORE
    sweep_all(market)
    assert market.get(Award, ref).state is AwardState.PUBLICITY
    market.clock.at += BEFORE
    sweep_all(market)
    assert market.get(Award, ref).state is AwardState.CONFIRMED
    done = acts(market)
    sweep_all(market)
    assert acts(market) == done


def test_a_deliverable_is_accepted_when_the_departments_time_is_over(market: Market) -> None:
    [ref] = market.milestones(market.signed())
    with market.acting("agency1") as uow:
        contracts.deliver(uow, ref, market.document())
    due = market.get(Milestone, ref).next_check_at
    assert due is not None
    market.clock.at = due - BEFORE
    sweep_all(market)
    assert market.get(Milestone, ref).state is MilestoneState.DELIVERED
    market.clock.at = due
    sweep_all(market)
    accepted = market.get(Milestone, ref)
    assert (accepted.state, accepted.accepted_by) == (MilestoneState.ACCEPTED, None)


def test_a_registration_passes_when_nobody_checks_it(market: Market) -> None:
    market.person("late")
    with market.acting("late") as uow:
        agency = organisations.register_agency(
            uow, market.particulars("late", "91"), services=[ITEM], has_committed=True, slug="late"
        )
    assert agency.next_check_at is not None
    market.clock.at = agency.next_check_at - BEFORE
    sweep_all(market)
    assert market.get(Organisation, agency.ref).state is OrganisationState.SUBMITTED
    market.clock.at = agency.next_check_at
    sweep_all(market)
    assert market.get(Organisation, agency.ref).state is OrganisationState.ACTIVE


def test_one_that_fails_holds_up_no_other(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = market.published(), market.published()
    market.clock.at = market.deadline(first)
    close = bids.close

    def broken(uow: UnitOfWork, ref: str) -> object:
        found = close(uow, ref)
        if ref == first:
            raise RuntimeError
        return found

    monkeypatch.setattr(deadlines.close_tenders, "act", broken)
    deadlines.close_tenders(market.house)
    assert market.get(Tender, first).state is TenderState.PUBLISHED, "what was begun is undone"
    assert market.get(Tender, second).state is TenderState.FAILED
    monkeypatch.undo()
    deadlines.close_tenders(market.house)
    assert market.get(Tender, first).state is TenderState.FAILED


def test_a_refusal_holds_up_no_other(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first deadline was moved between the sweep's list and its act."""
    first, second = market.published(), market.published()
    market.clock.at = market.deadline(first)
    close = bids.close

    def refuse_first(uow: UnitOfWork, ref: str) -> object:
        if ref == first:
            raise Conflict(mark("The deadline has not passed yet."))
        return close(uow, ref)

    monkeypatch.setattr(deadlines.close_tenders, "act", refuse_first)
    deadlines.close_tenders(market.house)
    assert market.get(Tender, first).state is TenderState.PUBLISHED
    assert market.get(Tender, second).state is TenderState.FAILED
