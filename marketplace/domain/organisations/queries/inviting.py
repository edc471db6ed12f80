"""Whom a buyer may ask alone, and how many there are to choose from."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations.models import OfferedService, Organisation
from marketplace.domain.organisations.queries.agencies import counts
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.kernel.database import AnyRow

_LINE = select(Organisation.id, Organisation.ref, Organisation.slug, Organisation.name, Organisation.name_en).order_by(
    Organisation.slug, Organisation.id
)


def ready_for(session: Session, item_code: str, on: date) -> ColumnElement[bool]:
    """Whether an `Organisation` is an active agency that offers an item and counts for it on that day."""
    required = session.scalar(select(ServiceItem.qualification_zh).where(ServiceItem.code == item_code)) or ""
    return and_(
        Organisation.kind == OrganisationKind.AGENCY,
        Organisation.state == OrganisationState.ACTIVE,
        Organisation.services.any(OfferedService.item_code == item_code),
        counts(Organisation.__table__.c.id, required, on),
    )


def to_invite(session: Session, item_code: str, on: date) -> Sequence[AnyRow]:
    """(id, ref, slug, name, name_en) of the active agencies that offer an item and count for it on that day."""
    return session.execute(_LINE.where(ready_for(session, item_code, on))).all()


def may_be_asked(session: Session, ref: str, item_code: str, on: date) -> bool:
    """Whether the provider of that reference is one of `to_invite`."""
    asked = select(Organisation.id).where(Organisation.ref == ref, ready_for(session, item_code, on))
    return session.scalar(asked) is not None


def count_ready(session: Session, item_code: str, on: date, *, up_to: int) -> int:
    """How many are ready for an item, counted no further than `up_to`."""
    found = select(Organisation.id).where(ready_for(session, item_code, on)).limit(up_to).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def asked_alone(session: Session, ref: str | None) -> Organisation | None:
    """The one whom a notice names, if it names one."""
    return None if ref is None else session.scalars(select(Organisation).where(Organisation.ref == ref)).one()


def addresses(session: Session, refs: Collection[str]) -> dict[str, tuple[int, str]]:
    """The key and the slug of organisations, by reference: what the address of an agency's page is made of."""
    rows = session.execute(
        select(Organisation.ref, Organisation.id, Organisation.slug).where(Organisation.ref.in_(refs))
    )
    return {row.ref: (row.id, row.slug) for row in rows}


def offering(session: Session, item_code: str) -> Sequence[int]:
    """The keys of the active agencies that offer an item."""
    return session.scalars(
        select(Organisation.id).where(
            Organisation.kind == OrganisationKind.AGENCY,
            Organisation.state == OrganisationState.ACTIVE,
            Organisation.services.any(OfferedService.item_code == item_code),
        )
    ).all()
