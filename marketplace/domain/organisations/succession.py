"""Who acts for whom: a department that was dissolved is carried on by the people of its successor (民法典 Art 98)."""

from collections.abc import Sequence

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, or_, select, union_all
from sqlalchemy.orm import Session

from marketplace.domain.organisations.models import Dissolution, Membership, Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState

_M, _D = Membership.__table__.c, Dissolution.__table__.c
SEATS = union_all(
    select(_M.user_id, _M.organisation_id, _M.role, _M.is_administrator).where(
        ~select(_D.organisation_id).where(_D.organisation_id == _M.organisation_id).exists()
    ),
    select(_M.user_id, _D.organisation_id, _M.role, _M.is_administrator).join_from(
        Membership.__table__, Dissolution.__table__, _D.present_id == _M.organisation_id
    ),
).subquery("seat")
"""The seats in force: in those of a dissolved department the successor's people alone, as what they are there.

Columns: user_id, organisation_id, role, is_administrator.
"""


def present_id(session: Session, organisation_id: int) -> int:
    """Who acts for a department today: itself, or whoever carries it on."""
    present = session.scalar(select(Dissolution.present_id).where(Dissolution.organisation_id == organisation_id))
    return organisation_id if present is None else present


def family(session: Session, organisation_id: int) -> frozenset[int]:
    """Who acts for a department today, and every department that one carries on."""
    present = present_id(session, organisation_id)
    carried = session.scalars(select(Dissolution.organisation_id).where(Dissolution.present_id == present))
    return frozenset({present, *carried})


_BUYER: BindParameter[int] = bindparam("buyer")
_PRESENT = func.coalesce(select(_D.present_id).where(_D.organisation_id == _BUYER).scalar_subquery(), _BUYER)
_OTHER = Membership.__table__.alias("other").c


def in_the_family_of_the_buyer(department: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a column is one of the `family` of `buyer`, a key; part of a question that asks for more."""
    return or_(department == _PRESENT, department.in_(select(_D.organisation_id).where(_D.present_id == _PRESENT)))


_OWN = _M.organisation_id == Organisation.id
SHARES_PEOPLE = (
    select(_M.id)
    .join(_OTHER.id.table, _OTHER.user_id == _M.user_id)
    .where(_OWN, in_the_family_of_the_buyer(_OTHER.organisation_id))
    .exists()
)
"""Whether a member of an `Organisation` works in the `family` of `buyer`, a key; part of a question."""
HAS_ONE_OF = select(_M.id).where(_OWN, _M.user_id.in_(bindparam("people", expanding=True))).exists()
"""Whether one of `people` is a member of an `Organisation`; likewise."""


def dissolution_of(session: Session, organisation: Organisation) -> tuple[Dissolution, Organisation] | None:
    """When and by which document a department was dissolved, and into whom; None for one that was not."""
    if organisation.state is not OrganisationState.DISSOLVED:
        return None
    found = session.get_one(Dissolution, organisation.id)
    return found, session.get_one(Organisation, found.successor_id)


def carried_on_by(session: Session, organisation_id: int) -> Sequence[Organisation]:
    """The dissolved departments that this one carries on."""
    return session.scalars(
        select(Organisation)
        .join(Dissolution, Dissolution.organisation_id == Organisation.id)
        .where(Dissolution.present_id == organisation_id)
        .order_by(Organisation.id),
    ).all()


def possible_successors(session: Session, organisation_id: int) -> Sequence[Organisation]:
    """The active departments but this one, by name."""
    return session.scalars(
        select(Organisation)
        .where(
            Organisation.kind == OrganisationKind.DEPARTMENT,
            Organisation.state == OrganisationState.ACTIVE,
            Organisation.id != organisation_id,
        )
        .order_by(Organisation.slug, Organisation.id),
    ).all()
