"""Reads of objections: the parties and regulators read all of one, the public that there is one and its answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AwardState
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from marketplace.domain.objections.facts import of_objection
from marketplace.domain.objections.models import Objection
from marketplace.domain.objections.states import ObjectionState
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import Actor, Role
from marketplace.kernel.database import AnyRow, AnySelect
from marketplace.kernel.errors import NotFound, NotPermitted
from marketplace.policy.authority import granted
from marketplace.policy.policy import SEES

PAGE_SIZE = 30

_ROW = (
    select(
        Objection,
        Tender.ref.label("tender_ref"),
        Tender.title,
        Organisation.name.label("objector_name"),
        Organisation.name_en.label("objector_name_en"),
    )
    .join(Tender, Tender.id == Objection.tender_id)
    .join(Organisation, Organisation.id == Objection.objector_id)
)


def see(session: Session, actor: Actor, ref: str) -> AnyRow:
    """(Objection, tender_ref, title, objector's names) for the parties and regulators; raises NotFound."""
    row = session.execute(_ROW.where(Objection.ref == ref)).first()
    if row is None or not granted(SEES, actor, of_objection(session, row.Objection)):
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Told:
    """What the public reads of an objection."""

    ref: str
    award_ref: str
    state: ObjectionState
    filed_at: datetime
    due_at: datetime
    answer: str | None
    settled_at: datetime | None


def told(session: Session, tender_id: int) -> Sequence[Told]:
    """All of a tender, the oldest first."""
    rows = session.execute(
        select(
            Objection.ref,
            Award.ref.label("award_ref"),
            Objection.state,
            Objection.filed_at,
            Objection.due_at,
            Objection.answer,
            Objection.settled_at,
        )
        .join(Award, Award.id == Objection.award_id)
        .where(Objection.tender_id == tender_id)
        .order_by(Objection.id)
    )
    return [Told(*row) for row in rows]


def waiting(session: Session, tender_id: int) -> Objection | None:
    """The oldest objection about a tender that is not answered; while there is one, nothing is signed."""
    return session.scalars(
        select(Objection)
        .where(Objection.tender_id == tender_id, Objection.state == ObjectionState.FILED)
        .order_by(Objection.id)
        .limit(1)
    ).first()


def is_interested(session: Session, agency: Organisation, award: Award) -> bool:
    """Whether an agency may object: its bid was opened, or it offers the service; not the one that was awarded.

    招标投标法实施条例 Art 54: 投标人或者其他利害关系人.
    """
    if agency.id == award.supplier_id:
        return False
    opened = select(Bid.id).where(
        Bid.tender_id == award.tender_id,
        Bid.tenderer_id == agency.id,
        Bid.state.in_((BidState.VALID, BidState.INVALID)),
    )
    item = session.scalar(select(Tender.item_code).where(Tender.id == award.tender_id))
    offers = any(service.item_code == item for service in agency.services)
    return offers or session.scalar(opened) is not None


def open_award(session: Session, tender_id: int, now: datetime) -> Award | None:
    """The award of a tender to which one may object now: in its publicity period."""
    return session.scalars(
        select(Award).where(
            Award.tender_id == tender_id, Award.state == AwardState.PUBLICITY, Award.publicity_until > now
        )
    ).first()


def of_objectors(session: Session, agency_ids: Collection[int]) -> Sequence[AnyRow]:
    """Rows as `see` of what these agencies filed, the newest first."""
    return session.execute(
        _ROW.where(Objection.objector_id.in_(agency_ids)).order_by(Objection.filed_at.desc(), Objection.id.desc())
    ).all()


def of_buyers(session: Session, buyer_ids: Collection[int]) -> Sequence[AnyRow]:
    """Rows as `see` of what these departments were sent, what waits first."""
    return session.execute(_by_urgency(_ROW.where(Tender.buyer_id.in_(buyer_ids)))).all()


def supervised_page(session: Session, actor: Actor, number: int = 1) -> tuple[Sequence[AnyRow], int]:
    """One page of all, what waits first and of that what is due first, and how many; for regulators only."""
    if not actor.has(Role.REGULATOR):
        raise NotPermitted
    rows = session.execute(_by_urgency(_ROW).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    return rows, session.scalar(select(func.count(Objection.id))) or 0


def refs_overdue(session: Session, now: datetime) -> Sequence[str]:
    """Objections that the department has not answered in time and that are not noted so."""
    return session.scalars(
        select(Objection.ref)
        .where(Objection.state == ObjectionState.FILED, Objection.due_at <= now, Objection.overdue_at.is_(None))
        .order_by(Objection.due_at, Objection.id)
    ).all()


def _by_urgency(rows: AnySelect) -> AnySelect:
    return rows.order_by(Objection.settled_at.is_not(None), Objection.due_at, Objection.id)
