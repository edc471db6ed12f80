"""Many people at the same instant, on both databases: exactly one effect, and the budget is never over-committed."""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import func, select

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Award, Selection
from marketplace.domain.bids import envelopes
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid, ClosingHead, Envelope
from marketplace.domain.budgets import queries as budget_queries
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract, ContractChange, Milestone
from marketplace.domain.contracts.operations import changes, endings
from marketplace.domain.contracts.rules import Supplement
from marketplace.domain.contracts.states import ContractState, EndGround, MilestoneState
from marketplace.domain.log.models import TenderLeaf
from marketplace.domain.payments import operations as payments
from marketplace.domain.payments.models import Payment
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel import journal
from marketplace.kernel.errors import Conflict, Invalid, NotPermitted
from marketplace.kernel.money import ZERO, Money
from marketplace.kernel.unit_of_work import UnitOfWork
from tests.domain.contracts import afterwards
from tests.domain.market import BUDGET, LOWEST, PRICES, Market
from tests.domain.regimes.entering import enter, figures

AT_ONCE = 8
BUYERS = ("drafter", "approver")


def at_once(market: Market, *acts: tuple[str, Callable[[UnitOfWork], object]]) -> Counter[str]:
    """Run all acts from one starting shot; answers how often each kind of answer came."""
    start = threading.Barrier(len(acts))
    answers: list[str] = []

    def run(name: str, act: Callable[[UnitOfWork], object]) -> None:
        actor = market.actor(name)
        start.wait()
        try:
            with market.house.writing(actor) as uow:
                act(uow)
            answers.append("done")
        except (Conflict, Invalid, NotPermitted) as refusal:
            answers.append(type(refusal).__name__)

    threads = [threading.Thread(target=run, args=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == len(acts), "somebody got no answer"
    return Counter(answers)


def verify(market: Market) -> None:
    with market.house.reading() as session:
        assert list(budget_queries.faults(session)) == []
        assert list(journal.faults(session)) == []


def test_the_last_of_the_budget_goes_to_one_tender(market: Market) -> None:
    enter(market, figures(threshold="5000000"))
    share = Money(BUDGET.fen * 2 // 3 // 100 * 100)
    refs = []
    for _ in range(AT_ONCE):
        ref = market.draft(ceiling=share, window_days=5)
        for name, step in (("drafter", tenders.submit), ("approver", tenders.approve)):
            with market.acting(name) as uow:
                step(uow, ref)
        refs.append(ref)
    answers = at_once(market, *(("drafter", lambda uow, ref=ref: tenders.publish(uow, ref)) for ref in refs))
    assert answers == {"done": 1, "Invalid": AT_ONCE - 1}
    assert market.line().reserved == share
    verify(market)


def test_a_purchase_that_is_split_in_time_is_counted_once_more(market: Market) -> None:
    """Published at the same instant, the parts still count each other: only what stays below the limit is made here."""
    enter(market, figures(threshold="190000"))
    refs = []
    for _ in range(AT_ONCE):
        ref = market.draft()
        for name, step in (("drafter", tenders.submit), ("approver", tenders.approve)):
            with market.acting(name) as uow:
                step(uow, ref)
        refs.append(ref)
    answers = at_once(market, *(("drafter", lambda uow, ref=ref: tenders.publish(uow, ref)) for ref in refs))
    assert answers == {"done": 1, "Invalid": AT_ONCE - 1}


def test_the_same_tender_is_published_once(market: Market) -> None:
    ref = market.draft()
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve)):
        with market.acting(name) as uow:
            step(uow, ref)
    answers = at_once(market, *[("drafter", lambda uow: tenders.publish(uow, ref))] * AT_ONCE)
    assert answers == {"done": 1, "Conflict": AT_ONCE - 1}
    verify(market)


def test_the_same_bid_is_received_once(market: Market) -> None:
    ref = market.published()
    written = market.sealed("agency1", ref)
    answers = at_once(market, *[("agency1", lambda uow: market.submit(uow, "agency1", ref, written))] * AT_ONCE)
    assert answers == {"done": 1, "Conflict": AT_ONCE - 1}
    with market.house.reading() as session:
        assert session.scalar(select(func.count(Envelope.id))) == 1
        assert session.scalar(select(func.count(Bid.id))) == 1
    verify(market)


def test_different_bidders_are_all_received(market: Market) -> None:
    ref = market.published()
    sealed = {name: market.sealed(name, ref) for name in PRICES}
    acts = [
        (name, lambda uow, name=name, written=written: market.submit(uow, name, ref, written))
        for name, written in sealed.items()
    ]
    assert at_once(market, *acts) == {"done": len(PRICES)}
    verify(market)


def test_bids_that_go_together_are_received_as_if_each_had_come_alone(market: Market) -> None:
    ref = market.published()
    sealed = {name: market.sealed(name, ref) for name in PRICES}
    start, answers = threading.Barrier(2 * len(sealed)), []

    def run(name: str, written: bytes) -> None:
        actor = market.actor(name)
        start.wait()
        with suppress(Conflict):
            do = lambda uow: market.submit(uow, name, ref, written)  # noqa: E731
            answers.append((name, market.house.together(ref, market.refs[name], actor, do).sha256))

    threads = [threading.Thread(target=run, args=each) for each in 2 * [*sealed.items()]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(answers) == sorted((name, envelopes.hash_of(written)) for name, written in sealed.items())
    with market.house.reading() as session:
        received = {
            row.sha256: row.submitted_by for row in session.execute(select(Envelope.sha256, Envelope.submitted_by))
        }
        leaves = session.scalars(select(TenderLeaf).order_by(TenderLeaf.place)).all()
    assert received == {envelopes.hash_of(sealed[name]): market.actor(name).user_id for name in sealed}
    assert {leaf.envelope_sha256 for leaf in leaves} == set(received)
    assert [leaf.place for leaf in leaves] == list(range(len(sealed)))
    verify(market)


def test_bids_that_go_together_replace_earlier_ones_once(market: Market) -> None:
    ref = market.published()
    for name in PRICES:
        market.bid(name, ref, PRICES[name])
    sealed = {name: market.sealed(name, ref) for name in PRICES}
    start, answers = threading.Barrier(2 * len(sealed)), []

    def run(name: str, written: bytes) -> None:
        start.wait()
        with suppress(Conflict):
            do = lambda uow: market.submit(uow, name, ref, written, after=1)  # noqa: E731
            answers.append(market.house.together(ref, market.refs[name], market.actor(name), do).number)

    threads = [threading.Thread(target=run, args=each) for each in 2 * [*sealed.items()]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert answers == [2] * len(sealed)
    with market.house.reading() as session:
        assert set(session.scalars(select(Bid.envelopes))) == {2}
        assert session.scalar(select(func.count(Envelope.id))) == 2 * len(sealed)
    verify(market)


def test_a_tender_closes_once(market: Market) -> None:
    ref = market.published()
    market.bid("agency1", ref, LOWEST)
    market.clock.at = market.deadline(ref)
    at_once(market, *[("drafter", lambda uow: bids.close(uow, ref))] * AT_ONCE)
    with market.house.reading() as session:
        assert session.scalar(select(func.count()).select_from(ClosingHead)) == 1
    verify(market)


def test_the_last_bid_and_the_closing_meet_at_the_deadline(market: Market) -> None:
    """Whoever comes first: a bid that was acknowledged is counted, and one that is not is not there."""
    ref = market.published()
    for agency in ("agency1", "agency2"):
        market.bid(agency, ref, LOWEST)
    market.clock.at = market.deadline(ref)
    written = market.sealed("agency3", ref)
    submit = lambda uow: market.submit(uow, "agency3", ref, written)  # noqa: E731
    answers = at_once(market, ("agency3", submit), *[("drafter", lambda uow: bids.close(uow, ref))] * AT_ONCE)
    assert answers == {"done": AT_ONCE, "Conflict": 1}
    tender = market.get(Tender, ref)
    assert (tender.state, tender.opened_at, market.line().reserved) == (TenderState.FAILED, None, ZERO)
    verify(market)


def test_one_selection_and_one_award(market: Market) -> None:
    ref = market.opened(dict(PRICES))
    answers = at_once(market, *[("drafter", lambda uow: awards.select(uow, ref))] * AT_ONCE)
    assert answers == {"done": 1, "Conflict": AT_ONCE - 1}
    answers = at_once(market, *[("approver", lambda uow: awards.announce(uow, ref))] * AT_ONCE)
    assert answers == {"done": 1, "Conflict": AT_ONCE - 1}
    with market.house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Selection)) == 1
        assert session.scalar(select(func.count(Award.id))) == 1
    assert market.line().committed == LOWEST
    verify(market)


def test_an_award_and_a_cancellation_leave_one_of_them(market: Market) -> None:
    ref = market.opened(dict(PRICES))
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    answers = at_once(
        market,
        ("approver", lambda uow: awards.announce(uow, ref)),
        ("approver", lambda uow: tenders.cancel(uow, ref, "Too late")),
    )
    assert answers == {"done": 1, "Conflict": 1}
    assert market.line().reserved == ZERO
    verify(market)


def test_a_milestone_is_paid_once(market: Market) -> None:
    _, milestone = market.accepted()
    answers = at_once(
        market,
        *[("officer1", lambda uow: payments.instruct(uow, milestone, "treasury"))] * AT_ONCE,
    )
    assert answers == {"done": 1, "Conflict": AT_ONCE - 1}
    with market.house.reading() as session:
        payment = session.scalars(select(Payment.ref)).one()
    day = market.clock.at.astimezone(MARKET_ZONE).date()
    with market.acting("officer1") as uow:
        payments.record(uow, payment, "BANK-1", day, LOWEST)
    answers = at_once(market, *[("officer2", lambda uow: payments.confirm(uow, payment))] * AT_ONCE)
    assert answers == {"done": 1, "Conflict": AT_ONCE - 1}
    assert (market.line().committed, market.line().spent) == (ZERO, LOWEST)
    verify(market)


def test_thirty_two_writers_who_read_first_all_get_through(market: Market) -> None:
    """The ground of it all: a transaction that reads before it writes never fails with a locked database."""
    acts = [("drafter", lambda uow: uow.record("test", market_thing(uow)))] * 32
    assert at_once(market, *acts) == {"done": 32}
    verify(market)


def market_thing(uow: UnitOfWork) -> object:
    return uow.session.scalars(select(Bid)).first() or _Thing()


class _Thing:
    ref = "thing"


def test_two_supplements_at_the_same_moment_stay_within_the_tenth(market: Market) -> None:
    contract = market.signed()
    share = Supplement("", "More samples", Money(LOWEST.fen * 6 // 100), 10)
    acts = [(name, lambda uow: changes.propose_supplement(uow, contract, share, "Why")) for name in BUYERS * 4]
    assert at_once(market, *acts) == {"done": 1, "Invalid": AT_ONCE - 1}
    with market.house.reading() as session:
        assert session.scalars(select(ContractChange.difference)).all() == [share.amount]
    verify(market)


def test_a_deliverable_is_accepted_or_returned_and_the_contract_ended_one_after_the_other(market: Market) -> None:
    contract = market.signed()
    [milestone] = market.milestones(contract)
    with market.acting("agency1") as uow:
        contracts.deliver(uow, milestone, market.document())
    answers = at_once(
        market,
        ("approver", lambda uow: endings.terminate(uow, contract, EndGround.PURPOSE_GONE, "Why")),
        *[("drafter", lambda uow: contracts.accept(uow, milestone))] * 4,
    )
    assert answers == {"done": 1, "Conflict": 4}, "what is handed over is accepted; there is nothing left to end"
    assert market.line().committed == LOWEST
    verify(market)


def test_a_defect_is_claimed_once_and_what_is_free_is_not_claimed(market: Market) -> None:
    _, milestones = afterwards.served(market)
    kept = milestones[-1]
    claims = [(name, lambda uow: contracts.claim_defect(uow, kept, "Why")) for name in BUYERS * 4]
    assert at_once(market, *claims) == {"done": 1, "Conflict": AT_ONCE - 1}
    afterwards.deliver(market, kept)
    afterwards.accept(market, kept)
    assert market.get(Milestone, kept).state is MilestoneState.KEPT
    market.clock.at = afterwards.kept_until(market, kept)
    releases = [("platform", lambda uow: contracts.release(uow, kept))] * AT_ONCE
    assert at_once(market, *claims, *releases) == {"done": AT_ONCE, "Conflict": AT_ONCE}
    assert market.get(Milestone, kept).state is MilestoneState.ACCEPTED
    verify(market)


def test_a_contract_ends_or_goes_on_at_the_same_moment_with_one_effect(market: Market) -> None:
    contract = market.signed()
    [milestone] = market.milestones(contract)
    document = market.document()
    answers = at_once(
        market,
        *[("approver", lambda uow: endings.terminate(uow, contract, EndGround.PURPOSE_GONE, "Why"))] * 4,
        *[("agency1", lambda uow: contracts.deliver(uow, milestone, document))] * 4,
    )
    assert answers == {"done": 1, "Conflict": AT_ONCE - 1}
    ended = market.get(Contract, contract).state is ContractState.TERMINATED
    assert market.line().committed == (ZERO if ended else LOWEST)
    verify(market)


def test_a_supplement_is_signed_and_the_contract_ended_without_a_fen_lost(market: Market) -> None:
    contract = market.signed()
    extra = Money(LOWEST.fen // 10)
    with market.acting("drafter") as uow:
        change = changes.propose_supplement(uow, contract, Supplement("", "More samples", extra, 10), "Why").ref
    with market.acting("approver") as uow:
        changes.agree(uow, change)
    answers = at_once(
        market,
        ("approver", lambda uow: endings.terminate(uow, contract, EndGround.PURPOSE_GONE, "Why")),
        *[("agency1", lambda uow: changes.agree(uow, change))] * 4,
    )
    assert answers["done"] in {1, 2}
    line = market.line()
    assert (line.reserved, line.committed, line.spent) == (ZERO, ZERO, ZERO)
    verify(market)
