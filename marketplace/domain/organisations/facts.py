"""What the policy may know of an organisation."""

from sqlalchemy.orm import Session

from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.policy.facts import Facts


def of_organisation(session: Session, organisation: Organisation) -> Facts:  # noqa: ARG001 - every facts function has this shape
    """A department is its own buyer, an agency its own supplier; an active organisation is public.

    A dissolved department buys nothing new; what it had begun is its successor's, who sits in its seats.
    """
    is_active = organisation.state is OrganisationState.ACTIVE
    may_buy = is_active and organisation.kind is OrganisationKind.DEPARTMENT
    return Facts(
        is_public=is_active or organisation.state is OrganisationState.DISSOLVED,
        organisation_id=organisation.id,
        buyer_id=organisation.id if may_buy else None,
        supplier_id=organisation.id if organisation.kind is OrganisationKind.AGENCY else None,
        may_bid=is_active and organisation.kind is OrganisationKind.AGENCY,
        done_by={"registered": (organisation.registered_by,)},
    )
