"""What the policy may know of a rating."""

from sqlalchemy.orm import Session

from marketplace.domain.ratings.models import Rating, YearlyGrade
from marketplace.policy.facts import Facts


def of_rating(session: Session, rating: Rating) -> Facts:  # noqa: ARG001 - every facts function has this shape
    """A rating is public once it is shown; before, its two sides know at most that there is one."""
    return Facts(is_public=rating.announced_at is not None, buyer_id=rating.buyer_id, supplier_id=rating.supplier_id)


def of_grade(session: Session, grade: YearlyGrade) -> Facts:  # noqa: ARG001
    """A yearly grade is public; the agency replies."""
    return Facts(is_public=True, supplier_id=grade.organisation_id)
