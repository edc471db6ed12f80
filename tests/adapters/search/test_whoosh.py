"""The embedded engine, beyond the contract: what two openings of one folder see of one another, and old folders."""

from pathlib import Path

import pytest
from whoosh import fields, index

from marketplace.adapters.search.whoosh import WhooshEngine
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.ports import Kind, Question, SearchDocument, Terms
from tests.houses import ANALYSIS

DOCUMENT = SearchDocument(Kind.TENDER, 7, "T-7", "heron", "")
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
