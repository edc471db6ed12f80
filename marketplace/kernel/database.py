"""The base of all models and the column types the whole house shares."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Connection, DateTime, Dialect, Engine, MetaData, Row, Select, event, select
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session, registry
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from marketplace.kernel.money import CURRENCY, Money
from marketplace.kernel.shared_sync import SharedSync
from marketplace.kernel.turns import Turns
from marketplace.kernel.write_ahead import PAGES_AT_MOST

AnyRow = Row[*tuple[Any, ...]]
"""A row of a list; its columns are said in the query's docstring."""

T = TypeVar("T")

CHUNK = 100
"""Rows that are read at once when a whole table is checked."""
UNREADABLE = (ValueError, TypeError, LookupError)
"""What the column types raise over a value that none of them wrote."""

AnySelect = Select[*tuple[Any, ...]]

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: stored in UTC, always aware in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a naive time: it would mean a different instant on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"naive time {value!r}"
            raise ValueError(message)
        return value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002
        """One step from what the driver gives: SQLite a text without zone, PostgreSQL an aware time."""
        if dialect.name == "sqlite":
            return lambda value: None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)
        return lambda value: None if value is None else value.astimezone(UTC)


@lru_cache(maxsize=4096)
def _money(fen: int) -> Money:
    """A list shows the same amounts again and again; Money cannot change, so one object will do."""
    return Money(fen)


class Fen(TypeDecorator[Money]):
    """Money as BIGINT minor units of the instance's currency."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Only the instance's currency may be stored."""
        if value is None:
            return None
        if value.currency != CURRENCY:
            message = f"cannot store {value.currency}"
            raise ValueError(message)
        return value.fen

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Money | None]:  # noqa: ARG002
        """Fen to Money; sums of them come as decimals from PostgreSQL."""
        return lambda value: None if value is None else _money(int(value))

    @property
    def python_type(self) -> type[Money]:
        """What a loaded value is."""
        return Money


class Base(DeclarativeBase):
    """Plain SQLAlchemy; the domain never sees Flask-SQLAlchemy's session."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UtcDateTime, Money: Fen}
    )


def each(session: Session, model: type[T], key: InstrumentedAttribute[int]) -> Iterator[tuple[int, T | None]]:
    """Every row by its number, in that order, as it is stored now; None for one that cannot be read any more."""
    fresh = select(model).execution_options(populate_existing=True)
    for numbers in session.scalars(select(key).order_by(key)).partitions(CHUNK):
        try:
            rows: dict[int, T | None] = {
                getattr(row, key.key): row for row in session.scalars(fresh.where(key.in_(numbers)))
            }
        except UNREADABLE:
            rows = {number: _readable(session, fresh.where(key == number)) for number in numbers}
        yield from ((number, rows.get(number)) for number in numbers)


def _readable(session: Session, wanted: Select[T]) -> T | None:
    try:
        return session.scalars(wanted).first()
    except UNREADABLE:
        return None


WAIT_FOR_WRITER_MS = 30_000
"""How long a SQLite connection waits for the one writer before it gives up."""
HAS_TURN, IS_FLEETING, IS_COMMITTED = "has the writers' turn", "may be lost with the power", "waits for the disk"


def prepare(engine: Engine) -> Engine:
    """Make SQLite durable and explicit about its transactions; PostgreSQL needs nothing.

    The driver begins nothing by itself; the `begin` event says ``BEGIN <mode>``, where a writing engine carries
    ``execution_options(sqlite_mode="IMMEDIATE")`` and so waits for its turn instead of failing half-way
    (docs/adr/0002). When its connection is given back, the turn goes to the next, and whoever has committed waits
    until that is on the disk, unless ``is_fleeting=True`` stands beside: for what may be lost with the power.
    """
    if engine.dialect.name == "sqlite":
        writers = _Writers(engine.url.database)
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", writers.on_begin)
        event.listen(engine, "commit", writers.on_commit)
        event.listen(engine, "checkin", writers.on_checkin)
    return engine


def _on_sqlite_connect(connection: Any, record: object) -> None:  # noqa: ANN401, ARG001 - the driver's own type
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {WAIT_FOR_WRITER_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA wal_autocheckpoint = {PAGES_AT_MOST}")
    cursor.close()


class _Writers:
    """What the writing transactions of one SQLite file share."""

    def __init__(self, file: str | None) -> None:
        is_file = file is not None and file != ":memory:"
        self._turns = Turns(Path(f"{file}-turn") if is_file else None)
        self._disk = SharedSync(file) if file is not None and is_file else None

    def on_begin(self, connection: Connection) -> None:
        options, raw = connection.get_execution_options(), connection.connection.cursor()
        mode = options.get("sqlite_mode")
        if mode is None:  # to read: it takes no lock, so it cannot fail, and it stands before every page
            raw.execute("BEGIN DEFERRED")
            return
        if not connection.info.get(HAS_TURN):
            connection.info[HAS_TURN] = self._turns.take(WAIT_FOR_WRITER_MS / 1000)
        connection.info[IS_FLEETING] = options.get("is_fleeting", False)
        if self._disk is not None:
            raw.execute("PRAGMA synchronous = NORMAL")
        connection.exec_driver_sql(f"BEGIN {mode}")

    def on_commit(self, connection: Connection) -> None:
        if connection.get_execution_options().get("sqlite_mode") is not None:
            connection.info[IS_COMMITTED] = True

    def on_checkin(self, connection: Any, record: ConnectionPoolEntry) -> None:  # noqa: ANN401 - the driver's own type
        is_fleeting, is_committed = record.info.pop(IS_FLEETING, None), record.info.pop(IS_COMMITTED, False)
        if is_fleeting is None:
            return
        if connection is not None:
            connection.execute("PRAGMA synchronous = FULL")
        if record.info.pop(HAS_TURN, False):
            self._turns.give()
        if is_committed and not is_fleeting and self._disk is not None:
            self._disk.sync()
