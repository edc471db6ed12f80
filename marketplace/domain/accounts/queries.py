"""Reading accounts, their sessions and how often somebody has tried."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from marketplace.domain.accounts.models import SignInAttempt, User, WebSession
from marketplace.domain.accounts.rules import Limit, wait
from marketplace.kernel.errors import NotFound

PAGE_SIZE = 30
MAX_PAGE = 500
"""A directory is browsed, not drained."""


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


def by_id(session: Session, user_id: int) -> User:
    """One account; raises NotFound."""
    found = session.get(User, user_id)
    if found is None:
        raise NotFound
    return found


def listing(session: Session, q: str, page: int) -> tuple[Sequence[User], int]:
    """One page of accounts, the newest first, for the operator; `q` is a part of a name or an address. And how many."""
    wanted = []
    if part := q.strip().replace("\0", ""):
        wanted.append(or_(*(column.icontains(part, autoescape=True) for column in (User.email, User.name))))
    total = session.scalar(select(func.count(User.id)).where(*wanted)) or 0
    found = session.scalars(
        select(User).where(*wanted).order_by(User.id.desc()).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    ).all()
    return found, total


def last_sign_ins(session: Session, user_ids: Collection[int]) -> dict[int, datetime]:
    """``{account id: when its latest session began}``, as far back as sessions are kept."""
    rows = session.execute(
        select(WebSession.user_id, func.max(WebSession.created_at))
        .where(WebSession.user_id.in_(user_ids))
        .group_by(WebSession.user_id)
    )
    return {user_id: at for user_id, at in rows if user_id is not None}
