"""The ports, filled; handed to views, jobs and commands. Which adapter fills which port is said in `wiring`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from marketplace.domain.bids.ports import Sealer, Sealing
from marketplace.domain.calendar.ports import HolidaySource
from marketplace.domain.documents.ports import Sniffer, Storage, TableReader
from marketplace.domain.log.ports import Signer, Stamper
from marketplace.domain.notifications.ports import Mail
from marketplace.domain.organisations.ports import IdentityDigest, OpenBusiness
from marketplace.domain.payments.ports import PaymentProvider
from marketplace.domain.search.finding import Desk
from marketplace.domain.tenders.ports import Beacon
from marketplace.kernel.actor import Actor
from marketplace.kernel.clock import Clock
from marketplace.kernel.entropy import Entropy
from marketplace.kernel.events import Subscriptions
from marketplace.kernel.journal import Chapter
from marketplace.kernel.together import Act, Together
from marketplace.kernel.traffic import Traffic
from marketplace.kernel.transaction import Transaction
from marketplace.kernel.unit_of_work import Authority, UnitOfWork

T = TypeVar("T")


def _chapters(units: Sequence[UnitOfWork]) -> list[Chapter]:
    return [chapter for uow in units if (chapter := uow.chapter())]


@dataclass(frozen=True, slots=True)
class Providers:
    """Everything the house needs from outside itself."""

    engine: Engine
    clock: Clock
    entropy: Entropy
    authority: Authority
    subscriptions: Subscriptions
    mail: Mail
    sealer: Sealer
    sealing: Sealing
    beacon: Beacon
    signer: Signer
    stamper: Stamper | None
    """None where no outside authority is set."""
    search: Desk
    payments: Mapping[str, PaymentProvider]
    """By the provider's code; the first is the default."""
    storage: Storage
    sniffer: Sniffer
    tables: TableReader
    holidays: HolidaySource
    slug_of: Callable[[str], str]
    identity_digest: IdentityDigest
    open_business: Sequence[OpenBusiness]
    """Who knows of business that keeps an agency in the market."""
    tidy: Callable[[], None]
    """Does beside the acts what the database would else do in the middle of one (`kernel.write_ahead`)."""
    traffic: Traffic = field(default_factory=Traffic)
    company: Together = field(default_factory=Together)

    @contextmanager
    def writing(self, actor: Actor, request_id: str | None = None) -> Iterator[UnitOfWork]:
        """One unit of work on a session of its own; commits when the block ends well, else leaves no trace.

        On SQLite the transaction waits for the writer's lock at its start (docs/adr/0002).
        """
        if not actor.is_platform:
            self.traffic.note()
        with self._transaction() as transaction:
            uow = self._unit_of_work(transaction, actor, request_id)
            yield uow
            transaction.commit(_chapters([uow]))

    def together(
        self, about: str, subject: str, actor: Actor, do: Callable[[UnitOfWork], T], request_id: str | None = None
    ) -> T:
        """Do it in a unit of work of its own, in one transaction with whoever acts on the same at this moment.

        `subject` is whose act it is, by reference; what it does twice is done in two transactions.
        """
        mine = Act(do, actor, request_id, subject)
        self.company.carry(about, mine, self._carry)
        if mine.fault is not None:
            raise mine.fault
        answer: T = mine.answer
        return answer

    def _carry(self, acts: Sequence[Act]) -> None:
        self.traffic.note()
        first = {act.subject: act for act in reversed(acts)}
        shared = [act for act in acts if first[act.subject] is act]
        if len(shared) == 1 or not self._carry_at_once(shared):
            shared = []
        for act in acts:
            if act not in shared:
                self._alone(act)

    def _carry_at_once(self, acts: Sequence[Act]) -> bool:
        """Whether all came through; what goes wrong does so again, alone."""
        with suppress(Exception), self._transaction([act.subject for act in acts]) as transaction:
            units = [self._unit_of_work(transaction, act.actor, act.request_id) for act in acts]
            for act, uow in zip(acts, units, strict=True):
                act.attempt(uow)
            transaction.commit(_chapters(units))
            return True
        return False

    def _alone(self, act: Act) -> None:
        try:
            with self.writing(act.actor, act.request_id) as uow:
                act.answer, act.fault = act.do(uow), None
        except Exception as fault:  # noqa: BLE001 - it is raised where whoever wanted the act waits for it
            act.fault = fault

    @contextmanager
    def _transaction(self, company: Sequence[str] = ()) -> Iterator[Transaction]:
        engine = self.engine.execution_options(sqlite_mode="IMMEDIATE")
        with Session(engine, expire_on_commit=False, autoflush=False) as session:
            yield Transaction(session, self.clock, company)

    def _unit_of_work(self, transaction: Transaction, actor: Actor, request_id: str | None) -> UnitOfWork:
        return UnitOfWork(
            transaction,
            actor,
            entropy=self.entropy,
            authority=self.authority,
            subscriptions=self.subscriptions,
            request_id=request_id,
        )

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that is never committed."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def looking(self) -> Iterator[tuple[Session, datetime]]:
        """Such a session, and what time it is."""
        with self.reading() as session:
            yield session, self.clock.now(session)
