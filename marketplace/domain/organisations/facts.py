"""What the policy may know of an organisation."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.organisations.models import Dispute, Membership, Organisation
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


def of_dispute(session: Session, dispute: Dispute) -> Facts:
    """A dispute is its claimant's; those who sit in the organisation defend it and are told without seeing it."""
    defenders = select(Membership.user_id).where(Membership.organisation_id == dispute.organisation_id)
    return Facts(
        user_id=dispute.claimant_id,
        done_by={"claimed": (dispute.claimant_id,), "defended": tuple(session.scalars(defenders))},
    )
