"""Sessions on the server: the cookie holds an opaque 256-bit token, the table its SHA-256.

A visitor gets no row until something must be kept for them. The value that guards forms against forgery is derived from
the token itself, so a public page with a form costs a cookie and no row. Whenever the person changes, or gives the
password again, the token is replaced and the old row ends.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask, Request, Response, current_app, request, session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import Engine, Table, bindparam, delete, insert, select, update

from marketplace.blueprints.web.work import reading
from marketplace.config import Settings
from marketplace.domain.accounts.models import User, WebSession
from marketplace.kernel.entropy import Entropy

TOKEN_BYTES = 32
SEEN_EVERY = timedelta(minutes=1)
"""How exact `seen_at` is; it is written at most this often."""
CSRF_KEY = "csrf_token"
UNUSED_KEY = "fs_cc"
"""Flask-Security notes here that a CSRF cookie is due; there is none."""
STANDING_KEYS = ("_user_id", "tf_user_id", "fs_paa")
"""A change of one of these is a sign-in, a sign-out or a step-up."""
AGENT_LENGTH = 200

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_ROWS = cast("Table", WebSession.__table__)
_FIND = select(_ROWS.c.user_id, _ROWS.c.data, _ROWS.c.created_at, _ROWS.c.seen_at, _ROWS.c.ended_at).where(
    _ROWS.c.token_hash == bindparam("token_hash")
)


def wall() -> datetime:
    """Real time, as sessions count it; a demonstration's clock runs elsewhere."""
    return cast("ServerSessions", current_app.session_interface).wall()


