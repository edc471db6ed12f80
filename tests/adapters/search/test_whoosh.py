"""The embedded engine, beyond the contract: what two openings of one folder see of one another, and old folders."""

from itertools import pairwise
from math import log
from pathlib import Path
from random import Random  # noqa: TID251 - the same documents at every run

import pytest
from whoosh import fields, index

from marketplace.adapters.search.whoosh import WhooshEngine
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.ports import Kind, Question, SearchDocument, Terms
from tests.houses import ANALYSIS

DOCUMENT = SearchDocument(Kind.TENDER, 7, "T-7", "heron", "")
EQUAL = 1e-9
HERON = Question(Kind.TENDER, ((Terms(("heron",)),),))


class OtherAnalysis(Analysis):
    """As an earlier or later program might have it."""

    def __init__(self) -> None:
        super().__init__(ANALYSIS.script)
        self.version = "other"


def numbers(engine: WhooshEngine) -> list[int]:
    return list(engine.find(HERON).numbers)


def test_what_one_writes_another_finds(tmp_path: Path) -> None:
    one, other = WhooshEngine(tmp_path, ANALYSIS), WhooshEngine(tmp_path, ANALYSIS)
    assert numbers(other) == []
    one.put([DOCUMENT])
    assert numbers(other) == [7]
    other.remove(Kind.TENDER, ["T-7"])
    assert numbers(one) == []
    one.put([DOCUMENT])
    other.clear()
    assert numbers(one) == []
    other.put([DOCUMENT])
    assert numbers(one) == [7]


def test_an_index_of_another_analysis_answers_and_says_so(tmp_path: Path) -> None:
    WhooshEngine(tmp_path, OtherAnalysis()).put([DOCUMENT])
    engine = WhooshEngine(tmp_path, ANALYSIS)
    assert not engine.is_current()
    assert numbers(engine) == [7]
    engine.clear()
    assert engine.is_current()
    assert WhooshEngine(tmp_path, ANALYSIS).is_current()


def test_relevance_is_bm25(tmp_path: Path) -> None:
    """Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", with Whoosh's weight of a word.

    Summed over title and body, over several segments as over one; longer lengths than these Whoosh rounds.
    """
    engine = WhooshEngine(tmp_path, ANALYSIS)
    chance = Random(6)  # noqa: S311 - the same documents at every run
    words = ["heron", "crane", "stork", *("filler", "other", "more") * 3]
    documents = [
        SearchDocument(
            Kind.TENDER, n, f"T-{n}", " ".join(chance.choices(words, k=chance.randint(1, 4))), " ".join(
                chance.choices(words, k=chance.randint(1, 10))
            )
        )
        for n in range(120)
    ]  # fmt: skip
    for begun in range(0, len(documents), 40):
        engine.put(documents[begun : begun + 40])
    for asked in (["heron"], ["heron", "crane"], ["stork", "filler"]):
        due = {
            one.number: sum(_bm25(term, one, documents) for term in asked)
            for one in documents
            if all(term in f"{one.title} {one.body}".split() for term in asked)
        }
        found = list(engine.find(Question(Kind.TENDER, tuple((Terms((term,)),) for term in asked), limit=200)).numbers)
        assert {*found} == {*due}
        assert all(due[one] > due[other] - EQUAL for one, other in pairwise(found)), "equals may stand either way"
        assert len(found) > 3


def _bm25(term: str, one: SearchDocument, documents: list[SearchDocument]) -> float:
    summed = 0.0
    for boost, field in ((3.0, "title"), (1.0, "body")):
        texts = [getattr(each, field).split() for each in documents]
        held = sum(term in text for text in texts)
        own = getattr(one, field).split()
        often, length = own.count(term) * boost, len(own) * len(texts) / sum(map(len, texts))
        summed += (log(len(texts) / (held + 1)) + 1) * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * length))
    return summed


@pytest.mark.parametrize("made_by", ["", "1 x", None])
def test_an_index_of_other_fields_is_empty_until_it_is_rebuilt(tmp_path: Path, made_by: str | None) -> None:
    with index.create_in(tmp_path, fields.Schema(id=fields.ID)).writer() as writer:
        writer.add_document(id="T-7")
    if made_by is not None:
        (tmp_path / "made_by").write_text(made_by)
    for _ in range(2):
        engine = WhooshEngine(tmp_path, ANALYSIS)
        assert not engine.is_current()
        assert numbers(engine) == []
    engine.put([DOCUMENT])
    assert not engine.is_current()
    engine.clear()
    assert engine.is_current()
