"""Reading saved searches."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.saved_searches.models import SavedSearch
from marketplace.kernel.actor import Actor

AT_ONCE = 200
"""Searches that one sweep looks through [ours]."""


def own(session: Session, actor: Actor) -> Sequence[SavedSearch]:
    """The actor's, by name; a visitor has none."""
    return session.scalars(
        select(SavedSearch).where(SavedSearch.user_id == actor.user_id).order_by(SavedSearch.name)
    ).all()


def to_tell(session: Session, now: datetime) -> Sequence[SavedSearch]:
    """Those whose owners may be told now, the longest waiting first."""
    return session.scalars(
        select(SavedSearch)
        .where(SavedSearch.tell_at <= now)
        .order_by(SavedSearch.tell_at, SavedSearch.id)
        .limit(AT_ONCE)
    ).all()
