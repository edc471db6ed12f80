"""What is done to accounts, apart from what Flask-Security does for itself (register, sign in, change a password)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update

from marketplace.domain.accounts.models import SignInAttempt, User, WebSession
from marketplace.domain.accounts.rules import Limit
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

ATTEMPTS_KEPT = timedelta(days=1)
SESSIONS_KEPT = timedelta(days=30)
"""Ended sessions stay so long, for whoever looks into an incident."""
ANONYMOUS_SESSIONS_KEPT = timedelta(days=1)


def create(
    uow: UnitOfWork, *, email: str, name: str, password_hash: str, language: str = "zh", is_demo: bool = False
) -> User:
    """Set up a confirmed account; raises Conflict when the mailbox has one. Hash outside the lock."""
    uow.require("platform:operate", None)
    user = User(
        email=email.strip().lower(),
        name=name,
        password=password_hash,
        language=language,
        active=True,
        fs_uniquifier=uow.entropy.token(16).hex(),
        confirmed_at=uow.now,
        create_datetime=uow.now,
        is_demo=is_demo,
    )
    try:
        uow.add(user)
    except Conflict:
        raise Conflict(mark("There is already an account with the address %(email)s.", email=email)) from None
    uow.record("account:create", user)
    return user


def describe(uow: UnitOfWork, *, name: str, language: str) -> User:
    """Change the actor's own name and language."""
    user = _own(uow)
    user.name, user.language = name.strip(), language
    return user


def end_session(uow: UnitOfWork, token_hash: str, at: datetime) -> None:
    """Sign one of the actor's own browsers out; `at` is real time, as sessions count it."""
    _own(uow)
    ended = uow.session.execute(
        update(WebSession)
        .where(
            WebSession.token_hash == token_hash,
            WebSession.user_id == uow.actor.user_id,
            WebSession.ended_at.is_(None),
        )
        .values(ended_at=at, data={}),
    )
    if not ended.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise NotFound(mark("This session has already ended."))


def note_attempt(uow: UnitOfWork, limits: Iterable[tuple[Limit, str]]) -> None:
    """Count an attempt against each of `limits`; whoever tries is not known yet."""
    uow.require("account:try", None)
    for limit, counted_by in limits:
        uow.session.add(SignInAttempt(subject=limit.subject(counted_by), at=uow.now))


def forget(uow: UnitOfWork) -> None:
    """Delete attempts and sessions that no longer mean anything.

    Sessions count real time, which a demonstration's clock leaves behind; so they count back from the latest request.
    """
    uow.require("platform:operate", None)
    uow.session.execute(delete(SignInAttempt).where(SignInAttempt.at < uow.now - ATTEMPTS_KEPT))
    latest = uow.session.scalar(select(func.max(WebSession.seen_at)))
    if latest is not None:
        is_anonymous = WebSession.user_id.is_(None)
        uow.session.execute(
            delete(WebSession).where(
                or_(
                    WebSession.seen_at < latest - SESSIONS_KEPT,
                    is_anonymous & (WebSession.seen_at < latest - ANONYMOUS_SESSIONS_KEPT),
                ),
            ),
        )


def _own(uow: UnitOfWork) -> User:
    """The actor's own account, locked."""
    if uow.actor.user_id is None:
        raise NotFound
    user = uow.lock(User, uow.actor.user_id)
    uow.require("account:edit", user)
    return user
