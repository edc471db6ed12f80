"""Alembic's environment: the application's engine and models, one writer at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

migrate = current_app.extensions["migrate"]
metadata = migrate.db.metadata


def written_type(kind: str, item: Any, autogen: Any) -> str | Literal[False]:  # noqa: ANN401, ARG001 - Alembic's signature
    """The house's own column types are written as what they are in the database."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


@contextmanager
def rebuilding_allowed(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by building it anew, which its foreign keys forbid while others point to it.

    The switch works outside of transactions only (sqlite.org/lang_altertable.html, section 7); what points nowhere
    afterwards is refused.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
        if lost := cursor.execute("PRAGMA foreign_key_check").fetchall():
            message = f"rows that point nowhere after the migration: {lost}"
            raise RuntimeError(message)
    finally:
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()


def run(**how: Any) -> None:  # noqa: ANN401 - what Alembic is told about the connection
    """Apply the revisions, each in a transaction of its own."""
    context.configure(
        target_metadata=metadata,
        render_item=written_type,
        transaction_per_migration=True,
        **migrate.configure_args,
        **how,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    run(url=migrate.db.engine.url, literal_binds=True)
else:
    engine = migrate.db.engine.execution_options(sqlite_mode="IMMEDIATE")
    with engine.connect() as connection, rebuilding_allowed(connection):
        run(connection=connection)
