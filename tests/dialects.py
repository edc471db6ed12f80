"""The databases' dialects as tests speak them: what one test has compiled, the next need not compile again.

Every test opens an engine of its own, and a new engine compiles every statement once more, which an application does
once in its life. Here the engines of a process share the compiled statements; rows are never kept.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

STATEMENTS: LRUCache[Any, Any] = LRUCache(8000)
"""Room for more than the suite has. A key names the dialect, the statement and its columns."""


class Remembering:
    """Two engines' dialects are equal when they are of one kind, so they find each other's statements."""

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=STATEMENTS)


class SQLite(Remembering, SQLiteDialect_pysqlite):
    """Files."""

    supports_statement_cache = True


class PostgreSQL(Remembering, PGDialect_psycopg):
    """Databases of the test server."""

    supports_statement_cache = True


def remember() -> None:
    """From now on engines are made so."""
    registry.register("sqlite", __name__, SQLite.__name__)
    registry.register("postgresql.psycopg", __name__, PostgreSQL.__name__)
