"""Nobody is told of a commit that is not on the disk, and one wait serves everybody."""

import os
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from marketplace.kernel import shared_sync
from marketplace.kernel.database import prepare
from marketplace.kernel.shared_sync import SharedSync


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    made = prepare(create_engine(f"sqlite:///{tmp_path / 'a.sqlite'}"))
    with made.execution_options(sqlite_mode="IMMEDIATE").begin() as connection:
        connection.execute(text("CREATE TABLE a (b INTEGER UNIQUE)"))
    return made


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were brought to the disk, in order."""
    names: list[str] = []
    real = os.fsync

    def watched(descriptor: int) -> None:
        names.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        real(descriptor)

    monkeypatch.setattr(shared_sync.os, "fsync", watched)
    return names


def write(engine: Engine, value: int, **options: object) -> None:
    with engine.execution_options(sqlite_mode="IMMEDIATE", **options).begin() as connection:
        connection.execute(text("INSERT INTO a VALUES (:value)"), {"value": value})


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(text("SELECT COUNT(*) FROM a")).scalar() or 0


def test_a_commit_is_on_the_disk_before_anybody_hears_of_it(engine: Engine, synced: list[str]) -> None:
    write(engine, 1)
    assert "a.sqlite-wal" in synced


def test_what_may_be_lost_with_the_power_does_not_wait(engine: Engine, synced: list[str]) -> None:
    write(engine, 1, is_fleeting=True)
    assert (synced, count(engine)) == ([], 1)
    write(engine, 2)
    assert synced.count("a.sqlite-wal") == 1, "and the next one waits again"


def test_an_act_that_failed_waits_for_nothing(engine: Engine, synced: list[str]) -> None:
    def fail() -> None:
        with engine.execution_options(sqlite_mode="IMMEDIATE").begin() as connection:
            connection.execute(text("INSERT INTO a VALUES (1)"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (synced, count(engine)) == ([], 0)


def test_whoever_reads_waits_for_nothing_and_keeps_the_careful_setting(engine: Engine, synced: list[str]) -> None:
    write(engine, 1)
    synced.clear()
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2, "FULL, for what commits on its own"
    assert synced == []


def test_a_disk_that_fails_is_no_acknowledgement(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(shared_sync.os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        write(engine, 1)
    monkeypatch.undo()
    with pytest.raises(OSError, match="Input/output"):
        write(engine, 2)
    assert count(engine) == 2, "the turn was handed on, and reading goes on"


def test_one_wait_serves_all_who_committed_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a-wal").touch()
    sync = SharedSync(str(tmp_path / "a"))
    waits: list[float] = []

    def slow(_descriptor: int) -> None:
        waits.append(time.monotonic())
        time.sleep(0.05)

    sync.sync()
    monkeypatch.setattr(shared_sync.os, "fsync", slow)
    threads = [threading.Thread(target=sync.sync) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert 1 <= len(waits) <= 4
    sync.sync()
    assert len(waits) <= 5, "a later commit has a wait of its own"


def test_many_writers_at_once_are_all_kept(engine: Engine) -> None:
    threads = [threading.Thread(target=write, args=(engine, number)) for number in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert count(engine) == 64
