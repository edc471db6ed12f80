"""What the policy may know of an organisation."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.organisations.models import (
    Dispute,
    Membership,
    Organisation,
    Practitioner,
    Qualification,
)
from marketplace.domain.organisations.states import BuyerKind, OrganisationKind, OrganisationState
from marketplace.policy.facts import Facts

_PUBLIC = frozenset({OrganisationState.ACTIVE, OrganisationState.WITHDRAWN, OrganisationState.DISSOLVED})


def of_organisation(session: Session, organisation: Organisation) -> Facts:  # noqa: ARG001 - every facts function has this shape
    """A department, or whoever buys with own funds, is its own buyer, an agency its own supplier.

    An active organisation is public; so is an agency that has left, for its history's sake, and a dissolved department.
    A person who buys is nobody's to look up. A dissolved department buys nothing new; what it had begun is its
    successor's, who sits in its seats.
    """
    is_active = organisation.state is OrganisationState.ACTIVE
    may_buy = is_active and organisation.kind in {OrganisationKind.DEPARTMENT, OrganisationKind.BUYER}
    return Facts(
        is_public=organisation.state in _PUBLIC and organisation.buyer_kind is not BuyerKind.PERSON,
        organisation_id=organisation.id,
        buyer_id=organisation.id if may_buy else None,
        supplier_id=organisation.id if organisation.kind is OrganisationKind.AGENCY else None,
        may_bid=is_active and organisation.kind is OrganisationKind.AGENCY,
        done_by={"registered": (organisation.registered_by,)},
    )


def of_qualification(session: Session, qualification: Qualification) -> Facts:
    """A certificate is the agency's own and as public as the agency."""
    return of_organisation(session, session.get_one(Organisation, qualification.organisation_id))


def of_practitioner(session: Session, practitioner: Practitioner) -> Facts:
    """A person is the agency's to name; nobody else learns of them by their reference."""
    agency = session.get_one(Organisation, practitioner.organisation_id)
    return replace(of_organisation(session, agency), is_public=False)


def of_dispute(session: Session, dispute: Dispute) -> Facts:
    """A dispute is its claimant's; those who sit in the organisation defend it and are told without seeing it."""
    defenders = select(Membership.user_id).where(Membership.organisation_id == dispute.organisation_id)
    return Facts(
        user_id=dispute.claimant_id,
        done_by={"claimed": (dispute.claimant_id,), "defended": tuple(session.scalars(defenders))},
    )


def of_membership(session: Session, membership: Membership) -> Facts:
    """A role, given or to be given: its organisation's facts, and who receives it."""
    organisation = session.get_one(Organisation, membership.organisation_id)
    return replace(of_organisation(session, organisation), done_by={"receives": (membership.user_id,)})
