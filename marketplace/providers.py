"""The ports, filled; handed to views, jobs and commands. Which adapter fills which port is said in `wiring`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from marketplace.domain.bids.ports import Sealer, Sealing
from marketplace.domain.calendar.ports import HolidaySource
from marketplace.domain.documents.ports import Sniffer, Storage, TableReader
from marketplace.domain.log.ports import Signer, Stamper
from marketplace.domain.notifications.ports import Mail
from marketplace.domain.organisations.ports import IdentityDigest, OpenBusiness
from marketplace.domain.payments.ports import PaymentProvider
from marketplace.domain.search.ports import SearchEngine
from marketplace.domain.tenders.ports import Beacon
from marketplace.kernel.actor import Actor
from marketplace.kernel.clock import Clock
from marketplace.kernel.entropy import Entropy
from marketplace.kernel.events import Subscriptions
from marketplace.kernel.traffic import Traffic
from marketplace.kernel.unit_of_work import Authority, UnitOfWork


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
    search: SearchEngine
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
    traffic: Traffic = field(default_factory=Traffic)

    @contextmanager
    def writing(self, actor: Actor, request_id: str | None = None) -> Iterator[UnitOfWork]:
        """One unit of work on a session of its own; commits when the block ends well, else leaves no trace.

        On SQLite the transaction waits for the writer's lock at its start (docs/adr/0002).
        """
        if not actor.is_platform:
            self.traffic.note()
        engine = self.engine.execution_options(sqlite_mode="IMMEDIATE")
        with Session(engine, expire_on_commit=False, autoflush=False) as session:
            uow = UnitOfWork(
                session,
                actor,
                clock=self.clock,
                entropy=self.entropy,
                authority=self.authority,
                subscriptions=self.subscriptions,
                request_id=request_id,
            )
            yield uow
            uow.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that is never committed."""
        with Session(self.engine) as session:
            yield session
