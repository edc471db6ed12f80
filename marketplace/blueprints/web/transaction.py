"""The request's own session, where Flask-Security commits for itself: it must wait for the writer's lock, too.

A transaction that has read and then writes cannot wait on SQLite; it fails. So the first write restarts it, unwritten,
as IMMEDIATE (docs/adr/0002).
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

HELD = "holds the write lock"


def install(session_factory: Any) -> None:  # noqa: ANN401 - a scoped session, which SQLAlchemy's events know
    """Watch the first flush of every session of `session_factory`; a statement that writes calls `take_write_lock`."""
    event.listen(session_factory, "before_flush", _before_flush)
    event.listen(session_factory, "after_transaction_end", _after_end)


def take_write_lock(session: Session) -> None:
    """Begin again as IMMEDIATE unless this transaction already holds the lock; elsewhere than on SQLite do nothing."""
    if session.info.get(HELD) or session.get_bind().dialect.name != "sqlite":
        return
    connection = session.connection()
    connection.exec_driver_sql("ROLLBACK")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    session.info[HELD] = True


def _before_flush(session: Session, context: object, instances: object) -> None:  # noqa: ARG001 - the event's signature
    take_write_lock(session)


def _after_end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(HELD, None)
