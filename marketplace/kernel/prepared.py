"""Questions that stand before a page, asked of the driver itself: a session would cost more than the answer."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Dialect, Engine, Select

STATEMENTS = 128
"""How many statements are kept ready; an application has one engine and a dozen such questions."""

Process = Callable[[Any], Any]


class _Prepared(NamedTuple):
    sql: str
    fixed: dict[str, Any]
    """Values that stand in the statement itself, as the driver takes them."""
    processors: dict[str, Process | None]
    """What makes of a value that is handed in what the driver takes, where that is something else."""
    order: list[str] | None
    """The names of the places in their order, where the driver counts them."""


def ask(engine: Engine, statement: Select[Any], values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows as the driver gives them, committed ones alone; `statement` is one that was built once.

    `values` has what the statement leaves open, by the names of its places.
    """
    prepared = _prepare(engine.dialect, statement)
    sent = dict(prepared.fixed)
    for name, process in prepared.processors.items():
        sent[name] = values[name] if process is None else process(values[name])
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(prepared.sql, sent if prepared.order is None else [sent[name] for name in prepared.order])
        return list(cursor.fetchall())
    finally:
        connection.close()


@lru_cache(maxsize=STATEMENTS)
def _prepare(dialect: Dialect, statement: Select[Any]) -> _Prepared:
    compiled = statement.compile(dialect=dialect)
    processors = {
        name: compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in compiled.params
    }
    is_open = {name: compiled.binds[name].required for name in compiled.params}
    fixed = {
        name: value if (process := processors[name]) is None else process(value)
        for name, value in compiled.params.items()
        if not is_open[name]
    }
    order = compiled.positiontup if compiled.positional else None
    return _Prepared(compiled.string, fixed, {name: each for name, each in processors.items() if is_open[name]}, order)
