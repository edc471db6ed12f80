"""The write-ahead log goes into the database beside the writers, not in one of their commits."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from marketplace.kernel.database import prepare
from marketplace.kernel.write_ahead import tidier

SQLITE_BY_ITSELF = 1000
"""Pages after which a commit would tidy up where nothing else is said."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.sqlite"


@pytest.fixture
def engine(file: Path) -> Engine:
    made = prepare(create_engine(f"sqlite:///{file}"))
    with made.execution_options(sqlite_mode="IMMEDIATE").begin() as connection:
        connection.execute(text("CREATE TABLE a (b BLOB)"))
    return made


def write(engine: Engine, rows: int) -> None:
    for _ in range(rows):
        with engine.execution_options(sqlite_mode="IMMEDIATE").begin() as connection:
            connection.execute(text("INSERT INTO a VALUES (zeroblob(8000))"))


def test_a_commit_does_not_tidy_up_and_the_tidier_does(engine: Engine, file: Path) -> None:
    tidy = tidier(engine)
    write(engine, SQLITE_BY_ITSELF)
    assert file.stat().st_size < 8000 * SQLITE_BY_ITSELF
    tidy()
    assert file.stat().st_size >= 8000 * SQLITE_BY_ITSELF


def test_the_tidier_does_not_wait_for_a_writer_or_keep_one(engine: Engine, file: Path) -> None:
    tidy = tidier(engine)
    write(engine, 1)
    with engine.execution_options(sqlite_mode="IMMEDIATE").begin() as connection:
        connection.execute(text("INSERT INTO a VALUES (zeroblob(8000))"))
        tidy()
    write(engine, 1)
    tidy()
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM a")).scalar_one() == 3
    log = Path(f"{file}-wal").stat().st_size
    write(engine, 1)
    assert Path(f"{file}-wal").stat().st_size == log  # begun anew: everything before is in the database


def test_it_does_nothing_where_nothing_was_written(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    tidy = tidier(engine)
    write(engine, 1)
    tidy()
    monkeypatch.setattr(engine, "raw_connection", lambda: pytest.fail("asked the database"))
    tidy()


def test_other_databases_tidy_up_by_themselves() -> None:
    tidier(create_engine("postgresql+psycopg://nobody@localhost/none"))()
