"""The stage: one clock, one chance, one transaction, and scenes that are played in the order of their instants."""

import heapq
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import cast

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from marketplace.domain.calendar import queries as calendars
from marketplace.domain.calendar.rules import MARKET_ZONE, WorkingCalendar
from marketplace.domain.organisations import queries as organisations
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.entropy import SeededEntropy
from marketplace.kernel.unit_of_work import UnitOfWork
from marketplace.providers import Providers

SEED = "the demonstration"

BEGIN = datetime(2026, 1, 5, 8, 0, tzinfo=MARKET_ZONE)
NOW = datetime(2026, 6, 15, 9, 30, tzinfo=MARKET_ZONE)
"""Where the story ends and the visitor comes in: a Monday, four days before the Dragon Boat Festival."""

SECONDS = 60
MINUTES = 24
FIRST_HOUR = 8

Scene = Generator[datetime, None, None]
"""Acts with the instants between them: a scene yields when its next act takes place."""


@dataclass
class StoryClock:
    """Stands still during an act."""

    at: datetime = BEGIN

    def now(self, session: Session) -> datetime:  # noqa: ARG002 - the shape of a clock
        """The instant of the act."""
        return self.at


@dataclass
class Story:
    """Everything the scenes share: whom the keys mean, and the working days."""

    house: Providers
    clock: StoryClock
    calendar: WorkingCalendar = field(init=False)
    refs: dict[str, str] = field(default_factory=dict)
    """Key of an organisation, a budget line or a purchase to its public reference."""
    people: dict[str, int] = field(default_factory=dict)
    """Address to account."""
    successors: dict[str, str] = field(default_factory=dict)
    """Key of a department that was dissolved to that of the one which carries it on."""
    approaches: dict[str, str] = field(default_factory=dict)
    """Key of an agency to what its proposals say."""
    vouchers: int = 0
    """How many bank vouchers there have been."""
    _pace: SeededEntropy = field(default_factory=lambda: SeededEntropy(f"{SEED}: minutes"))

    @classmethod
    def on(cls, connection: Connection, house: Providers) -> "Story":
        """A story told in the one transaction of `connection`: nothing of it stays unless that commits."""
        clock = StoryClock()
        return cls(
            replace(
                house,
                engine=cast("Engine", connection),  # sessions join the transaction that is open on it
                clock=clock,
                entropy=SeededEntropy(SEED),
                subscriptions={},
            ),
            clock,
        )

    @contextmanager
    def platform(self) -> Iterator[UnitOfWork]:
        """An act of the platform."""
        with self.house.writing(PLATFORM) as uow:
            yield uow

    @contextmanager
    def acting(self, address: str) -> Iterator[UnitOfWork]:
        """An act of a person."""
        with self.house.reading() as session:
            actor = organisations.actor_of(session, self.people[address])
        with self.house.writing(actor) as uow:
            yield uow

    def who_acts_for(self, department: str) -> str:
        """The key of the department whose people act for `department` now."""
        return self.successors.get(department, department)

    def learn_the_calendar(self) -> None:
        """Read the working days once they are in the table."""
        with self.house.reading() as session:
            self.calendar = calendars.load(session, date(BEGIN.year - 1, 1, 1), date(BEGIN.year + 1, 12, 31))

    def later(self, hours: int) -> datetime:
        """The same day, some `hours` and odd minutes on."""
        return self.clock.at + timedelta(hours=hours) + self._odd()

    def on_working_day(self, days: int, hour: int) -> datetime:
        """About `hour` o'clock on the working day so many after now."""
        return self._at(self.calendar.working_day_after(self.clock.at, days), hour)

    def on_day_before(self, due: datetime, days: int, hour: int) -> datetime:
        """About `hour` o'clock on the working day so many before `due`."""
        return self._at(self.calendar.working_day_before(due, days), hour)

    def by_day(self, moment: datetime) -> datetime:
        """`moment`, or the morning after it where people sleep."""
        here = moment.astimezone(MARKET_ZONE)
        return here if here.hour >= FIRST_HOUR else self._at(here.date(), FIRST_HOUR)

    def play(self, scenes: Iterable[Scene], until: datetime = NOW) -> None:
        """Play all scenes side by side in the order of their instants; what would come after `until` is left out."""
        waiting: list[tuple[datetime, int, Scene]] = []
        for number, scene in enumerate(scenes):
            self._wait(waiting, number, scene)
        while waiting:
            at, number, scene = heapq.heappop(waiting)
            if at > until:
                break
            self.clock.at = at
            self._wait(waiting, number, scene)
        self.clock.at = until

    def _wait(self, waiting: list[tuple[datetime, int, Scene]], number: int, scene: Scene) -> None:
        at = next(scene, None)
        if at is not None:
            heapq.heappush(waiting, (max(at, self.clock.at), number, scene))

    def _at(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), MARKET_ZONE) + self._odd()

    def _odd(self) -> timedelta:
        minutes, seconds = self._pace.token(2)
        return timedelta(minutes=minutes % MINUTES, seconds=seconds % SECONDS)
