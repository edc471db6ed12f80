"""The machine: purchases are begun, carried on, disturbed and repeated in any order, by anybody."""

import tempfile
from collections import Counter
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import event, select, text

from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.jobs.worker import Work
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Refusal
from marketplace.kernel.money import Money
from marketplace.providers import Providers
from marketplace.wiring import JOBS, SWEEPS
from tests.clock import HandClock
from tests.databases import Template
from tests.domain.life_cycle import deeds
from tests.domain.life_cycle.acts import ACTS, aside, has_passed, next_act
from tests.domain.life_cycle.acts.act import Step
from tests.domain.life_cycle.aftermath import AFTERMATH
from tests.domain.life_cycle.crowd import build
from tests.domain.life_cycle.deeds import CEILINGS, MOST_TENDERS, OF_FOUR
from tests.domain.life_cycle.invariants import Receipts, Sight, effects, faults, faults_of_the_record
from tests.domain.life_cycle.one_engine import OneEngine
from tests.domain.life_cycle.purchase import AGENCIES, People, Purchase, look
from tests.domain.market import ITEM, Market, terms
from tests.houses import open_house

ONLOOKERS = ("drafter", "approver", "officer1", "regulator", "operator", "agency2")
SEQ = text("SELECT max(seq) FROM journal")
WRITES = ("INSERT", "UPDATE", "DELETE")

QUIET = ("index_", "mail_", "send_")
"""How the names of jobs begin that leave the database alone: they are left out."""


