"""Writers take turns in the order in which they came."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from marketplace.kernel.database import prepare
from marketplace.kernel.turns import Turns


@pytest.fixture
def turns(tmp_path: Path) -> Turns:
    return Turns(tmp_path / "turn")


def test_who_comes_first_is_served_first(turns: Turns) -> None:
    served: list[int] = []

    def wait(number: int) -> None:
        assert turns.take(10)
        served.append(number)
        turns.give()

    assert turns.take(1)
    threads = [threading.Thread(target=wait, args=(number,)) for number in range(12)]
    for number, thread in enumerate(threads, 1):
        thread.start()
        while len(turns._waiting) < number:  # noqa: SLF001 - the queue itself is tested
            time.sleep(0.001)
    turns.give()
    for thread in threads:
        thread.join(10)
    assert served == list(range(12))


def test_whoever_loses_patience_leaves_the_queue_and_blocks_nobody(turns: Turns) -> None:
    assert turns.take(1)
    assert not turns.take(0.01)
    turns.give()
    assert turns.take(0.01)
    turns.give()


def test_another_process_waits_at_the_file(tmp_path: Path) -> None:
    here, elsewhere = Turns(tmp_path / "turn"), Turns(tmp_path / "turn")
    assert here.take(1)
    got = threading.Event()

    def wait() -> None:
        elsewhere.take(10)
        got.set()
        elsewhere.give()

    thread = threading.Thread(target=wait)
    thread.start()
    assert not got.wait(0.05)
    here.give()
    assert got.wait(5)
    thread.join(5)


def test_the_turn_ends_with_the_connection_whatever_became_of_the_transaction(tmp_path: Path) -> None:
    engine = prepare(create_engine(f"sqlite:///{tmp_path / 'a.sqlite'}"))
    writing = engine.execution_options(sqlite_mode="IMMEDIATE")
    with writing.begin() as connection:
        connection.execute(text("CREATE TABLE a (b INTEGER UNIQUE)"))

    def fail() -> None:
        with writing.begin():
            raise RuntimeError

    for _ in range(3):
        with pytest.raises(RuntimeError):
            fail()
    with writing.connect() as connection:
        connection.execute(text("INSERT INTO a VALUES (1)"))
        connection.commit()
        connection.execute(text("INSERT INTO a VALUES (2)"))
        connection.invalidate()
    begun = time.monotonic()
    with writing.begin() as connection:
        connection.execute(text("INSERT INTO a VALUES (3)"))
    assert time.monotonic() - begun < 5
    engine.dispose()
