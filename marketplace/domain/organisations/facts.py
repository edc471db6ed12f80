"""What the policy may know of an organisation."""

from dataclasses import replace

from sqlalchemy.orm import Session

from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.policy.facts import Facts


def of_organisation(session: Session, organisation: Organisation) -> Facts:  # noqa: ARG001 - every facts function has this shape
    """A department is its own buyer, an agency its own supplier; an active organisation is public."""
    is_active = organisation.state is OrganisationState.ACTIVE
    return Facts(
        is_public=is_active,
        organisation_id=organisation.id,
        buyer_id=organisation.id if organisation.kind is OrganisationKind.DEPARTMENT else None,
        supplier_id=organisation.id if organisation.kind is OrganisationKind.AGENCY else None,
        may_bid=is_active and organisation.kind is OrganisationKind.AGENCY,
        done_by={"registered": (organisation.registered_by,)},
    )


def of_membership(session: Session, membership: Membership) -> Facts:
    """A role, given or to be given: its organisation's facts, and who receives it."""
    organisation = session.get_one(Organisation, membership.organisation_id)
    return replace(of_organisation(session, organisation), done_by={"receives": (membership.user_id,)})
