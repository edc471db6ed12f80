"""Who rates each other in a circle: buyers with funds of their own can have an agency of their own.

An agency and a buyer are *of one house* when one person sits in both, or both give the same telephone. Money goes from
a house to an agency, the rating likewise; where it comes back within `CIRCLE_STEPS` steps, all who took part speak as
one voice. Departments sell nothing, so they are in no circle.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.domain.ratings.models import Rating
from marketplace.domain.ratings.rules import CIRCLE_STEPS

_ITS_SEAT, _A_SEAT = aliased(Membership), aliased(Membership)
_ITS, _A = aliased(Organisation), aliased(Organisation)


def are_of_one_house(session: Session, buyer_id: int, agency_id: int) -> bool:
    """Whether a person sits in both, or both give the same telephone."""
    shared = select(_A_SEAT.id).join(_ITS_SEAT, _ITS_SEAT.user_id == _A_SEAT.user_id)
    if session.scalar(shared.where(_A_SEAT.organisation_id == buyer_id, _ITS_SEAT.organisation_id == agency_id)):
        return True
    return buyer_id in _by_telephone(session, {agency_id})


def voices(session: Session, authors: Mapping[int, Collection[int]], now: datetime) -> dict[int, set[int]]:
    """``{agency: those of its authors who are in a circle with it}``, of ``{agency: organisations that rated it}``."""
    every = {author for those in authors.values() for author in those}
    selling = set(
        session.scalars(
            select(Organisation.id).where(Organisation.id.in_(every), Organisation.kind == OrganisationKind.BUYER)
        )
    )
    found = {agency: selling.intersection(those) for agency, those in authors.items()}
    return {agency: those & _reached(session, agency, now) for agency, those in found.items() if those}


def _reached(session: Session, agency: int, now: datetime) -> set[int]:
    """The buyers of houses that got ratings, from hand to hand, from the house of this agency."""
    found: set[int] = set()
    agencies, seen = {agency}, {agency}
    for _ in range(CIRCLE_STEPS):
        buyers = _buyers_of(session, agencies)
        found |= buyers
        rated = session.scalars(
            select(Rating.supplier_id)
            .where(Rating.buyer_id.in_(buyers), Rating.by_supplier.is_(False), Rating.shown_at <= now)
            .distinct()
        )
        agencies = set(rated) - seen
        if not agencies:
            break
        seen |= agencies
    return found


def _buyers_of(session: Session, agencies: Collection[int]) -> set[int]:
    """Those with funds of their own that are of one house with one of these agencies."""
    seated = session.scalars(
        select(_A_SEAT.organisation_id)
        .join(_ITS_SEAT, _ITS_SEAT.user_id == _A_SEAT.user_id)
        .join(_A, _A.id == _A_SEAT.organisation_id)
        .where(_ITS_SEAT.organisation_id.in_(agencies), _A.kind == OrganisationKind.BUYER)
    )
    return {*seated, *_by_telephone(session, agencies)}


def _by_telephone(session: Session, agencies: Collection[int]) -> set[int]:
    return set(
        session.scalars(
            select(_A.id)
            .join(_ITS, _ITS.contact_phone == _A.contact_phone)
            .where(_ITS.id.in_(agencies), _A.kind == OrganisationKind.BUYER, _A.contact_phone != "")
        )
    )
