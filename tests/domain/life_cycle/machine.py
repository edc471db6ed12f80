"""The machine: purchases are begun, carried on, disturbed and repeated in any order, by anybody."""

import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import func, select

from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.rules import Content
from marketplace.domain.tenders.models import Tender
from marketplace.jobs.worker import Work
from marketplace.kernel.errors import Refusal
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.money import Money
from marketplace.wiring import JOBS, SWEEPS
from tests.clock import HandClock
from tests.databases import Template
from tests.domain.life_cycle.acts import ACTS, DOES, Step, by, look, next_act
from tests.domain.life_cycle.invariants import Receipts, effects, faults, faults_of_the_record
from tests.domain.market import Market
from tests.houses import open_house

AGENCIES = ("agency1", "agency2", "agency3")
EVERYBODY = (
    "drafter",
    "approver",
    "officer1",
    "officer2",
    "other_drafter",
    "other_approver",
    "regulator",
    "operator",
    "platform",
    *AGENCIES,
)
CEILINGS = (Money(96_000_00), Money(400_000_00), Money(700_000_00))
"""Two of the larger ones do not fit into the budget of a million."""
MOST_TENDERS = 4
tender = st.integers(0, MOST_TENDERS - 1)


class Purchases(RuleBasedStateMachine):
    """`template` and `derive` are set by whoever runs it."""

    template: ClassVar[Template]
    market_of: ClassVar[tuple[dict[str, int], dict[str, str]]]
    done: ClassVar[Counter[str]]
    """How often each act succeeded: a machine that only knocks at closed doors proves nothing."""

    def __init__(self) -> None:
        super().__init__()
        users, refs = self.market_of
        self.closing = ExitStack()
        url = self.closing.enter_context(self.template.fresh("market"))
        folder = self.closing.enter_context(tempfile.TemporaryDirectory())
        self.clock = HandClock()
        house = self.closing.enter_context(open_house(url, self.clock, Path(folder)))
        self.market = Market(house, self.clock, users=dict(users), refs=dict(refs))
        self.work = Work(house, JOBS, SWEEPS)
        self.tenders: list[str] = []
        self.receipts = Receipts()
        self.last: tuple[str, Step] | None = None
        self.prices = 0

    def teardown(self) -> None:
        try:
            with self.market.house.reading() as session:
                found = list(faults_of_the_record(session))
            assert not found, f"I7: {found}"
        finally:
            self.closing.close()

    def attempt(self, name: str, who: str, step: Step) -> object | None:
        """Do it; a refusal leaves no trace, anything else that is raised is a fault. Answers what the step answered."""
        before = self._entries()
        try:
            with self.market.acting(who) as uow:
                answer = step(uow)
        except Refusal:
            assert self._entries() == before, "a refused act left something in the journal"
            return None
        self.last = who, step
        self.done[name] += 1
        return answer if answer is not None else True

    def _entries(self) -> int:
        with self.market.house.reading() as session:
            return session.scalar(select(func.max(JournalEntry.seq))) or 0

    def _chosen(self, index: int) -> str:
        return self.tenders[index % len(self.tenders)]

    @initialize(ceiling=st.sampled_from(CEILINGS))
    def begin_the_first(self, ceiling: Money) -> None:
        self.begin(ceiling)

    @precondition(lambda self: len(self.tenders) < MOST_TENDERS)
    @rule(ceiling=st.sampled_from(CEILINGS))
    def begin(self, ceiling: Money) -> None:
        self.tenders.append(self.market.draft(ceiling=ceiling, window_days=5))
        self.last = None

    @precondition(lambda self: self.tenders)
    @rule(
        index=tender,
        steps=st.sampled_from((20, 6, 15, 2)),
        bidders=st.sampled_from((3, 3, 3, 1)),
        whim=st.sampled_from(("regrets", "", "sends twice", "hurries", "")),
    )
    def carry_on(self, index: int, steps: int, bidders: int, whim: str) -> None:
        """As people would who want to come to an end: they bid, and wait for what is not yet due."""
        for _ in range(steps):
            with self.market.house.reading() as session:
                purchase = look(session, self.market, self._chosen(index))
            following = next_act(purchase)
            if following is None:
                return
            if following[1] == "close":
                for agency in AGENCIES[:bidders]:
                    self.bid(index, agency, 90 + bidders)
                if whim == "sends twice" and self.last is not None:
                    self.repeat()
                if whim == "hurries":
                    self.act_out_of_turn(index, "open")
                if whim == "regrets":
                    self.withdraw(index, AGENCIES[0], AGENCIES[0])
                    self.holds()
                    self.bid(index, AGENCIES[0], 95)
            if not self._do(*following, index):
                self.clock.advance(days=3)

    @precondition(lambda self: self.tenders)
    @rule(index=tender, who=st.sampled_from(EVERYBODY), act=st.sampled_from(sorted(ACTS)))
    def disturb(self, index: int, who: str, act: str) -> None:
        self._do(who, act, index)

    @precondition(lambda self: self.tenders)
    @rule(index=tender, act=st.sampled_from(sorted(ACTS)))
    def act_out_of_turn(self, index: int, act: str) -> None:
        """The right person at the wrong time."""
        with self.market.house.reading() as session:
            purchase = look(session, self.market, self._chosen(index))
        self._do(by(DOES[act], purchase), act, index)

    @precondition(lambda self: self.tenders)
    @rule(index=tender, agency=st.sampled_from(AGENCIES), share=st.sampled_from((90, 95, 99, 100, 101)))
    def bid(self, index: int, agency: str, share: int) -> None:
        ref = self._chosen(index)
        self.prices += 1
        with self.market.house.reading() as session:
            ceiling = session.scalar(select(Tender.ceiling).where(Tender.ref == ref)) or Money(0)
            known = session.scalar(
                select(Bid.envelopes).join(Tender).where(
                    Tender.ref == ref, Bid.tenderer_id == self.market.organisation_id(agency)
                )
            )  # fmt: skip
        price = Money(ceiling.fen * share // 100 + self.prices - 100)
        agency_ref = self.market.refs[agency]
        envelope = self.attempt(
            "bid",
            agency,
            lambda uow: bids.submit(uow, ref, agency_ref, Content(price, ""), self.market.sealer, after=known or 0),
        )
        if envelope is not None:
            self.receipts.standing[ref, agency] = (known or 0) + 1, envelope.sha256  # type: ignore[attr-defined]
            self.receipts.secrets.setdefault(ref, set()).add(str(price.fen))

    @precondition(lambda self: self.receipts.standing)
    @rule(index=tender, agency=st.sampled_from(AGENCIES), who=st.sampled_from(AGENCIES))
    def withdraw(self, index: int, agency: str, who: str) -> None:
        ref = self._chosen(index)
        with self.market.house.reading() as session:
            bid = session.scalar(
                select(Bid.ref).join(Tender).where(
                    Tender.ref == ref, Bid.tenderer_id == self.market.organisation_id(agency)
                )
            )  # fmt: skip
        if bid is not None and self.attempt("withdraw", who, lambda uow: bids.withdraw(uow, bid)) is not None:
            assert who == agency, "somebody withdrew another's bid"
            del self.receipts.standing[ref, agency]

    @rule(hours=st.sampled_from((1, 24, 72, 24 * 8)))
    def wait(self, hours: int) -> None:
        self.clock.advance(hours=hours)

    @rule()
    def let_the_worker_run(self) -> None:
        self.work.run_once()
        with self.market.house.reading() as session:
            before = effects(session)
        self.work.run_once()
        with self.market.house.reading() as session:
            assert effects(session) == before, "I8: the worker's second run changed something"
        self.last = None

    @precondition(lambda self: self.last is not None)
    @rule()
    def repeat(self) -> None:
        """The same request once more, as a browser sends it that got no answer."""
        assert self.last is not None
        who, step = self.last
        with self.market.house.reading() as session:
            before = effects(session)
        self.attempt("repeat", who, step)
        with self.market.house.reading() as session:
            assert effects(session) == before, "I8: the same act had a second effect"

    @invariant()
    def holds(self) -> None:
        with self.market.house.reading() as session:
            found = list(faults(session, self.market, self.receipts))
        assert not found, found

    def _do(self, who: str, act: str, index: int) -> bool:
        with self.market.house.reading() as session:
            purchase = look(session, self.market, self._chosen(index))
        step = ACTS[act](self.market, purchase)
        if step is None:
            return False
        answer = self.attempt(act, who, step)
        if act == "reissue" and answer is not None:
            self.tenders.append(answer.ref)  # type: ignore[attr-defined]
            self.last = None
        return answer is not None
