"""One actor, one instant, one transaction. Operations never commit; the edge does."""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Protocol, TypeVar

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from marketplace.kernel import journal
from marketplace.kernel.actor import Actor
from marketplace.kernel.entropy import Entropy, readable_code
from marketplace.kernel.errors import NotFound, NotPermitted
from marketplace.kernel.events import Event, Subscriptions
from marketplace.kernel.transaction import Transaction

T = TypeVar("T")

REF_LENGTH = 8


@cache
def _by_ref(model: type[Any]) -> Select[Any]:
    """The question behind `claim`, written once for each model: it opens nearly every act."""
    of_ref = select(model).where(model.ref == bindparam("ref"))
    return of_ref.with_for_update(key_share=True).execution_options(populate_existing=True)


class Authority(Protocol):
    """Answers whether an actor may; the policy page behind the facts of the object."""

    def permits(self, session: Session, actor: Actor, permission: str, subject: object) -> bool:
        """Whether `actor` may do `permission` with `subject`."""

    def sees(self, session: Session, actor: Actor, subject: object) -> bool:
        """Whether `actor` may know that `subject` exists."""


class UnitOfWork:
    """What an operation is given. `now` is read at its first use, which is after the first claim's lock."""

    def __init__(
        self,
        transaction: Transaction,
        actor: Actor,
        *,
        entropy: Entropy,
        authority: Authority,
        subscriptions: Subscriptions,
        request_id: str | None = None,
    ) -> None:
        self.session = transaction.session
        self.actor = actor
        self.entropy = entropy
        self._transaction = transaction
        self._authority = authority
        self._subscriptions = subscriptions
        self._request_id = request_id
        self._notes: list[journal.Note] = []
        self._has_put = False

    @property
    def has_written(self) -> bool:
        """Whether this act has left anything in the transaction or the session."""
        session = self.session
        return bool(self._has_put or self._notes or session.new or session.dirty or session.deleted)

    @property
    def now(self) -> datetime:
        """The instant of this act, in UTC: the receipt's time and the one compared with deadlines."""
        return self._transaction.now

    @property
    def company(self) -> Sequence[str]:
        """Whose acts go together in this transaction, this one's among them; nobody's where it goes alone.

        What all of them need can be asked at once, by the first.
        """
        return self._transaction.company

    def claim(self, model: type[T], ref: str, permission: str) -> T:
        """Load by public reference, lock until the end of the transaction, and ask the policy.

        The lock leaves the key alone (PostgreSQL: FOR NO KEY UPDATE), so that rows which merely point here never wait
        for it, and no order of foreign keys can make a deadlock.

        Raises NotFound for what is missing or foreign, NotPermitted for what is known but not allowed.
        """
        self.flush()
        held = self._transaction.held
        if (model, ref) not in held:
            held[model, ref] = self.session.scalars(_by_ref(model), {"ref": ref}).first()  # type: ignore[arg-type]
        found: T | None = held[model, ref]
        if found is None:
            raise NotFound
        self.require(permission, found)
        return found

    def once(self, about: Hashable, ask: Callable[[], T]) -> T:
        """What `ask` answers, asked once a transaction: for what hangs on its instant and on locked rows alone."""
        known = self._transaction.known
        if about not in known:
            known[about] = ask()
        answer: T = known[about]
        return answer

    def lock(self, model: type[T], key: int) -> T:
        """Lock a row that a claimed object points to; the claim has already asked the policy.

        What was read of it before the lock is forgotten: another transaction may have changed it meanwhile.
        """
        self.flush()
        seen = self.session.identity_map.get(identity_key(model, key))
        if seen is not None:
            self.session.expire(seen)
        return self.session.get_one(model, key, with_for_update={"key_share": True})

    def take_turn(self, what: str) -> None:
        """Wait until nobody else has the turn of `what` and keep it to the end: whoever counts then counts them all.

        For limits that no row stands for. On SQLite the one writer has every turn.
        """
        if self.session.get_bind().dialect.name == "postgresql":
            self.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))

    def require(self, permission: str, subject: object) -> None:
        """Ask the policy about something that is not loaded by reference (a new object's owner, the platform)."""
        if not self.permits(permission, subject):
            raise NotPermitted if self._authority.sees(self.session, self.actor, subject) else NotFound

    def permits(self, permission: str, subject: object) -> bool:
        """Whether the actor may; for what is only kept from those who may do something else."""
        return self._authority.permits(self.session, self.actor, permission, subject)

    def new_ref(self, letter: str) -> str:
        """A new public reference such as ``T-7K3QWX2M``, stable for ever and fit for an OCDS id."""
        return f"{letter}-{readable_code(self.entropy, REF_LENGTH)}"

    def add(self, entity: T) -> T:
        """Add a new row and give it its key."""
        self._has_put = True
        self.session.add(entity)
        self.flush()
        return entity

    def put(self, entity: T) -> T:
        """Insert a new row that nobody in this act will change, by one plain statement; it gets its key, too.

        For acts that many do at the same moment: the session neither watches nor keeps `entity`.
        """
        self._has_put = True
        self._transaction.put(entity)
        return entity

    def put_last(self, entity: T, **owners: object) -> T:
        """Insert a new row just before the commit, with others of its kind; nobody needs its key before.

        `owners` are rows of other kinds, put last before it, by the column that shall have their key: ``bid_id=bid``. A
        constraint that the row breaks speaks only then.
        """
        self._has_put = True
        self._transaction.put_last(entity, **owners)
        return entity

    def flush(self) -> None:
        """Send what is pending, so that a constraint speaks now; raises Conflict when one does."""
        self._transaction.flush()

    def record(self, action: str, subject: object, **data: Any) -> None:  # noqa: ANN401 - JSON values
        """Note the act for the journal; it is chained and written just before the commit."""
        self._notes.append(
            journal.Note(action, type(subject).__name__, str(subject.ref), data),  # type: ignore[attr-defined]
        )

    def emit(self, event: Event) -> None:
        """Queue the event's jobs in this transaction."""
        self._has_put = True
        for job in self._subscriptions.get(type(event), ()):
            self._transaction.queue(job, event.payload())

    def chapter(self) -> journal.Chapter | None:
        """What the journal is told of this act; None where it is told nothing."""
        return journal.Chapter(self._notes, self.now, self.actor.user_id, self._request_id) if self._notes else None
