"""Reading organisations and who sits in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from marketplace.domain.accounts.models import User
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations.facts import of_organisation
from marketplace.domain.organisations.models import Membership, OfferedService, Organisation
from marketplace.domain.organisations.queries.agencies import counts
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.domain.organisations.succession import SEATS
from marketplace.kernel.actor import ANYONE, Actor, Role, Seat
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import NotFound
from marketplace.policy.authority import granted
from marketplace.policy.policy import SEES

PAGE_SIZE = 20
PROVIDERS_PER_PAGE = 30
MAX_PAGE = 500
"""A directory is browsed, not drained; whoever wants all of it takes the open data."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the directory; pages count from 1."""

    organisations: Sequence[Organisation]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Member:
    """A person and one role of theirs."""

    user: User
    role: Role
    since: datetime
    is_administrator: bool


def actor_of(session: Session, user_id: int) -> Actor:
    """The person with all memberships, in one query; nobody in particular when the account is gone or closed.

    An agency that is still being checked has its seat too: what it may do, the policy reads from its state.
    """
    rows = session.execute(
        select(User.active, SEATS.c.organisation_id, SEATS.c.role, SEATS.c.is_administrator, Organisation.kind)
        .outerjoin(SEATS, SEATS.c.user_id == User.id)
        .outerjoin(Organisation, Organisation.id == SEATS.c.organisation_id)
        .where(User.id == user_id)
    ).all()
    if not any(row.active for row in rows):
        return ANYONE
    seats = (
        Seat(row.organisation_id, row.role, row.is_administrator, row.kind is OrganisationKind.BUYER)
        for row in rows
        if row.role is not None
    )
    return Actor(user_id, frozenset(seats))


def by_ref(session: Session, actor: Actor, ref: str) -> Organisation:
    """An organisation this actor may know of, with its services. Raises NotFound."""
    found = session.scalars(
        select(Organisation).where(Organisation.ref == ref).options(selectinload(Organisation.services))
    ).one_or_none()
    if found is None or not granted(SEES, actor, of_organisation(session, found)):
        raise NotFound
    return found


def ref_of(session: Session, written: str, *kinds: OrganisationKind) -> str | None:
    """The reference of the organisation (of one of `kinds`, if any) that people name by it or by its credit code."""
    wanted = written.strip().upper()
    return session.scalar(
        select(Organisation.ref).where(
            (Organisation.ref == wanted) | (Organisation.credit_code == wanted),
            Organisation.kind.in_(kinds or OrganisationKind),
        )
    )


def providers_of_item(session: Session, item_code: str, on: date) -> tuple[Sequence[AnyRow], int]:
    """The first (id, ref, slug, name, name_en) by name of those that count for an item on that day, and how many do.

    No further than `MAX_PAGE` pages are counted.
    """
    conditions = [
        Organisation.kind == OrganisationKind.AGENCY,
        Organisation.state == OrganisationState.ACTIVE,
        Organisation.services.any(OfferedService.item_code == item_code),
    ]
    required = session.scalar(select(ServiceItem.qualification_zh).where(ServiceItem.code == item_code))
    if required:
        conditions.append(counts(Organisation.__table__.c.id, required, on))
    counted = select(Organisation.id).where(*conditions).limit(PROVIDERS_PER_PAGE * MAX_PAGE).subquery()
    total = session.scalar(select(func.count()).select_from(counted)) or 0
    first = (
        select(Organisation.id, Organisation.ref, Organisation.slug, Organisation.name, Organisation.name_en)
        .where(*conditions)
        .order_by(Organisation.slug, Organisation.id)
        .limit(PROVIDERS_PER_PAGE)
    )
    return session.execute(first).all(), total


