"""Questions of the pages most read, asked of the driver itself: a session would cost more than the answer."""

import threading
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Dialect, Engine, Select, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

STATEMENTS = 512
"""How many statements are kept ready: a dozen questions, some of them for each number of rows that a page can have."""

Process = Callable[[Any], Any]


class _Prepared(NamedTuple):
    sql: str
    fixed: dict[str, Any]
    """Values that stand in the statement itself, as the driver takes them."""
    processors: tuple[tuple[str, Process | None], ...]
    """(name, what makes of the value that is handed in what the driver takes, where that is something else)."""
    order: list[str] | None
    """The names of the places in their order, where the driver counts them."""
    row: Callable[[Sequence[Any]], Any]
    """Makes a named tuple of a row of the driver's."""
    made: tuple[tuple[int, Process], ...]
    """(place, what makes of the driver's value what the column's type says), where that is something else."""
    error: type[Exception]
    """What the driver raises, of any kind."""


def ask(engine: Engine, statement: Select[Any], values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows as the driver gives them, committed ones alone; `statement` is one that was built once.

    `values` has what the statement leaves open, by the names of its places. Errors are SQLAlchemy's.
    """
    prepared = _prepare(engine.dialect, statement)
    try:
        if engine.dialect.name == "sqlite":
            return _fetched(_own(engine), prepared, values)
        connection = engine.raw_connection()
        try:
            return _fetched(connection, prepared, values)
        finally:
            connection.close()
    except prepared.error as error:
        raise _told(prepared, error) from error


def rows(session: Session, statement: Select[Any], values: Mapping[str, Any]) -> list[Any]:
    """Named tuples of what a session would give, without beginning its transaction where it has none yet.

    In one that has begun the question is asked where all others are, so that it sees what those see. `statement` and
    `values` as for `ask`; of columns with one name the first keeps it. Errors are SQLAlchemy's.
    """
    bind = session.get_bind()
    prepared = _prepare(bind.dialect, statement)
    if session.in_transaction() or not isinstance(bind, Engine):
        try:
            found = _fetched(session.connection().connection, prepared, values)
        except prepared.error as error:
            raise _told(prepared, error) from error
    else:
        found = ask(bind, statement, values)
    if not prepared.made:
        return list(map(prepared.row, found))
    return [prepared.row(_as_typed(row, prepared.made)) for row in found]


def one_of(column: ColumnElement[Any], many: int) -> ColumnElement[bool]:
    """That a column has one of so many values, which `numbered` then hands in; one such list a statement."""
    return column.in_([bindparam(f"value{place}", type_=column.type) for place in range(many)])


def numbered(values: Sequence[object]) -> dict[str, object]:
    """The values for `one_of`."""
    return {f"value{place}": value for place, value in enumerate(values)}


class _Kept:
    """A connection that is closed when the thread or the engine it belongs to is gone."""

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - the driver's
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


class _Own(threading.local):
    """The connections of one thread, none of which a session ever gets."""

    def __init__(self) -> None:
        self.kept: WeakKeyDictionary[Engine, _Kept] = WeakKeyDictionary()


_OWN = _Own()


def _own(engine: Engine) -> Any:  # noqa: ANN401 - the driver's
    """The connection of this thread to SQLite: to take one out of the pool for one question costs what that does.

    It is never in a transaction, so each question sees what is committed, and holds back no one who writes.
    """
    kept = _OWN.kept.get(engine)
    if kept is None:
        taken = engine.raw_connection()
        kept = _OWN.kept[engine] = _Kept(taken.dbapi_connection)
        taken.detach()
    return kept.connection


def _as_typed(row: Sequence[Any], made: Sequence[tuple[int, Process]]) -> list[Any]:
    values = list(row)
    for place, process in made:
        values[place] = process(values[place])
    return values


def _fetched(connection: Any, prepared: _Prepared, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:  # noqa: ANN401 - the driver's
    sent = prepared.fixed.copy()
    for name, process in prepared.processors:
        sent[name] = values[name] if process is None else process(values[name])
    cursor = connection.cursor()
    cursor.execute(prepared.sql, sent if prepared.order is None else [sent[name] for name in prepared.order])
    found: list[tuple[Any, ...]] = cursor.fetchall()
    cursor.close()
    return found


def _told(prepared: _Prepared, error: Exception) -> Exception:
    """SQLAlchemy's error for the driver's."""
    return DBAPIError.instance(prepared.sql, None, error, prepared.error)


@lru_cache(maxsize=STATEMENTS)
def _prepare(dialect: Dialect, statement: Select[Any]) -> _Prepared:
    compiled: Any = statement.compile(dialect=dialect)
    is_open = [name for name, bind in compiled.binds.items() if bind.required]
    # Lists that the statement holds, such as states, become as many places as they have values.
    whole = compiled.construct_expanded_state(dict.fromkeys(is_open))
    processors: dict[str, Process | None] = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()
    }
    processors |= whole.processors
    columns = statement.column_descriptions
    made = [(place, _result(dialect, column["type"])) for place, column in enumerate(columns)]
    row: Any = namedtuple("row", [column["name"] for column in columns], rename=True)  # type: ignore[misc]  # noqa: PYI024
    return _Prepared(
        sql=whole.statement,
        fixed={
            name: value if (process := processors.get(name)) is None else process(value)
            for name, value in whole.parameters.items()
            if name not in is_open
        },
        processors=tuple((name, processors[name]) for name in is_open),
        order=whole.positiontup if compiled.positional else None,
        row=row._make,
        made=tuple((place, process) for place, process in made if process is not None),
        error=dialect.loaded_dbapi.Error,
    )


def _result(dialect: Dialect, kind: Any) -> Process | None:  # noqa: ANN401 - a type of SQLAlchemy's
    found: Process | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return found
