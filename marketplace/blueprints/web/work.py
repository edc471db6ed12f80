"""What a view works with: who is asking, a session to read from, a unit of work to write in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from flask import current_app, g
from flask_login import current_user
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from marketplace.config import Settings
from marketplace.domain.accounts.models import User
from marketplace.domain.accounts.rules import OPEN_WITH_PASSWORD, needs_second_factor
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.domain.organisations.succession import SEATS
from marketplace.jobs.worker import Work
from marketplace.kernel.actor import ANYONE, Actor, Seat
from marketplace.kernel.unit_of_work import UnitOfWork
from marketplace.providers import Providers

T = TypeVar("T")

EXTENSION = "marketplace"
_SEATS = (
    select(
        SEATS.c.role,
        SEATS.c.is_administrator,
        Organisation.id,
        Organisation.ref,
        Organisation.name,
        Organisation.name_en,
        Organisation.kind,
        Organisation.state,
    )
    .join(Organisation, Organisation.id == SEATS.c.organisation_id)
    .where(SEATS.c.user_id == bindparam("user_id"))
    .order_by(Organisation.name)
)


@dataclass(frozen=True, slots=True)
class House:
    """What `create_app` puts into the application."""

    settings: Settings
    providers: Providers
    work: Work


@dataclass(frozen=True, slots=True)
class Workplace:
    """An organisation the reader belongs to."""

    organisation_id: int
    ref: str
    name: str
    name_en: str
    kind: OrganisationKind


def house() -> House:
    """The running instance."""
    found: House = current_app.extensions[EXTENSION]
    return found


def settings() -> Settings:
    """The settings of this instance."""
    return house().settings


def providers() -> Providers:
    """The ports, filled."""
    return house().providers


def reading() -> Session:
    """The request's session, to read from; it is never committed by a page."""
    session: Session = current_app.extensions["sqlalchemy"].session()
    return session


@contextmanager
def writing() -> Iterator[UnitOfWork]:
    """One unit of work of the person who is asking; commits when the block ends well.

    Afterwards the reading session starts anew, so that the page shows what was just written, or what stood in the way.
    """
    try:
        with providers().writing(current_actor(), request_id()) as uow:
            yield uow
    finally:
        reading().rollback()


def writing_together(about: str, subject: str, do: Callable[[UnitOfWork], T]) -> T:
    """`writing` for what many do to one thing at one moment: in one transaction with whoever else acts on `about`.

    `subject` is the organisation that acts, by reference.
    """
    try:
        return providers().together(about, subject, current_actor(), do, request_id())
    finally:
        reading().rollback()


def request_id() -> str:
    """The number a person quotes when asking for help; it is in the log and in the journal."""
    if "request_id" not in g:
        g.request_id = providers().entropy.token(8).hex()
    return str(g.request_id)


def now() -> datetime:
    """The present as this instance counts it, aware, in UTC; one answer per request, for pages only."""
    if "now" not in g:
        g.now = providers().clock.now(reading())
    present: datetime = g.now
    return present


def today() -> date:
    """The day it is in Beijing; for pages only."""
    return day_of(now())


def current_account() -> User | None:
    """The signed-in person, found once a request."""
    found = g.get("_login_user") or current_user._get_current_object()  # noqa: SLF001 - the object behind the proxy
    return found if found.is_authenticated else None


def member() -> Actor:
    """The signed-in person with every seat they hold: for doors and menus, never for what they may see or do."""
    if "member" not in g:
        _load_seats()
    found: Actor = g.member
    return found


def current_actor() -> Actor:
    """The signed-in person, read once a request; `ANYONE` for a visitor.

    Without a second factor an office's seats give no rights, on public pages and downloads neither.
    """
    if "actor" not in g:
        _load_seats()
    actor: Actor = g.actor
    return actor


def workplaces() -> tuple[Workplace, ...]:
    """The organisations the reader belongs to, by name."""
    if "workplaces" not in g:
        _load_seats()
    found: tuple[Workplace, ...] = g.workplaces
    return found


def _load_seats() -> None:
    account = current_account()
    g.actor, g.member, g.workplaces = ANYONE, ANYONE, ()
    if account is None:
        return
    rows = reading().connection().execute(_SEATS, {"user_id": account.id}).all()
    seats = frozenset(Seat(row.id, row.role, row.is_administrator, row.kind is OrganisationKind.BUYER) for row in rows)
    g.member = Actor(account.id, seats)
    g.actor = (
        g.member
        if not needs_second_factor(g.member) or account.has_second_factor
        else Actor(account.id, frozenset(seat for seat in seats if seat.role in OPEN_WITH_PASSWORD))
    )
    g.workplaces = tuple(
        dict.fromkeys(
            Workplace(row.id, row.ref, row.name, row.name_en, row.kind)
            for row in rows
            if row.state is not OrganisationState.DISSOLVED
        ),
    )
