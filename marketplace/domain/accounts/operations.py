"""What is done to accounts, apart from what Flask-Security does for itself (register, sign in, change a password)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update

from marketplace.domain.accounts.events import AccountAct, AccountActedOn
from marketplace.domain.accounts.models import SignInAttempt, User, WebSession
from marketplace.domain.accounts.queries import wait_for
from marketplace.domain.accounts.rules import LONGEST_REASON, Limit
from marketplace.kernel.errors import Conflict, NotFound, at_field
from marketplace.kernel.i18n import mark
from marketplace.kernel.texts import paragraphs
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


def lock(uow: UnitOfWork, user_id: int, reason: str, at: datetime) -> User:
    """An operator shuts somebody's account: no sign-in, and its open sessions end at once (`at` in real time).

    A reason has to be given (field ``reason``); the person reads it. Conflict for an account that is shut already.
    """
    user, because = _of_another(uow, user_id, reason)
    if not user.active:
        raise Conflict(mark("This account is locked already."))
    user.active = False
    close_sessions(uow, user, at)
    return _administered(uow, user, AccountAct.LOCK, because)


def unlock(uow: UnitOfWork, user_id: int, reason: str) -> User:
    """An operator opens a locked account again; Conflict for one that is not locked."""
    user, because = _of_another(uow, user_id, reason)
    if user.active:
        raise Conflict(mark("This account is not locked."))
    user.active = True
    return _administered(uow, user, AccountAct.UNLOCK, because)


def reset_second_factor(uow: UnitOfWork, user_id: int, reason: str, at: datetime) -> User:
    """An operator removes a second factor that somebody lost, with its recovery codes; all sessions end.

    The person signs in with the password and sets up a new one before an office opens again.
    """
    user, because = _of_another(uow, user_id, reason)
    if not user.has_second_factor:
        raise Conflict(mark("This account has no second factor."))
    drop_second_factor(user)
    close_sessions(uow, user, at)
    return _administered(uow, user, AccountAct.RESET_SECOND_FACTOR, because)


def end_all_sessions(uow: UnitOfWork, user_id: int, reason: str, at: datetime) -> User:
    """An operator signs somebody out everywhere."""
    user, because = _of_another(uow, user_id, reason)
    close_sessions(uow, user, at)
    return _administered(uow, user, AccountAct.END_SESSIONS, because)


def close_sessions(uow: UnitOfWork, user: User, at: datetime) -> None:
    """A step of an act on a claimed account: every open session of it ends."""
    uow.session.execute(
        update(WebSession)
        .where(WebSession.user_id == user.id, WebSession.ended_at.is_(None))
        .values(ended_at=at, data={}),
    )


def drop_second_factor(user: User) -> None:
    """A step of an act on a claimed account: neither a code nor a recovery code opens it any more."""
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = None
    user.mf_recovery_codes = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that was counted under `numbers`; with a `pause` there were too many, and it was not."""

    pause: timedelta | None
    numbers: Sequence[int] = ()


def begin_attempt(uow: UnitOfWork, limits: Iterable[tuple[Limit, str]]) -> Attempt:
    """Count a try against each of `limits` before anybody looks at it; whoever tries is not known yet.

    Counted afterwards, a burst of tries would all be looked at before the first is counted.
    """
    uow.require("account:try", None)
    wanted = sorted(limits, key=lambda each: each[0].subject(each[1]))
    for limit, counted_by in wanted:
        uow.take_turn(limit.subject(counted_by))
    pause = wait_for(uow.session, wanted, uow.now)
    if pause is not None:
        return Attempt(pause)
    counted = [SignInAttempt(subject=limit.subject(counted_by), at=uow.now) for limit, counted_by in wanted]
    uow.session.add_all(counted)
    uow.flush()
    return Attempt(None, [each.id for each in counted])


def take_back(uow: UnitOfWork, numbers: Collection[int]) -> None:
    """The tries were right; they do not count."""
    uow.require("account:try", None)
    uow.session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(numbers)))


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


def _of_another(uow: UnitOfWork, user_id: int, reason: str) -> tuple[User, str]:
    """Somebody else's account, locked, and why; an account that was closed for good stays as it is."""
    if uow.session.get(User, user_id) is None:
        raise NotFound(mark("There is no account of this person."))
    user = uow.lock(User, user_id)
    uow.require("account:administer", user)
    if user.erased_at is not None:
        raise Conflict(mark("Its owner has closed this account for good."))
    with at_field("reason"):
        return user, paragraphs(reason, longest=LONGEST_REASON)


def _administered(uow: UnitOfWork, user: User, act: AccountAct, reason: str) -> User:
    uow.flush()
    uow.record(f"account:{act}", user, reason=reason)
    uow.emit(AccountActedOn(user.id, act, reason))
    return user


def _own(uow: UnitOfWork) -> User:
    """The actor's own account, locked."""
    if uow.actor.user_id is None:
        raise NotFound
    user = uow.lock(User, uow.actor.user_id)
    uow.require("account:edit", user)
    return user
