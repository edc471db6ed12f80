"""Money that is kept back: to the fen, never more than announced, free by itself unless a defect is claimed."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from marketplace.domain.budgets import queries as budget_queries
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.contracts import deadlines as contract_deadlines
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts import queries, rules
from marketplace.domain.contracts.models import Contract, ContractRecord, Milestone
from marketplace.domain.contracts.operations import changes, parts
from marketplace.domain.contracts.rules import Part, Supplement
from marketplace.domain.contracts.states import (
    OPEN_PARTS,
    ChangeState,
    ContractState,
    EndGround,
    MilestoneState,
    RecordKind,
)
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.rules import MAX_RETENTION_MONTHS, MAX_RETENTION_PERCENT
from marketplace.jobs import deadlines
from marketplace.kernel import journal
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.money import MAX_FEN, ZERO, Money
from tests.domain.contracts.afterwards import (
    FIRST,
    KEPT,
    SECOND,
    WHY,
    accept,
    agree,
    claim,
    deliver,
    keeping_back,
    kept_until,
    pay,
    propose,
    served,
    state,
    terminate,
)
from tests.domain.market import LOWEST, PRICES, Market

PERCENT = 3
MONTHS = 12
MOMENT = timedelta(microseconds=1)


def sums(market: Market, ref: str) -> dict[str, Money]:
    """How the price stands, proved against the budget line and the ledger."""
    with market.house.reading() as session:
        contract = session.scalars(select(Contract).where(Contract.ref == ref)).one()
        found = {
            "paid": contract.total(MilestoneState.PAID),
            "payable": contract.total(MilestoneState.ACCEPTED),
            "kept": contract.total(MilestoneState.KEPT),
            "open": contract.total(*OPEN_PARTS),
            "ended": contract.total(MilestoneState.ENDED),
        }
        line = market.line()
        assert line.spent == found["paid"]
        assert line.committed == found["payable"] + found["kept"] + found["open"]
        assert contract.present_amount == sum(found.values(), ZERO)
        left = contract.present_amount - found["ended"]
        assert contract.retention.fen * 100 <= left.fen * PERCENT, "never more than the announced share of what is left"
        assert list(budget_queries.faults(session)) == []
        assert list(journal.faults(session)) == []
        return {name: amount for name, amount in found.items() if amount}


def test_what_is_kept_back_is_a_part_of_its_own_and_the_price_is_whole(market: Market) -> None:
    ref, milestones = keeping_back(market)
    kept = market.get(Milestone, milestones[-1])
    assert (kept.is_retention, kept.state, kept.amount, kept.due_at) == (True, MilestoneState.KEPT, KEPT, None)
    assert sums(market, ref) == {"open": FIRST + SECOND, "kept": KEPT}
    assert market.get(Contract, ref).amount == LOWEST


def test_parts_must_leave_room_for_it(market: Market) -> None:
    _, award = market.awarded(PRICES, retention_percent=PERCENT, retention_months=MONTHS)
    for amount in (LOWEST, LOWEST - KEPT + Money(1), LOWEST - KEPT - Money(1)):
        with pytest.raises(Invalid) as refusal, market.acting("drafter") as uow:
            contracts.draw_up(uow, award, [Part("Report", amount, 20)])
        assert set(refusal.value.fields) == {"milestones"}


def test_nothing_is_kept_back_that_was_not_announced(market: Market) -> None:
    ref = market.signed()
    assert len(market.milestones(ref)) == 1


@pytest.mark.parametrize(
    ("percent", "months", "field"),
    [
        (MAX_RETENTION_PERCENT + 1, 12, "retention_percent"),
        (3, MAX_RETENTION_MONTHS + 1, "retention_months"),
        (3, 0, "retention_months"),
        (0, 12, "retention_percent"),
        (-1, 12, "retention_percent"),
    ],
)
def test_a_notice_announces_no_more_than_the_rules_allow(market: Market, percent: int, months: int, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        market.draft(retention_percent=percent, retention_months=months)
    assert set(refusal.value.fields) == {field}


def test_it_is_announced_and_carried_into_a_second_attempt(market: Market) -> None:
    tender = market.get(Tender, market.draft(retention_percent=MAX_RETENTION_PERCENT, retention_months=24))
    assert (tender.retention_percent, tender.retention_months) == (3, 24)


def test_the_period_runs_from_the_last_acceptance_and_ends_with_its_day(market: Market) -> None:
    ref, milestones = keeping_back(market)
    deliver(market, milestones[0])
    accept(market, milestones[0])
    assert market.get(Milestone, milestones[-1]).kept_until is None
    market.clock.advance(days=5)
    deliver(market, milestones[1])
    accept(market, milestones[1])
    assert market.get(Contract, ref).state is ContractState.FULFILLED
    accepted = market.clock.at.astimezone(MARKET_ZONE)
    end = kept_until(market, milestones[-1]).astimezone(MARKET_ZONE)
    last_day = (end - MOMENT).date()
    assert (end.hour, end.minute, last_day.year) == (0, 0, accepted.year + 1)
    assert timedelta() <= last_day - accepted.date().replace(year=accepted.year + 1) < timedelta(days=10), "rolled"
    assert sums(market, ref) == {"payable": FIRST + SECOND, "kept": KEPT}


def test_it_comes_free_by_itself_and_is_paid_like_any_other_part(market: Market) -> None:
    ref, milestones = served(market)
    for number, milestone in enumerate(milestones[:-1]):
        pay(market, milestone, f"BANK-{number}")
    assert market.get(Contract, ref).state is ContractState.FULFILLED, "something is still owed"
    market.clock.at = kept_until(market, milestones[-1]) - MOMENT
    deadlines.release_retention(market.house)
    with pytest.raises(Conflict), market.acting("platform") as uow:
        contracts.release(uow, milestones[-1])
    assert state(market, milestones[-1]) is MilestoneState.KEPT
    with pytest.raises(Conflict):
        pay(market, milestones[-1], "BANK-EARLY")
    market.clock.at += MOMENT
    with market.house.reading() as session:
        assert contract_deadlines.refs_due_to_release(session, market.clock.at) == [milestones[-1]]
    for _ in range(2):
        deadlines.release_retention(market.house)
    released = market.get(Milestone, milestones[-1])
    assert (released.state, released.accepted_by) == (MilestoneState.ACCEPTED, None)
    pay(market, milestones[-1], "BANK-LAST")
    assert market.get(Contract, ref).state is ContractState.COMPLETED
    assert sums(market, ref) == {"paid": LOWEST}


def test_a_defect_is_claimed_before_the_end_only_with_a_reason_by_the_department(market: Market) -> None:
    ref, milestones = keeping_back(market)
    with pytest.raises(Conflict, match="begins"):
        claim(market, milestones[-1])
    for milestone in milestones[:-1]:
        deliver(market, milestone)
        accept(market, milestone)
    for name in ("agency1", "officer1"):
        with pytest.raises(NotPermitted):
            claim(market, milestones[-1], name)
    with pytest.raises(NotFound):
        claim(market, milestones[-1], "other_drafter")
    with pytest.raises(Invalid), market.acting("drafter") as uow:
        contracts.claim_defect(uow, milestones[-1], " ")
    with pytest.raises(Conflict):
        claim(market, milestones[0])
    market.clock.at = kept_until(market, milestones[-1])
    with pytest.raises(Conflict, match="over"):
        claim(market, milestones[-1])
    assert sums(market, ref) == {"payable": FIRST + SECOND, "kept": KEPT}


def test_a_claimed_defect_holds_the_money_until_it_is_mended(market: Market) -> None:
    ref, milestones = served(market)
    kept = milestones[-1]
    claim(market, kept, "approver")
    assert state(market, kept) is MilestoneState.CLAIMED
    with market.house.reading() as session:
        records = session.scalars(select(ContractRecord).where(ContractRecord.kind == RecordKind.DEFECT)).all()
        assert [record.reason for record in records] == [WHY]
    with pytest.raises(Conflict):
        claim(market, kept)
    market.clock.at = end = kept_until(market, kept)
    deadlines.release_retention(market.house)
    assert state(market, kept) is MilestoneState.CLAIMED
    deliver(market, kept)
    with market.acting("drafter") as uow:
        contracts.send_back(uow, kept, "Still leaking")
    deliver(market, kept)
    accept(market, kept)
    assert (state(market, kept), kept_until(market, kept)) == (MilestoneState.ACCEPTED, end)
    assert sums(market, ref) == {"payable": LOWEST}


def test_mending_does_not_end_the_period(market: Market) -> None:
    ref, milestones = served(market)
    kept = milestones[-1]
    claim(market, kept)
    deliver(market, kept)
    accept(market, kept)
    assert state(market, kept) is MilestoneState.KEPT
    claim(market, kept)
    deliver(market, kept)
    due = market.get(Milestone, kept).next_check_at
    assert due is not None
    market.clock.at = due
    deadlines.accept_deliverables(market.house)
    assert state(market, kept) is MilestoneState.KEPT, "the department's silence accepts what was mended"
    market.clock.at = kept_until(market, kept)
    deadlines.release_retention(market.house)
    assert sums(market, ref) == {"payable": LOWEST}


def test_both_may_agree_on_less(market: Market) -> None:
    ref, milestones = served(market)
    kept, less = milestones[-1], Money(1_000_00)
    claim(market, kept)
    deliver(market, kept)
    with market.acting("drafter") as uow:
        parts.accept_in_part(uow, kept, less, 10, WHY)
    assert state(market, kept) is MilestoneState.KEPT
    rest = market.milestones(ref)[-1]
    assert (market.get(Milestone, rest).is_retention, state(market, rest)) == (True, MilestoneState.PENDING)
    assert sums(market, ref) == {"payable": FIRST + SECOND, "kept": less, "open": KEPT - less}
    with market.acting("approver") as uow:
        change = changes.propose_waiver(uow, rest, WHY).ref
    agree(market, change, "agency1")
    market.clock.at = kept_until(market, kept)
    deadlines.release_retention(market.house)
    for number, milestone in enumerate(milestones):
        pay(market, milestone, f"BANK-{number}")
    assert market.get(Contract, ref).state is ContractState.COMPLETED
    assert sums(market, ref) == {"paid": LOWEST - KEPT + less, "ended": KEPT - less}


def test_money_that_is_kept_back_is_not_given_up_changed_or_delivered_before_a_claim(market: Market) -> None:
    for ref, milestones in (keeping_back(market), served(market)):
        kept = milestones[-1]
        with pytest.raises(Conflict), market.acting("approver") as uow:
            changes.propose_waiver(uow, kept, WHY)
        with pytest.raises(Conflict):
            deliver(market, kept)
        with pytest.raises(Conflict), market.acting("agency1") as uow:
            changes.ask_for_time(uow, kept, 5, WHY)
        with pytest.raises((Invalid, Conflict)):
            propose(market, ref, Supplement(kept, "", Money(1_00), 1))
        assert state(market, kept) is MilestoneState.KEPT


@pytest.mark.parametrize("ground", [EndGround.PURPOSE_GONE, EndGround.AGREEMENT])
def test_on_an_early_end_what_belongs_to_the_accepted_part_stays_kept(market: Market, ground: EndGround) -> None:
    ref, milestones = keeping_back(market)
    deliver(market, milestones[0])
    accept(market, milestones[0])
    accepted = market.clock.at
    market.clock.advance(days=3)
    if ground is EndGround.AGREEMENT:
        with market.acting("approver") as uow:
            change = changes.propose_termination(uow, ref, WHY).ref
        agree(market, change, "agency1")
    else:
        terminate(market, ref, ground)
    left = Money(KEPT.fen * FIRST.fen // (FIRST + SECOND).fen)
    assert sums(market, ref) == {"payable": FIRST, "kept": left, "ended": LOWEST - FIRST - left}
    kept = milestones[-1]
    assert kept_until(market, kept) > accepted + timedelta(days=360)
    claim(market, kept)
    deliver(market, kept)
    accept(market, kept)
    market.clock.at = kept_until(market, kept)
    deadlines.release_retention(market.house)
    pay(market, kept, "BANK-KEPT")
    pay(market, milestones[0], "BANK-FIRST")
    assert sums(market, ref) == {"paid": FIRST + left, "ended": LOWEST - FIRST - left}
    with market.house.reading() as session:
        assert queries.open_of_buyers(session, [market.organisation_id("department")]) == []


def test_nothing_is_kept_of_a_contract_of_which_nothing_was_accepted(market: Market) -> None:
    ref, _milestones = keeping_back(market)
    terminate(market, ref)
    assert sums(market, ref) == {"ended": LOWEST}


def test_giving_a_part_up_takes_its_share_with_it(market: Market) -> None:
    ref, milestones = keeping_back(market)
    with market.acting("approver") as uow:
        change = changes.propose_waiver(uow, milestones[1], WHY).ref
    agree(market, change, "agency1")
    left = Money(KEPT.fen * FIRST.fen // (FIRST + SECOND).fen)
    assert sums(market, ref) == {"open": FIRST, "kept": left, "ended": LOWEST - FIRST - left}
    with pytest.raises(Conflict, match="last part"), market.acting("approver") as uow:
        changes.propose_waiver(uow, milestones[0], WHY)


def test_supplements_never_raise_the_share(market: Market) -> None:
    ref, milestones = keeping_back(market)
    dearer = propose(market, ref, Supplement("", "More samples", Money(5_000_00), 10))
    agree(market, dearer, "approver", "agency1")
    assert sums(market, ref) == {"open": FIRST + SECOND + Money(5_000_00), "kept": KEPT}
    cheaper = propose(market, ref, Supplement(milestones[1], "", SECOND - Money(10_000_01), 1))
    agree(market, cheaper, "approver", "agency1")
    before, after = FIRST + SECOND + Money(5_000_00), FIRST + SECOND - Money(5_000_01)
    left = Money(KEPT.fen * after.fen // before.fen)
    assert sums(market, ref) == {"open": after, "kept": left}
    with market.house.reading() as session:
        contract = session.scalars(select(Contract).where(Contract.ref == ref)).one()
        assert contract.present_amount == after + left, "what can still be paid"


def ended_early(market: Market) -> tuple[str, str]:
    """(contract, what is kept back) after an early end, a defect claimed."""
    ref, milestones = keeping_back(market)
    deliver(market, milestones[0])
    accept(market, milestones[0])
    terminate(market, ref)
    claim(market, milestones[-1])
    return ref, milestones[-1]


def test_after_an_early_end_a_claim_is_open_business_of_both(market: Market) -> None:
    ref, _ = ended_early(market)
    with market.house.reading() as session:
        [of_buyer] = queries.open_of_buyers(session, [market.organisation_id("department")])
        [of_supplier] = queries.open_of_suppliers(session, [market.organisation_id("agency1")])
        assert of_buyer.Contract.ref == of_supplier.Contract.ref == ref
        assert queries.open_business(session, market.organisation_id("agency1"))


def test_after_an_early_end_no_proposal_outlives_what_was_kept_back(market: Market) -> None:
    ref, kept = ended_early(market)
    with market.acting("approver") as uow:
        changes.propose_waiver(uow, kept, WHY)
    market.clock.at = kept_until(market, kept)
    deliver(market, kept)
    accept(market, kept)
    for number, milestone in enumerate((market.milestones(ref)[0], kept)):
        pay(market, milestone, f"BANK-{number}")
    assert market.get(Contract, ref).state is ContractState.TERMINATED
    with market.house.reading() as session:
        [found] = queries.changes(session, market.get(Contract, ref).id)
        assert found.state is ChangeState.LAPSED
        assert queries.open_business(session, market.organisation_id("agency1")) == []


def test_a_proposal_about_it_lapses_when_the_contract_is_completed(market: Market) -> None:
    ref, milestones = served(market)
    kept = milestones[-1]
    claim(market, kept)
    with market.acting("approver") as uow:
        change = changes.propose_waiver(uow, kept, WHY)
    market.clock.at = kept_until(market, kept)
    deliver(market, kept)
    accept(market, kept)
    with pytest.raises(Conflict):
        agree(market, change.ref, "agency1")
    for number, milestone in enumerate(milestones):
        pay(market, milestone, f"BANK-{number}")
    assert market.get(Contract, ref).state is ContractState.COMPLETED
    with market.house.reading() as session:
        [found] = queries.changes(session, market.get(Contract, ref).id)
        assert found.state is ChangeState.LAPSED


@given(price=st.integers(1, MAX_FEN), percent=st.integers(0, MAX_RETENTION_PERCENT))
def test_it_is_rounded_down_and_never_above_the_share(price: int, percent: int) -> None:
    kept = rules.retention(Money(price), percent)
    assert kept.fen * 100 <= price * percent < (kept.fen + 1) * 100


@given(price=st.integers(100, MAX_FEN // 2), percent=st.integers(1, 3), left=st.integers(1, 99))
def test_a_smaller_service_keeps_back_no_larger_share(price: int, percent: int, left: int) -> None:
    kept = rules.retention(Money(price), percent)
    service = Money(price) - kept
    after = Money(service.fen * left // 100)
    still = rules.retention_of(kept, service, after)
    assert still.fen * 100 <= (still + after).fen * percent
    assert still <= kept


def test_of_a_price_of_a_few_fen_nothing_is_kept_back(market: Market) -> None:
    prices = {agency: Money(33) for agency in PRICES}
    _, award = market.awarded(prices, ceiling=Money(50), retention_percent=PERCENT, retention_months=MONTHS)
    with market.acting("drafter") as uow:
        contract = contracts.draw_up(uow, award, [Part("Report", Money(33), 20)]).ref
    assert len(market.milestones(contract)) == 1