class Purchases(RuleBasedStateMachine):
    """Its class variables are set by whoever runs it (`on`)."""

    template: ClassVar[Template]
    engine: ClassVar[OneEngine]
    market_of: ClassVar[tuple[dict[str, int], dict[str, str]]]
    done: ClassVar[Counter[str]]
    """How often each act succeeded, and how many steps were taken: who only knocks at closed doors proves nothing."""
    fond_of: ClassVar[Collection[str]] = ()
    """Acts for which the straight way is left as soon as they can be done: none, unless a certain bug is sought."""

    @classmethod
    def on(cls, template: Template, fond_of: Collection[str] = ()) -> "type[Purchases]":
        """A machine of its own for one database."""
        what = {"template": template, "market_of": template.derived("life", build), "fond_of": fond_of}
        return type(cls.__name__, (cls,), {**what, "engine": OneEngine(), "done": Counter()})

    def __init__(self) -> None:
        super().__init__()
        users, refs = self.market_of
        self.closing = ExitStack()
        url = self.closing.enter_context(self.template.fresh("life"))
        folder = self.closing.enter_context(tempfile.TemporaryDirectory())
        self.clock = HandClock()
        house = self.closing.enter_context(open_house(url, self.clock, Path(folder)))
        self.house = replace(house, engine=self.engine.at(url))
        self.closing.callback(self.house.engine.dispose)
        self.market = Market(self.house, self.clock, users=dict(users), refs=dict(refs))
        jobs = {name: _quiet if name.startswith(QUIET) else job for name, job in JOBS.items()}
        self.work = Work(self.house, jobs, SWEEPS)
        with self.house.reading() as session:
            ids = {one.ref: one.id for one in session.scalars(select(Organisation))}
        self.people = People({name: ids[ref] for name, ref in refs.items() if ref in ids})
        self.onlookers: dict[str, Actor] = {}
        self.tenders: list[str] = []
        self.receipts = Receipts()
        self.last: tuple[str, Step] | None = None
        self.prices = 0
        self.is_written = True
        event.listen(self.house.engine, "before_cursor_execute", self._note_writing)
        self.closing.callback(event.remove, self.house.engine, "before_cursor_execute", self._note_writing)
        self.done["runs"] += 1

    def _note_writing(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:  # noqa: ANN401
        self.is_written = self.is_written or statement.lstrip().startswith(WRITES)

    def teardown(self) -> None:
        try:
            with self.house.reading() as session:
                found = list(faults_of_the_record(session))
            assert not found, found
        finally:
            self.closing.close()

    def attempt(self, name: str, who: str, step: Step) -> Any:  # noqa: ANN401 - what the step answered
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
        with self.house.engine.connect() as connection:
            return connection.execute(SEQ).scalar() or 0

    def _chosen(self, index: int) -> str:
        return self.tenders[index % len(self.tenders)]

    def look(self, index: int, nth: int = 0) -> Purchase:
        with self.house.reading() as session:
            return look(session, self.market, self.people, self._chosen(index), nth)

    @initialize(ceiling=deeds.ceiling, stop=deeds.stop, nth=deeds.nth)
    def begin_the_first(self, ceiling: Money, stop: str, nth: int) -> None:
        self.begin(ceiling)
        self.carry_on(0, stop, 3, "", nth, [])

    @rule(deed=deeds.DEED)
    def live(self, deed: tuple[Any, ...]) -> None:
        """Do one of them."""
        name, *how = deed
        getattr(self, name)(*how)

    def begin(self, ceiling: Money) -> None:
        if len(self.tenders) == MOST_TENDERS:
            return
        refs, people = self.market.refs, self.people
        drafter = "other_drafter" if people.is_dissolved else "drafter"
        with self.market.acting(drafter) as uow:
            draft = tenders.draft(
                uow, refs[people.department], ITEM, refs["line"], terms(ceiling=ceiling, window_days=5)
            )
        self.tenders.append(draft.ref)
        self.last = None

    def carry_on(self, index: int, stop: str, bidders: int, whim: str, nth: int, choices: list[int]) -> None:
        """As people would who want to come to an end: they bid, and wait for what is not yet due; then turn aside."""
        for _ in range(deeds.MOST_ACTS):
            purchase = self.look(index, nth)
            if self._liked(purchase):
                break
            following = next_act(purchase)
            if following is None:
                return self.begin(CEILINGS[0])
            if following == "close":
                self._take_part(index, purchase, bidders, whim)
            if following == "sign for the supplier":
                self._wait_for(purchase.publicity_until)
            if not self._rightly(following, purchase) or has_passed(following, stop):
                break
        if stop == "draw up" and nth % 2:  # the winner keeps silent
            self._wait_for(self.look(index, nth).sign_by)
        self.turn_aside(index, nth, choices, 0)
        return None

    def _take_part(self, index: int, purchase: Purchase, bidders: int, whim: str) -> None:
        """The bidders of a tender until its deadline, and one who comes at that very instant."""
        if purchase.has_left:
            self._rightly("come back", purchase)
        for agency in AGENCIES[:bidders]:
            self.bid(index, agency, 90 + bidders)
        if whim == "sends twice":
            self.repeat()
        if whim == "hurries":
            for _opener in range(2):
                self.act_out_of_turn(index, "open", purchase.nth)
        if whim == "regrets":
            self.withdraw(index, AGENCIES[0], AGENCIES[0])
            self.holds()
            self.bid(index, AGENCIES[0], 95)
        self._wait_for(purchase.deadline)
        self.bid(index, AGENCIES[0], 99)

    def turn_aside(self, index: int, nth: int, choices: list[int], hours: int) -> None:
        """Leave the straight way where there is a way out: the right people, and perhaps late."""
        self.clock.advance(hours=hours)
        is_around = bool(choices) and choices[0] % OF_FOUR == OF_FOUR - 1
        for choice in choices:
            purchase = self.look(index, nth)
            if possible := self._liked(purchase) or aside(purchase)[is_around]:
                act = possible[choice // OF_FOUR % len(possible)]
                if self._rightly(act, purchase) and act == "demand":
                    self.clock.advance(days=8)

    def _liked(self, purchase: Purchase) -> list[str]:
        return [act for way in aside(purchase) for act in way if act in self.fond_of] if self.fond_of else []

    def disturb(self, index: int, who: str, act: str, nth: int) -> None:
        self._do(who, act, self.look(index, nth))

    def act_out_of_turn(self, index: int, act: str, nth: int) -> None:
        """The right person at the wrong time."""
        self._rightly(act, self.look(index, nth))

    def bid(self, index: int, agency: str, share: int) -> None:
        ref = self._chosen(index)
        self.prices += 1
        with self.house.reading() as session:
            ceiling, known = session.execute(
                select(Tender.ceiling, Bid.envelopes)
                .outerjoin(Bid, (Bid.tender_id == Tender.id) & (Bid.tenderer_id == self.people.ids[agency]))
                .where(Tender.ref == ref)
            ).one()
        price = Money(ceiling.fen * share // 100 + self.prices - 100)
        written = self.market.sealed(agency, ref, price)
        envelope = self.attempt(
            "bid",
            self.people.agents[agency],
            lambda uow: self.market.submit(uow, agency, ref, written, after=known or 0, commitment=None),
        )
        if envelope is not None:
            self.receipts.standing[ref, agency] = (known or 0) + 1, envelope.sha256
            self.receipts.secrets.setdefault(ref, set()).add(str(price.fen))

    def withdraw(self, index: int, agency: str, who: str) -> None:
        ref = self._chosen(index)
        with self.house.reading() as session:
            bid = session.scalar(
                select(Bid.ref).join(Tender).where(Tender.ref == ref, Bid.tenderer_id == self.people.ids[agency])
            )
        agent = self.people.agents[who]
        if bid is not None and self.attempt("withdraw", agent, lambda uow: bids.withdraw(uow, bid)) is not None:
            assert who == agency, "somebody withdrew another's bid"
            del self.receipts.standing[ref, agency]

    def let_the_worker_run(self, hours: int, twice: bool) -> None:
        self.clock.advance(hours=hours)
        self.work.run_once()
        self.done["worker"] += 1
        self.last = None
        if twice:
            with self.house.reading() as session:
                before = effects(session)
            self.work.run_once()
            with self.house.reading() as session:
                assert effects(session) == before, "I8: the worker's second run changed something"

    def repeat(self) -> None:
        """The same request once more, as a browser sends it that got no answer."""
        if self.last is None:
            return
        who, step = self.last
        with self.house.reading() as session:
            before = effects(session)
        self.attempt("repeat", who, step)
        with self.house.reading() as session:
            assert effects(session) == before, "I8: the same act had a second effect"

    @invariant()
    def holds(self) -> None:
        """Everything is looked at again whenever something was written."""
        self.done["steps"] += 1
        if not self.is_written:
            return
        if not self.onlookers:
            self.onlookers = {name: self.market.actor(name) for name in ONLOOKERS}
        with self.house.reading() as session:
            found = list(faults(Sight.of(session, self.people.ids, self.onlookers), self.receipts))
        assert not found, found
        self.is_written = False

    def _wait_for(self, instant: Any) -> None:  # noqa: ANN401 - a datetime, or None where nothing is due
        if instant is not None:
            self.clock.at = max(self.clock.at, instant)

    def _rightly(self, act: str, purchase: Purchase) -> bool:
        return self._do(self.people.who(ACTS[act].who, purchase), act, purchase)

    def _do(self, who: str, act: str, purchase: Purchase) -> bool:
        step = ACTS[act].make(self.market, purchase)
        if step is None:
            return False
        answer = self.attempt(act, who, step)
        if answer is not None and act in AFTERMATH:
            AFTERMATH[act](self, purchase, answer)
        return answer is not None

    def sight(self) -> Sight:
        with self.house.reading() as session:
            return Sight.of(session, self.people.ids, self.onlookers)


def _quiet(_providers: Providers, _payload: dict[str, Any]) -> None:
    """Neither a mail nor the search index is looked at here."""
