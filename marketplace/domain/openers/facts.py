"""What the policy may know of an opener."""

from sqlalchemy.orm import Session

from marketplace.domain.openers.models import Opener
from marketplace.policy.facts import Facts


def of_opener(session: Session, opener: Opener) -> Facts:  # noqa: ARG001 - every facts function has this shape
    """Its holder's own."""
    return Facts(user_id=opener.user_id, organisation_id=opener.organisation_id)
