"""What is done to accounts, apart from what Flask-Security does for itself (register, sign in, change a password)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update

from marketplace.domain.accounts.events import AccountAct, AccountActedOn, PasskeyAct, PasskeysChanged
from marketplace.domain.accounts.models import Passkey, SignInAttempt, User, WebSession
from marketplace.domain.accounts.queries import wait_for
from marketplace.domain.accounts.rules import LAST_FACTOR, LONGEST_REASON, MOST_PASSKEYS, Limit, needs_second_factor
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
    """An operator removes the second factors that somebody lost, passkeys and recovery codes too; all sessions end.

    The person signs in with the password and sets up a new one before an office opens again.
    """
    user, because = _of_another(uow, user_id, reason)
    if not user.has_second_factor:
        raise Conflict(mark("This account has no second factor."))
    drop_second_factor(uow, user)
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


def drop_second_factor(uow: UnitOfWork, user: User) -> None:
    """A step of an act on a claimed account: no code, no recovery code and no passkey opens it any more."""
    uow.session.execute(delete(Passkey).where(Passkey.user_id == user.id))
    uow.session.expire(user, ["webauthn"])
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = None
    user.mf_recovery_codes = user.fs_webauthn_user_handle = None


def add_passkey(
    uow: UnitOfWork, *, name: str, credential_id: bytes, public_key: bytes, sign_count: int, transports: list[str]
) -> Passkey:
    """Let a passkey, whose answer was checked, open the actor's own account.

    Conflict where an account knows it already, where the name is taken, or beyond `MOST_PASSKEYS`.
    """
    user = _own(uow)
    if len(user.webauthn) >= MOST_PASSKEYS:
        raise Conflict(mark("You have %(count)s passkeys already. Remove one first.", count=MOST_PASSKEYS))
    if any(passkey.name == name for passkey in user.webauthn):
        raise Conflict(mark("You have a passkey of this name already. Choose another name."))
    passkey = Passkey(
        user_id=user.id,
        name=name,
        credential_id=credential_id,
        public_key=public_key,
        sign_count=sign_count,
        transports=transports,
        created_at=uow.now,
        lastuse_datetime=uow.now,
    )
    try:
        uow.add(passkey)
    except Conflict:
        raise Conflict(mark("This passkey belongs to an account already.")) from None
    uow.record("account:add_passkey", user, passkey=passkey.id)
    uow.emit(PasskeysChanged(user.id, PasskeyAct.ADD))
    return passkey


def use_passkey(uow: UnitOfWork, passkey_id: int, *, sign_count: int, asked_in: str, at: datetime) -> Passkey:
    """Note that a passkey gave the right answer; whose it is, the answer itself has shown.

    The session that asked (the hash of its token) ends at `at`, in real time: whoever sends an answer once more, even
    at the same moment, is refused. Conflict for that, for a passkey that was removed meanwhile, and for a counter that
    does not go on, which tells of a copied key (WebAuthn Level 3, 6.1.1).
    """
    uow.require("account:try", None)
    passkey = uow.session.get(Passkey, passkey_id, with_for_update=True)
    asked = uow.session.execute(
        update(WebSession)
        .where(WebSession.token_hash == asked_in, WebSession.ended_at.is_(None))
        .values(ended_at=at, data={})
    )
    if passkey is None or not asked.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise Conflict(mark("This step took too long or was answered already. Please start again."))
    counts = sign_count > 0 or passkey.sign_count > 0
    user = uow.session.get_one(User, passkey.user_id)
    if not user.active or (counts and sign_count <= passkey.sign_count):
        raise Conflict(mark("This passkey does not open an account here."))
    passkey.sign_count, passkey.lastuse_datetime = sign_count, uow.now
    uow.record("account:use_passkey", user, passkey=passkey.id)
    return passkey


def remove_passkey(uow: UnitOfWork, passkey_id: int) -> Passkey:
    """One of the actor's own passkeys opens the account no more.

    NotFound for anybody else's; Conflict where it is the last second factor of somebody whose role needs one.
    """
    user = _own(uow)
    passkey = next((each for each in user.webauthn if each.id == passkey_id), None)
    if passkey is None:
        raise NotFound(mark("You have no such passkey."))
    if needs_second_factor(uow.actor) and not user.has_app and len(user.webauthn) == 1:
        raise Conflict(LAST_FACTOR)
    uow.session.delete(passkey)
    uow.flush()
    uow.session.expire(user, ["webauthn"])
    uow.record("account:remove_passkey", user, passkey=passkey_id)
    uow.emit(PasskeysChanged(user.id, PasskeyAct.REMOVE))
    return passkey


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