def offered(session: Session, agency_ids: Collection[int], on: date) -> dict[int, list[AnyRow]]:
    """The items that agencies offer and count for that day: ``{agency id: [(code, name_zh, name_en), …]}``, at once."""
    found: dict[int, list[AnyRow]] = {}
    rows = session.execute(
        select(OfferedService.organisation_id, ServiceItem.code, ServiceItem.name_zh, ServiceItem.name_en)
        .join(ServiceItem, ServiceItem.code == OfferedService.item_code)
        .where(
            OfferedService.organisation_id.in_(agency_ids),
            counts(OfferedService.__table__.c.organisation_id, ServiceItem.__table__.c.qualification_zh, on),
        )
        .order_by(ServiceItem.code),
    )
    for row in rows:
        found.setdefault(row.organisation_id, []).append(row)
    return found


KNOWN = frozenset({OrganisationState.ACTIVE, OrganisationState.WITHDRAWN})
"""Agencies that have a public page: who has left keeps it, for what it did here is history."""


def provider(session: Session, number: int) -> Organisation:
    """An agency that is or was in the market, by the number in its address; NotFound for every other organisation."""
    found = session.get(Organisation, number)
    if found is None or found.kind is not OrganisationKind.AGENCY or found.state not in KNOWN:
        raise NotFound
    return found


def count_providers(session: Session) -> int:
    """How many agencies are active."""
    return (
        session.scalar(
            select(func.count(Organisation.id)).where(
                Organisation.kind == OrganisationKind.AGENCY, Organisation.state == OrganisationState.ACTIVE
            ),
        )
        or 0
    )


def awaiting_check(session: Session) -> Sequence[Organisation]:
    """The registrations to check, the most urgent first; the page is the operator's."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.state == OrganisationState.SUBMITTED)
        .order_by(Organisation.next_check_at, Organisation.id)
        .options(selectinload(Organisation.services))
    ).all()


def overdue(session: Session, now: datetime) -> Sequence[str]:
    """The references of registrations whose check was not made in time; a job passes each."""
    return session.scalars(
        select(Organisation.ref)
        .where(Organisation.state == OrganisationState.SUBMITTED, Organisation.next_check_at <= now)
        .order_by(Organisation.next_check_at, Organisation.id)
    ).all()


def members(session: Session, organisation_id: int) -> list[Member]:
    """Who sits in an organisation, by name; one entry a role."""
    rows = session.execute(
        select(User, Membership)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == organisation_id)
        .order_by(User.name, User.id, Membership.role)
    )
    return [Member(user, row.role, row.granted_at, row.is_administrator) for user, row in rows]


def seats_of(session: Session, user_ids: Collection[int]) -> dict[int, list[AnyRow]]:
    """Where accounts sit: ``{account id: [(ref, name, name_en, role, granted_at), …]}``, in one query."""
    found: dict[int, list[AnyRow]] = {}
    rows = session.execute(
        select(
            Membership.user_id,
            Membership.role,
            Membership.granted_at,
            Organisation.ref,
            Organisation.name,
            Organisation.name_en,
        )
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.user_id.in_(user_ids))
        .order_by(Organisation.slug, Organisation.id, Membership.role)
    )
    for row in rows:
        found.setdefault(row.user_id, []).append(row)
    return found


def of_person(session: Session, actor: Actor) -> Sequence[Organisation]:
    """The organisations the actor sits in, in the order they joined the market."""
    return session.scalars(
        select(Organisation).where(Organisation.id.in_(actor.organisations())).order_by(Organisation.id)
    ).all()


def listing(session: Session, *, kind: OrganisationKind | None = None, q: str = "", page: int = 1) -> Page:
    """Every organisation in every state, by name, for the operator's pages; `q` is a part of a name or of a code."""
    number = min(max(page, 1), MAX_PAGE)
    wanted: list[ColumnElement[bool]] = [] if kind is None else [Organisation.kind == kind]
    if part := q.strip().replace("\0", ""):
        columns = (Organisation.name, Organisation.name_en, Organisation.credit_code, Organisation.ref)
        wanted.append(or_(*(column.icontains(part, autoescape=True) for column in columns)))
    total = session.scalar(select(func.count(Organisation.id)).where(*wanted)) or 0
    found = session.scalars(
        select(Organisation)
        .where(*wanted)
        .order_by(Organisation.kind, Organisation.slug, Organisation.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    return Page(found, number, min(-(-total // PAGE_SIZE), MAX_PAGE), total)
