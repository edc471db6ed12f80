"""Reading what the house knows of one person, and which purchases keep it."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, cast

from sqlalchemy import Column, FromClause, Select, func, select
from sqlalchemy.orm import Session

from marketplace.domain.accounts.models import User
from marketplace.domain.bids.models import Bid
from marketplace.domain.calendar.rules import day_of, end_of, start_of
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.states import CONTRACT, ContractState
from marketplace.domain.organisations.models import Dispute, Membership, Organisation, Practitioner
from marketplace.domain.organisations.states import DisputeState, OrganisationState
from marketplace.domain.payments.models import Payment
from marketplace.domain.personal.register import GOES_WITH_THE_ACCOUNT
from marketplace.domain.personal.rules import PRACTITIONER_KEPT, kept_until
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.database import Base
from marketplace.kernel.journal import JournalEntry

AnyColumn = Column[Any]

ENDED = frozenset({TenderState.FAILED, TenderState.CANCELLED, TenderState.REISSUED})
"""States of a tender in which its purchase is over without an award."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase in whose file somebody is named; `kept_until` is empty while it is not over."""

    ref: str
    title: str
    kept_until: datetime | None


@dataclass(frozen=True, slots=True)
class Stays:
    """What outlives an account: the name, as long as one of these files. `until` is empty while one is not over."""

    purchases: Sequence[Purchase]

    @property
    def until(self) -> datetime | None:
        """When the last file need not be kept any more."""
        ends = [purchase.kept_until for purchase in self.purchases]
        return None if None in ends else max((end for end in ends if end is not None), default=None)


def pointing_columns() -> Iterator[AnyColumn]:
    """Every column of the models that points to an account."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table is User.__table__ for key in column.foreign_keys):
                yield column


def stays(session: Session, user_id: int, now: datetime) -> Stays:
    """The published purchases in whose files the person acted and that must still be kept, the latest first.

    Several people may write one draft; the journal alone says of each of them that they did.
    """
    numbers: set[int] = set()
    acted_on = select(JournalEntry.object_ref).where(
        JournalEntry.user_id == user_id, JournalEntry.object_type == Tender.__name__
    )
    numbers.update(session.scalars(select(Tender.id).where(Tender.ref.in_(acted_on))))
    for column in pointing_columns():
        wanted = None if column.table.name in GOES_WITH_THE_ACCOUNT else _tender_ids(column, user_id)
        if wanted is not None:
            numbers.update(session.scalars(wanted))
    rows = session.scalars(
        select(Tender).where(Tender.id.in_(numbers), Tender.published_at.is_not(None)).order_by(Tender.id.desc())
    )
    found = [Purchase(tender.ref, tender.title, _kept_until(session, tender)) for tender in rows]
    return Stays([each for each in found if each.kept_until is None or each.kept_until > now])


def left_alone(session: Session, user_id: int) -> Sequence[Organisation]:
    """The organisations whose last administrator who can act the person is.

    One that is not active and has no other members is left as it is: nobody there needs an administrator. Nor does a
    dissolved one, which its successor's people carry on.
    """
    others = (
        select(Membership.id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id == Organisation.id, User.id != user_id)
    )
    administrators = others.where(User.active, Membership.is_administrator)
    seats = select(Membership.organisation_id).where(Membership.user_id == user_id, Membership.is_administrator)
    return session.scalars(
        select(Organisation)
        .where(
            Organisation.id.in_(seats),
            Organisation.state != OrganisationState.DISSOLVED,
            (Organisation.state == OrganisationState.ACTIVE) | others.exists(),
            ~administrators.exists(),
        )
        .order_by(Organisation.id)
    ).all()


def open_claims(session: Session, user_id: int) -> Sequence[str]:
    """The numbers of the person's claims to a credit code that are not decided."""
    return session.scalars(
        select(Dispute.ref)
        .where(Dispute.claimant_id == user_id, Dispute.state == DisputeState.OPEN)
        .order_by(Dispute.organisation_id)
    ).all()


def names_due(session: Session, now: datetime) -> Sequence[int]:
    """Closed accounts whose name may be due to go."""
    return session.scalars(select(User.id).where(User.name_due_at <= now).order_by(User.id)).all()


def practitioners_due(session: Session, now: datetime) -> Sequence[str]:
    """People who left an agency long enough ago and whom no procurement file needs any more."""
    left = session.scalars(
        select(Practitioner).where(Practitioner.active_to < day_of(now - PRACTITIONER_KEPT)).order_by(Practitioner.id)
    )
    return [each.ref for each in left if not is_needed(session, each, now)]


def is_needed(session: Session, left: Practitioner, now: datetime) -> bool:
    """Whether a file that must be kept may rely on somebody who left: its agency was in that purchase meanwhile."""
    if left.active_to is None:
        return True
    purchases = session.scalars(
        select(Tender)
        .join(Bid, Bid.tender_id == Tender.id)
        .where(Bid.tenderer_id == left.organisation_id, Bid.received_at < end_of(left.active_to))
        .order_by(Tender.id.desc())
    )
    came = kept_until(start_of(left.active_from))
    ends = (_kept_until(session, tender) for tender in purchases)
    return any(end is None or end > max(now, came) for end in ends)


def _kept_until(session: Session, tender: Tender) -> datetime | None:
    """A purchase ends without an award, or when its contract can go no further."""
    if tender.state in ENDED:
        return None if tender.ended_at is None else kept_until(tender.ended_at)
    signable = Contract.state != ContractState.VOID
    contracts = session.scalars(select(Contract).where(Contract.tender_id == tender.id, signable)).all()
    if not contracts or any(contract.state in CONTRACT.unfinished for contract in contracts):
        return None
    paid_at = session.scalar(
        select(func.max(Payment.settled_at)).where(Payment.contract_id.in_([contract.id for contract in contracts]))
    )
    return kept_until(paid_at or max(contract.drawn_up_at for contract in contracts))


def _tender_ids(column: AnyColumn, user_id: int) -> Select[tuple[int]] | None:
    """The numbers of the tenders whose file names the account in `column`; None where no way leads to a tender."""
    way = _way_to_tender(column.table)
    if way is None:
        return None
    found = select(way[0] if way else column.table.c.id).where(column == user_id)
    for before, step in pairwise(way):
        found = select(step).where(_target(before).in_(found))
    return found


def _way_to_tender(table: FromClause) -> list[AnyColumn] | None:
    """The shortest chain of foreign keys from `table` to the tender; empty for the tender itself, None without one."""
    seen, ways = {table}, deque[tuple[FromClause, list[AnyColumn]]]([(table, [])])
    while ways:
        here, way = ways.popleft()
        if here is Tender.__table__:
            return way
        for column in cast("Iterator[AnyColumn]", iter(here.columns)):
            for key in column.foreign_keys:
                if key.column.table not in seen:
                    seen.add(key.column.table)
                    ways.append((key.column.table, [*way, column]))
    return None


def _target(column: AnyColumn) -> AnyColumn:
    """What a foreign key points to."""
    return next(iter(column.foreign_keys)).column
