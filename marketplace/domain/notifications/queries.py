"""Reading notices."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.notifications.models import Notice

LATEST = 50
"""How many notices a page shows."""


def latest(session: Session, user_id: int) -> list[Notice]:
    """The newest notices of one person, the newest first."""
    return list(
        session.scalars(
            select(Notice)
            .where(Notice.user_id == user_id)
            .order_by(Notice.created_at.desc(), Notice.id.desc())
            .limit(LATEST)
        )
    )


def unread(session: Session, user_id: int) -> int:
    """How many notices of one person are unread."""
    return session.scalar(select(func.count(Notice.id)).where(Notice.user_id == user_id, Notice.read_at.is_(None))) or 0
