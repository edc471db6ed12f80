"""Reads of the register: all public."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.domain.independence.models import Affiliation
from marketplace.domain.independence.rules import Profile, ties_among
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.succession import in_the_family_of_the_buyer
from marketplace.kernel.database import AnyRow

PAGE_SIZE = 30

_F = Affiliation.__table__.c
_AGENCY, _DEPARTMENT = aliased(Organisation), aliased(Organisation)
_ROW = (
    select(
        Affiliation,
        _AGENCY.ref.label("agency_ref"),
        _AGENCY.slug.label("agency_slug"),
        _AGENCY.name.label("agency_name"),
        _AGENCY.name_en.label("agency_name_en"),
        _DEPARTMENT.name.label("department_name"),
        _DEPARTMENT.name_en.label("department_name_en"),
    )
    .join(_AGENCY, _AGENCY.id == Affiliation.agency_id)
    .join(_DEPARTMENT, _DEPARTMENT.id == Affiliation.department_id)
)

_IN_FORCE = (_F.since <= bindparam("day"), or_(_F.until.is_(None), _F.until >= bindparam("day")))
_KEEPS_OUT = _F.exception_law == ""
_TIED = (
    select(_F.id)
    .where(_F.agency_id == Organisation.id, in_the_family_of_the_buyer(_F.department_id), *_IN_FORCE)
    .correlate(Organisation)
)
"""The ties of an `Organisation` to `buyer`, a key, on `day`; a department that was dissolved hands its ties on."""
IS_AFFILIATED = _TIED.where(_KEEPS_OUT).exists()
"""Whether such a tie keeps the `Organisation` out: no law allows it all the same. Part of a question about them."""


def keeps_out(session: Session, agency_id: int, buyer_id: int, day: date) -> bool:
    """Whether a tie keeps an agency out of a department's tenders on a day."""
    return _has(session, IS_AFFILIATED, agency_id, buyer_id, day)


def belong_together(session: Session, buyer_id: int, agency_id: int, day: date) -> bool:
    """Whether a buyer and an agency are tied: by the register, or a buyer with own funds by what both say.

    Also where a law allows the agency to work for the department all the same: the tie is there.
    """
    if _has(session, _TIED.exists(), agency_id, buyer_id, day):
        return True
    buyer, agency = session.get_one(Organisation, buyer_id), session.get_one(Organisation, agency_id)
    return buyer.buyer_kind is not None and bool(ties_among([profile("buyer", buyer), profile("agency", agency)]))


def _has(session: Session, tie: ColumnElement[bool], agency_id: int, buyer_id: int, day: date) -> bool:
    asked = select(Organisation.id).where(Organisation.id == agency_id, tie)
    return session.scalar(asked, {"buyer": buyer_id, "day": day}) is not None


def profile(key: str, organisation: Organisation) -> Profile:
    """What an organisation says of itself, to be compared."""
    return Profile(
        key=key,
        name=organisation.name,
        legal_representative=organisation.legal_representative,
        phone=organisation.contact_phone,
        email=organisation.contact_email,
        shareholders=organisation.shareholders.splitlines(),
        address=organisation.address,
        account=organisation.account,
    )


def register_page(session: Session, number: int = 1) -> tuple[Sequence[AnyRow], int]:
    """One page of (Affiliation, agency's and department's names), the newest first, and how many there are."""
    rows = session.execute(
        _ROW.order_by(Affiliation.recorded_at.desc(), Affiliation.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    return rows, session.scalar(select(func.count(Affiliation.id))) or 0


def of_agency(session: Session, agency_id: int) -> Sequence[AnyRow]:
    """Rows as in `register_page` of one agency."""
    return session.execute(_ROW.where(Affiliation.agency_id == agency_id).order_by(Affiliation.id)).all()


def by_ref(session: Session, ref: str) -> AnyRow | None:
    """One row as in `register_page`."""
    return session.execute(_ROW.where(Affiliation.ref == ref)).first()
