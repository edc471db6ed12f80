"""What the policy may know of a tie in the register."""

from sqlalchemy.orm import Session

from marketplace.domain.independence.models import Affiliation
from marketplace.policy.facts import Facts


def of_affiliation(session: Session, affiliation: Affiliation) -> Facts:  # noqa: ARG001 - every facts function has this shape
    """The register is public."""
    return Facts(is_public=True, supplier_id=affiliation.agency_id)
