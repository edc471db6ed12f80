"""Several processes on one index, as they are in service: they write together, die while writing, read meanwhile."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from typing import NamedTuple

import pytest
import whoosh.filedb.filestore
import whoosh.index
import whoosh.writing
from sqlalchemy import NullPool, create_engine

from marketplace.adapters.names.script import ChineseScript
from marketplace.adapters.search import turn
from marketplace.adapters.search import whoosh as embedded
from marketplace.adapters.search.postgres import PostgresEngine
from marketplace.adapters.search.tantivy import TantivyEngine
from marketplace.adapters.search.whoosh import WhooshEngine, snapshots
from marketplace.domain.search.analysis import Analysed, Analysis
from marketplace.domain.search.ports import Facet, Kind, Question, SearchDocument, SearchEngine, Terms
from marketplace.kernel.database import prepare
from marketplace.kernel.errors import Unavailable
from tests.adapters.search.test_changes import VISIBLE_WITHIN, soon
from tests.databases import PostgresTemplate

SPAWN = multiprocessing.get_context("spawn")
PATIENT = 60.0
"""Seconds for another process to do what it does; it takes one or two."""

MANY = snapshots.QUICK + 200
BATCH = 40
FATAL = 7
"""The document at which a writer dies, in the middle of its batch."""

ALL = Question(Kind.PROVIDER, ((Terms(("word",)),),), counted=(Facet.REGION,), limit=10 * MANY)


class Place(NamedTuple):
    """Where an index is, so that another process can open it."""

    name: str
    where: str

    def opened(self, analysis: Analysis | None = None) -> SearchEngine:
        analysis = analysis or Analysis(ChineseScript())
        if self.name == "postgres":
            return PostgresEngine(prepare(create_engine(self.where, poolclass=NullPool)), analysis)
        return (TantivyEngine if self.name == "tantivy" else WhooshEngine)(Path(self.where), analysis)


@pytest.fixture(params=["whoosh", "tantivy", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "postgres":
        template: PostgresTemplate = request.getfixturevalue("postgres_template")
        with template.fresh("empty") as url:
            yield Place("postgres", url)
    else:
        yield Place(request.param, str(tmp_path / "index"))


def document(number: int, word: str = "word") -> SearchDocument:
    return SearchDocument(Kind.PROVIDER, number, f"O-{number}", word, "", facets={Facet.REGION: ("51",)})


def held(engine: SearchEngine) -> set[int]:
    """The numbers of what is in the index, however it is asked; the same each time or something is wrong."""
    answer = engine.find(ALL)
    numbers = {*answer.numbers}
    assert len(numbers) == len(answer.numbers) == answer.total
    assert answer.counts == {Facet.REGION: {"51": answer.total} if answer.total else {}}
    assert dict(engine.digests(Kind.PROVIDER)) == {f"O-{number}": document(number).digest for number in numbers}
    return numbers


@contextmanager
def process(target: Callable[..., None], *args: object) -> Iterator[SpawnProcess]:
    child = SPAWN.Process(target=target, args=args)
    child.start()
    try:
        yield child
        child.join(PATIENT)
    finally:
        child.kill()
        child.join()


def _write(place: Place, first: int, together: Barrier) -> None:
    engine = place.opened()
    together.wait(PATIENT)
    for number in range(first, first + 6):
        engine.put([document(number)])
    engine.remove(Kind.PROVIDER, [f"O-{first}"])


def test_what_two_processes_write_at_once_all_ends_up_in_the_index(place: Place) -> None:
    together = SPAWN.Barrier(2)
    with process(_write, place, 10, together) as one, process(_write, place, 20, together) as other:
        pass
    assert (one.exitcode, other.exitcode) == (0, 0)
    assert held(place.opened()) == {*range(11, 16), *range(21, 26)}


class Dying(Analysis):
    """Kills its own process as soon as it is given one document, while the engine writes."""

    def document(self, document: SearchDocument) -> Analysed:
        if document.number == FATAL:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().document(document)


def _die_over_a_document(place: Place) -> None:
    place.opened(Dying(ChineseScript())).put([document(number) for number in range(1, 20)])


def test_what_a_killed_writer_had_not_finished_never_was(place: Place) -> None:
    engine = place.opened()
    engine.put([document(3), document(100)])
    with process(_die_over_a_document, place) as dead:
        pass
    assert dead.exitcode == -signal.SIGKILL
    assert held(engine) == held(place.opened()) == {3, 100}
    engine.put([document(101)])
    place.opened().remove(Kind.PROVIDER, ["O-3"])
    assert held(engine) == held(place.opened()) == {100, 101}
    engine.tidy()
    assert held(engine) == {100, 101}


def _write_on(place: Place, first: int) -> None:
    engine = place.opened()
    while True:
        engine.put([document(number) for number in range(first, first + BATCH)])
        first += BATCH


def test_a_writer_may_be_killed_at_any_time(place: Place) -> None:
    engine = place.opened()
    engine.put([document(0)])
    for turn_ in range(3):
        before = held(engine)
        first = max(before) + 1
        with process(_write_on, place, first) as writer:
            while engine.find(ALL).total == len(before):
                assert writer.is_alive()
            time.sleep(0.03 * turn_)
            writer.kill()
        after = held(engine) - before
        assert len(after) % BATCH == 0, "a batch is in the index wholly or not at all"
        assert after == {*range(first, first + len(after))}
    engine.put([document(1_000_000)])
    assert held(place.opened()) == held(engine) > {0, 1_000_000}


def _die_at(place: Place, point: str, act: str) -> None:
    """Die in the middle of a commit; what is patched is what Whoosh goes through in this order."""
    engine = place.opened()
    home, name = {
        "before the segment is closed": (whoosh.writing.SegmentWriter, "_finalize_segment"),
        "before the table of contents": (whoosh.index.TOC, "write"),
        "before it takes the other's place": (whoosh.filedb.filestore.FileStorage, "rename_file"),
        "before what is old is deleted": (whoosh.index, "clean_files"),
        "before the lock is given back": (whoosh.writing.SegmentWriter, "_finish"),
    }[point]
    setattr(home, name, lambda *_args, **_options: os.kill(os.getpid(), signal.SIGKILL))
    engine.put([document(2), document(3)]) if act == "put" else engine.tidy()


@pytest.mark.parametrize("act", ["put", "tidy"])
@pytest.mark.parametrize(
    ("point", "is_done"),
    [
        ("before the segment is closed", False),
        ("before the table of contents", False),
        ("before it takes the other's place", False),
        ("before what is old is deleted", True),
        ("before the lock is given back", True),
    ],
)
def test_whoosh_may_die_at_any_step_of_a_commit(tmp_path: Path, point: str, act: str, *, is_done: bool) -> None:
    place = Place("whoosh", str(tmp_path))
    engine = place.opened()
    engine.put(document(number) for number in range(100, 100 + MANY))
    engine.put([document(1), document(3)])
    reader = place.opened()
    assert len(held(reader)) == MANY + 2
    with process(_die_at, place, point, act) as dead:
        pass
    assert dead.exitcode == -signal.SIGKILL
    due = {1, 3, *range(100, 100 + MANY)} | ({2} if is_done and act == "put" else set())
    assert held(place.opened()) == due
    assert soon(lambda: held(reader) == due)
    engine.put([document(4)])
    engine.tidy()
    assert held(place.opened()) == due | {4}
    [segment] = {path.name.rpartition(".")[0].partition(".")[0] for path in tmp_path.glob("MAIN_*.*")}
    left = [path.name for path in tmp_path.iterdir() if not path.name.startswith(segment)]
    assert len([name for name in left if name.endswith(".toc")]) == 1, left
    assert "MAIN.tmp" not in left, "nothing is left of what the dead one wrote"


class Report(NamedTuple):
    """What a reader has seen: at which moment how many documents, or what went wrong."""

    seen: list[tuple[float, int]]
    fault: str


def _read(place: Place, is_open: Event, is_over: Event, quick: int, told: "multiprocessing.Queue[Report]") -> None:
    snapshots.QUICK = quick
    engine = place.opened()
    seen: list[tuple[float, int]] = []
    fault = ""
    try:
        while not is_over.is_set():
            answer = engine.find(ALL)
            assert answer.total == len(answer.numbers) == answer.counts[Facet.REGION]["51"]
            if not seen or seen[-1][1] != answer.total:
                seen.append((time.monotonic(), answer.total))
            is_open.set()
    except Exception as found:  # noqa: BLE001 - told to the one who asserts
        fault = repr(found)
        is_open.set()
    told.put(Report(seen, fault))


@pytest.mark.parametrize(
    ("place", "quick"),
    [("whoosh", snapshots.QUICK), ("whoosh", 0), ("tantivy", 0), ("postgres", 0)],
    ids=["whoosh", "whoosh opened beside", "tantivy", "postgres"],
    indirect=["place"],
)
def test_a_reader_in_another_process_sees_each_change_in_a_second_and_never_fails(place: Place, quick: int) -> None:
    engine = place.opened()
    engine.put(document(number) for number in range(MANY))
    is_open, is_over, told = SPAWN.Event(), SPAWN.Event(), SPAWN.Queue()
    written: list[tuple[float, int]] = []
    with process(_read, place, is_open, is_over, quick, told):
        assert is_open.wait(PATIENT)
        for more in range(1, 9):
            engine.put([document(MANY + more), document(more)])
            written.append((time.monotonic(), MANY + more))
            if more % 3 == 0:
                engine.tidy()
        time.sleep(VISIBLE_WITHIN)
        is_over.set()
        report = told.get(timeout=PATIENT)
    assert report.fault == ""
    totals = [total for _, total in report.seen]
    assert totals == sorted(totals), "nobody goes back"
    for at, total in written:
        first = next((when for when, count in report.seen if count >= total), None)
        assert first is not None
        assert first - at < VISIBLE_WITHIN, (total, first - at)


class Waiting(Analysis):
    """Holds the engine while it writes."""

    def __init__(self, writes: Event, goes_on: Event) -> None:
        super().__init__(ChineseScript())
        self.writes, self.goes_on = writes, goes_on

    def document(self, document: SearchDocument) -> Analysed:
        self.writes.set()
        self.goes_on.wait(PATIENT)
        return super().document(document)


def _write_slowly(place: Place, writes: Event, goes_on: Event) -> None:
    place.opened(Waiting(writes, goes_on)).put([document(1)])


@pytest.mark.parametrize("place", ["whoosh", "tantivy"], indirect=True)
def test_who_waits_too_long_for_another_writer_is_told_so_and_may_come_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = place.opened()
    engine.put([document(0)])
    writes, goes_on = SPAWN.Event(), SPAWN.Event()
    with process(_write_slowly, place, writes, goes_on):
        assert writes.wait(PATIENT)
        with monkeypatch.context() as hasty:
            for module in (turn, embedded):
                hasty.setattr(module, "PATIENCE", 0.1)
            for act in (lambda: engine.put([document(2)]), lambda: engine.remove(Kind.PROVIDER, ["O-0"]), engine.clear):
                with pytest.raises(Unavailable, match=f"Another process has been writing.*{place.where}"):
                    act()
            assert held(engine) == held(place.opened()) == {0}, "who reads or opens waits for nobody"
        goes_on.set()
        engine.put([document(2)])
    assert held(engine) == {0, 1, 2}