def token_hash(token: str) -> str:
    """What the table knows of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def present_token_hash() -> str:
    """What the table knows of the token of this request."""
    present = cast("ServerSession", session._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 - the object behind the proxy
    return token_hash(present.token or "")


class ServerSession(SessionMixin):
    """A mapping that asks the database only when somebody looks into it."""

    def __init__(
        self, token: str | None, load: Callable[[str], dict[str, Any] | None], new_token: Callable[[], str]
    ) -> None:
        self.sent_token = token
        self.token = token
        self.row: dict[str, Any] | None = None
        self.is_loaded = False
        self.modified = False
        self._values: dict[str, Any] = {}
        self._standing: tuple[Any, ...] = (None,) * len(STANDING_KEYS)
        self._load = load
        self._new_token = new_token

    @property
    def values_kept(self) -> dict[str, Any]:
        """What the row must hold."""
        return self._values

    @property
    def standing_changed(self) -> bool:
        """Whether somebody signed in or out or gave a password again."""
        return self._standing != tuple(self._values.get(key) for key in STANDING_KEYS)

    def replace_token(self) -> str:
        """A new token for what this session holds."""
        self.token = self._new_token()
        return self.token

    def _open(self) -> dict[str, Any]:
        if not self.is_loaded:
            self.is_loaded = True
            if self.token is not None:
                self.row = self._load(self.token)
                if self.row is not None and self.row["is_over"]:
                    self.row = self.token = None
            if self.row is not None:
                self._values = dict(self.row["data"])
                self._standing = tuple(self._values.get(key) for key in STANDING_KEYS)
        return self._values

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - a session holds anything JSON can
        values = self._open()
        if key == CSRF_KEY:
            if self.token is None:
                raise KeyError(key)
            secret = current_app.secret_key
            return hmac.new(str(secret).encode(), b"csrf:" + self.token.encode(), hashlib.sha256).hexdigest()
        return values[key]

    def __setitem__(self, key: str, value: Any) -> None:  # noqa: ANN401
        values = self._open()
        if key == CSRF_KEY:
            self.replace_token()
        elif key != UNUSED_KEY:
            values[key] = value
            self.modified = True

    def __delitem__(self, key: str) -> None:
        values = self._open()
        if key != CSRF_KEY:
            del values[key]
            self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self._open())

    def __len__(self) -> int:
        return len(self._open())

    def __contains__(self, key: object) -> bool:
        values = self._open()
        return self.token is not None if key == CSRF_KEY else key in values


class ServerSessions(SessionInterface):
    """Opens and saves them. `wall` is real time: moving a demonstration's clock signs nobody out."""

    def __init__(self, engine: Engine, settings: Settings, entropy: Entropy, wall: Callable[[], datetime]) -> None:
        self._engine = engine.execution_options(sqlite_mode="IMMEDIATE")
        self._settings = settings
        self._entropy = entropy
        self.wall = wall
        self.cookie_name = "__Host-session" if settings.is_secure else "session"

    def open_session(self, app: Flask, request: Request) -> ServerSession:  # noqa: ARG002 - Flask's signature
        """The visitor's session, not yet read."""
        token = request.cookies.get(self.cookie_name)
        return ServerSession(token if token and _TOKEN.fullmatch(token) else None, self._load, self._new_token)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002
        """Write what changed and set the cookie when it did."""
        if not isinstance(session, ServerSession) or not session.is_loaded:
            return
        if session.standing_changed:
            self._succeed(session)
        elif session.modified:
            self._keep(session)
        elif session.row is not None and self.wall() - session.row["seen_at"] >= SEEN_EVERY:
            self._note(update(_ROWS).where(self._is(session.row)).values(seen_at=self.wall()))
        if session.token is None:
            if session.sent_token is not None:
                response.delete_cookie(self.cookie_name, path="/", secure=self._settings.is_secure, httponly=True)
        elif session.token != session.sent_token:
            response.set_cookie(
                self.cookie_name,
                session.token,
                path="/",
                secure=self._settings.is_secure,
                httponly=True,
                samesite="Lax",
            )

    def _succeed(self, session: ServerSession) -> None:
        now = self.wall()
        statements: list[Any] = []
        if session.row is not None:
            statements.append(update(_ROWS).where(self._is(session.row)).values(ended_at=now, data={}))
        if session.values_kept:
            signed_in_at = session.row["created_at"] if session.row and self._same_person(session) else now
            statements.append(self._new_row(session, session.replace_token(), signed_in_at, now))
        else:
            session.token = None
        self._write(*statements)

    def _keep(self, session: ServerSession) -> None:
        now = self.wall()
        if session.row is not None:
            kept = update(_ROWS).values(data=session.values_kept, seen_at=now)
            self._note((kept if session.values_kept else delete(_ROWS)).where(self._is(session.row)))
        elif session.values_kept:
            self._write(self._new_row(session, session.token or session.replace_token(), now, now))

    def _same_person(self, session: ServerSession) -> bool:
        """A password given again does not prolong the absolute limit."""
        before: dict[str, Any] = session.row["data"] if session.row else {}
        return "_user_id" in before and before["_user_id"] == session.values_kept.get("_user_id")

    def _new_row(self, session: ServerSession, token: str, created_at: datetime, now: datetime) -> Any:  # noqa: ANN401
        person = session.values_kept.get("_user_id")
        return insert(_ROWS).values(
            token_hash=token_hash(token),
            user_id=select(User.id).where(User.fs_uniquifier == person).scalar_subquery() if person else None,
            data=session.values_kept,
            agent=request.user_agent.string[:AGENT_LENGTH],
            created_at=created_at,
            seen_at=now,
        )

    def _load(self, token: str) -> dict[str, Any] | None:
        found = reading().connection().execute(_FIND, {"token_hash": token_hash(token)}).mappings().first()
        if found is None:
            return None
        now = self.wall()
        is_over = (
            found["ended_at"] is not None
            or now - found["seen_at"] > self._settings.session_idle
            or now - found["created_at"] > self._settings.session_absolute
        )
        return {**found, "token_hash": token_hash(token), "is_over": is_over}

    def _new_token(self) -> str:
        return urlsafe_b64encode(self._entropy.token(TOKEN_BYTES)).decode().rstrip("=")

    @staticmethod
    def _is(row: dict[str, Any]) -> Any:  # noqa: ANN401 - a SQL expression
        return _ROWS.c.token_hash == row["token_hash"]

    def _note(self, statement: Any) -> None:  # noqa: ANN401 - a SQL statement
        """Write what nobody misses when the power fails: a message to show once, when somebody was last here."""
        with self._engine.execution_options(is_fleeting=True).begin() as connection:
            connection.execute(statement)

    def _write(self, *statements: Any) -> None:  # noqa: ANN401 - SQL statements
        with self._engine.begin() as connection:
            for statement in statements:
                connection.execute(statement)
