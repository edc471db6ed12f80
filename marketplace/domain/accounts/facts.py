"""What the policy may know of an account."""

from sqlalchemy.orm import Session

from marketplace.domain.accounts.models import User
from marketplace.policy.facts import Facts


def of_user(session: Session, user: User) -> Facts:  # noqa: ARG001 - every facts function has this shape
    """An account belongs to one person."""
    return Facts(user_id=user.id, done_by={"owns": (user.id,)})
