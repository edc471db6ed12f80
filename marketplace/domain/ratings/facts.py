"""What the policy may know of a rating."""

from sqlalchemy.orm import Session

from marketplace.domain.ratings.models import Rating
from marketplace.policy.facts import Facts


def of_rating(session: Session, rating: Rating) -> Facts:  # noqa: ARG001 - every facts function has this shape
    """A rating is public once it is shown; before, its two sides know at most that there is one."""
    return Facts(is_public=rating.announced_at is not None, buyer_id=rating.buyer_id, supplier_id=rating.supplier_id)
