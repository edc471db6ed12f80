"""What was changed or taken out is never seen again, by any reader; several may write."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from marketplace.adapters.search.tantivy import TantivyEngine
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.ports import Facet, Kind, Question, SearchDocument, SearchEngine, Terms
from tests.adapters.search.conftest import Opening

VISIBLE_WITHIN = 1.0
"""Seconds."""


def _document(number: int, word: str, region: str = "51") -> SearchDocument:
    return SearchDocument(Kind.PROVIDER, number, f"O-{number}", word, f"{word} body", facets={Facet.REGION: (region,)})


def _seen(engine: SearchEngine, word: str) -> tuple[list[int], int, dict[str, int]]:
    asked = Question(Kind.PROVIDER, ((Terms((word,)),),), counted=(Facet.REGION,))
    answer = engine.find(asked)
    return sorted(answer.numbers), answer.total, dict(answer.counts[Facet.REGION])


def _is_seen_once(engine: SearchEngine, word: str) -> bool:
    return _seen(engine, word) == ([1], 1, {"51": 1})


def soon(holds: Callable[[], bool]) -> bool:
    """Whether it holds as soon as a change must be visible."""
    end = time.monotonic() + VISIBLE_WITHIN
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def test_a_superseded_document_is_never_seen(opening: Opening, engine: SearchEngine, analysis: Analysis) -> None:
    reader = opening(analysis)
    for word in ("first", "second", "third", "fourth"):
        engine.put([_document(1, word)])
        assert _seen(engine, word) == ([1], 1, {"51": 1})
        assert soon(partial(_is_seen_once, reader, word))
    engine.put([_document(1, "fifth", "44"), _document(1, "last", "44")])
    assert soon(lambda: _seen(reader, "last") == ([1], 1, {"44": 1}))
    for one in (engine, reader, opening(analysis)):
        for word in ("first", "second", "third", "fourth", "fifth"):
            assert _seen(one, word) == ([], 0, {})
            assert list(one.near(Kind.PROVIDER, word + "x", 5)) == []
        assert one.find(Question(Kind.PROVIDER, counted=(Facet.REGION,))).counts == {Facet.REGION: {"44": 1}}
        assert dict(one.digests(Kind.PROVIDER)) == {"O-1": _document(1, "last", "44").digest}


def test_a_deleted_document_is_never_seen(opening: Opening, engine: SearchEngine, analysis: Analysis) -> None:
    engine.put(_document(n, "word") for n in range(1, 30))
    engine.put([SearchDocument(Kind.TENDER, 1, "O-1", "word", "")])
    reader = opening(analysis)
    assert _seen(reader, "word")[1] == 29
    engine.remove(Kind.PROVIDER, [f"O-{n}" for n in range(1, 29)] + ["O-99", ""])
    assert _seen(engine, "word") == ([29], 1, {"51": 1})
    assert soon(lambda: _seen(reader, "word") == ([29], 1, {"51": 1}))
    engine.remove(Kind.PROVIDER, ["O-29"])
    assert soon(lambda: _seen(reader, "word") == ([], 0, {}))
    for one in (engine, reader, opening(analysis)):
        assert _seen(one, "word") == ([], 0, {})
        assert list(one.digests(Kind.PROVIDER)) == []
        assert list(one.near(Kind.PROVIDER, "wird", 5)) == []
        assert list(one.find(Question(Kind.TENDER)).numbers) == [1], "kinds are kept apart"
    engine.put([_document(29, "word")])
    assert _seen(engine, "word") == ([29], 1, {"51": 1})


def test_it_stays_so_after_tidying(opening: Opening, engine: SearchEngine, analysis: Analysis) -> None:
    reader = opening(analysis)
    for n in range(12):
        engine.put([_document(1, f"word{n}"), _document(100 + n, "other")])
        engine.remove(Kind.PROVIDER, [f"O-{100 + n}"])
    engine.tidy()
    for one in (engine, opening(analysis)):
        assert [_seen(one, f"word{n}")[1] for n in range(12)] == [0] * 11 + [1]
        assert _seen(one, "other") == ([], 0, {})
    assert soon(lambda: _seen(reader, "word11")[1] == 1)
    assert _seen(reader, "other") == ([], 0, {})


def test_several_may_write_at_once(opening: Opening, engine: SearchEngine, analysis: Analysis) -> None:
    failed: list[Exception] = []

    def write(first: int) -> None:
        try:
            mine = opening(analysis)
            for n in range(first, first + 5):
                mine.put([_document(n, "word")])
        except Exception as fault:  # noqa: BLE001 - told by the thread that asserts
            failed.append(fault)

    threads = [Thread(target=write, args=(first,)) for first in (10, 20, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert soon(lambda: _seen(engine, "word")[1] == 15)


def test_a_broken_batch_leaves_the_index_writable(engine: SearchEngine) -> None:
    def broken() -> Iterator[SearchDocument]:
        yield _document(1, "half")
        raise LookupError

    with pytest.raises(LookupError):
        engine.put(broken())
    engine.put([_document(2, "word")])
    assert _seen(engine, "word")[1] == 1


def test_an_index_of_another_layout_must_be_rebuilt(analysis: Analysis, tmp_path: Path) -> None:
    TantivyEngine(tmp_path, analysis).put([_document(1, "word")])
    [layout] = tmp_path.glob("tantivy-*")
    layout.rename(tmp_path / "tantivy-0")
    engine = TantivyEngine(tmp_path, analysis)
    assert not engine.is_current()
    engine.put([_document(2, "word")])
    assert not engine.is_current(), "the first document is not in it"
    engine.clear()
    assert engine.is_current()
    assert not (tmp_path / "tantivy-0").exists()


def test_another_analysis_makes_another_index(opening: Opening, engine: SearchEngine, analysis: Analysis) -> None:
    engine.put([_document(1, "word")])
    assert engine.is_current()
    newer = Analysis(analysis.script)
    newer.version = "newer"
    reopened = opening(newer)
    assert not reopened.is_current()
    reopened.put([_document(2, "word")])
    assert not reopened.is_current(), "what the other analysis made is still in it"
    reopened.clear()
    assert reopened.is_current()
    assert not opening(analysis).is_current()
    assert soon(lambda: _seen(engine, "word") == ([], 0, {}))
    engine.clear()
    assert engine.is_current()
