"""What is tantivy's alone: a word in many documents."""

from pathlib import Path

import pytest

from marketplace.adapters.search import tantivy_pages
from marketplace.adapters.search.tantivy import TantivyEngine
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.engines import Often
from marketplace.domain.search.ports import Kind, Question, SearchDocument, Terms

HEAD = 200
MANY = 1500
GONE = range(HEAD, MANY, 7)
ALONE = (Terms(("common",)),)


def _document(n: int) -> SearchDocument:
    """Each third says the word twice and each eleventh four times; how long they are tells few apart."""
    body = "common " * (1 + (n % 3 == 0) + 2 * (n % 11 == 0)) + "filler " * (n % 4)
    return SearchDocument(Kind.PROVIDER, n, f"O-{n}", "title", body)


@pytest.fixture
def engine(tmp_path: Path, analysis: Analysis, monkeypatch: pytest.MonkeyPatch) -> TantivyEngine:
    """Of several segments, one of them with what superseded others, and with gaps."""
    monkeypatch.setattr(tantivy_pages, "ORDERED", Often(beyond=MANY // 2, best=HEAD))
    monkeypatch.setattr(tantivy_pages, "NARROWEST", MANY // 40)
    engine = TantivyEngine(tmp_path, analysis)
    for start in range(0, MANY, MANY // 5):
        engine.put(map(_document, range(start, start + MANY // 5)))
    engine.put(map(_document, range(0, MANY, 5)))
    engine.remove(Kind.PROVIDER, [f"O-{n}" for n in GONE])
    return engine


def _found(engine: TantivyEngine, size: int) -> list[int]:
    answers = [
        engine.find(Question(Kind.PROVIDER, (ALONE,), offset=offset, limit=size))
        for offset in range(0, MANY + size, size)
    ]
    assert {answer.total for answer in answers} == {MANY - len(GONE)}
    return [number for answer in answers for number in answer.numbers]


def test_numbers_may_lie_far_apart(tmp_path: Path, analysis: Analysis) -> None:
    """In more windows than tantivy counts, if windows were as narrow as the documents are many."""
    numbers = [n << 12 for n in range(66_000)]
    engine = TantivyEngine(tmp_path, analysis)
    engine.put(SearchDocument(Kind.PROVIDER, number, str(number), "common", "") for number in numbers)
    answer = engine.find(Question(Kind.PROVIDER, (ALONE,), offset=50_000, limit=30))
    assert (answer.numbers, answer.total) == (numbers[50_000:50_030], len(numbers)), "all are alike"


@pytest.mark.parametrize("size", [20, 170, HEAD, HEAD + 1, MANY])
def test_a_word_in_many_documents_has_its_best_first_and_the_others_by_their_numbers(
    engine: TantivyEngine, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _found(engine, size)
    assert sorted(found) == sorted({*range(MANY)} - {*GONE}), "pages neither overlap nor leave anything out"
    assert found[HEAD:] == sorted(found[HEAD:]), "by their numbers"
    monkeypatch.setattr(tantivy_pages, "ORDERED", Often(beyond=2 * MANY, best=HEAD))
    by_relevance = _found(engine, size)
    assert found[:HEAD] == by_relevance[:HEAD]
    assert found[HEAD:] != by_relevance[HEAD:], "all are, where there are not so many"
