"""Bringing SQLite's write-ahead log into the database: beside those who write, not in the middle of one of their acts.

By itself SQLite does it in the commit that makes the log longer than a thousand pages, and everybody behind that commit
waits for it.
"""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

PAGES_AT_MOST = 20_000
"""Of 4 KB; past these a commit does it after all, should nobody else have done it [own default]."""


def tidier(engine: Engine) -> Callable[[], None]:
    """What to call again and again: it brings in what was written since the last time, and never keeps a writer."""
    file = engine.url.database
    if engine.dialect.name != "sqlite" or file is None:
        return lambda: None
    log = Path(f"{file}-wal")
    done_until: int | None = None

    def tidy() -> None:
        nonlocal done_until
        written_at = log.stat().st_mtime_ns if log.exists() else None
        if written_at == done_until:
            return
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").close()
        finally:
            connection.close()
        done_until = written_at

    return tidy
