"""Reading accounts, their sessions and how often somebody has tried."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from marketplace.domain.accounts.models import SignInAttempt, User, WebSession
from marketplace.domain.accounts.rules import Limit, wait


def by_email(session: Session, email: str) -> User | None:
    """The account of a mailbox."""
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def open_sessions(session: Session, user_id: int, since: datetime) -> list[WebSession]:
    """The browsers an account is signed in with and which were seen after `since`, the latest first."""
    return list(
        session.scalars(
            select(WebSession)
            .where(WebSession.user_id == user_id, WebSession.ended_at.is_(None), WebSession.seen_at > since)
            .order_by(WebSession.seen_at.desc()),
        ),
    )


def has_demo_accounts(session: Session) -> bool:
    """Whether an invented person has an account here."""
    return bool(session.scalar(select(exists().where(User.is_demo))))


def wait_for(session: Session, limits: Iterable[tuple[Limit, str]], now: datetime) -> timedelta | None:
    """How long somebody must wait by the strictest of `limits` (each with what it counts by); None: not at all."""
    waits = []
    for limit, counted_by in limits:
        attempts = session.scalars(
            select(SignInAttempt.at).where(
                SignInAttempt.subject == limit.subject(counted_by), SignInAttempt.at > now - limit.within
            ),
        )
        waits.append(wait(attempts, limit, now))
    return max((each for each in waits if each is not None), default=None)


def names(session: Session, user_ids: Collection[int]) -> dict[int, str]:
    """``{account id: name, or its address where there is none}``."""
    rows = session.execute(select(User.id, User.name, User.email).where(User.id.in_(user_ids)))
    return {row.id: row.name or row.email for row in rows}
