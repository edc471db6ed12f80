"""The contract of search engines, run over every one of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marketplace.adapters.search.analysis import index_terms, query_terms

from marketplace.adapters.search.whoosh import WhooshEngine
from marketplace.domain.search.ports import Kind, SearchDocument, SearchEngine

ENGINES: dict[str, Callable[[Path], SearchEngine]] = {"whoosh": WhooshEngine}

NAMES = ("青水环境检测有限公司", "华东工程咨询有限公司", "西部地质勘察研究院", "Green River Assessment Co")


@pytest.fixture(params=ENGINES, scope="module")
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    engine = ENGINES[request.param](tmp_path_factory.mktemp("index"))
    engine.put(
        SearchDocument(Kind.PROVIDER, f"O-{n}", name, "提供技术评估 technical assessment")
        for n, name in enumerate(NAMES)
    )
    engine.put([SearchDocument(Kind.TENDER, "T-1", "青水河治理", "环境影响评价文件技术评估")])
    return engine


@pytest.mark.parametrize("name", [name for name in NAMES if not name.isascii()])
def test_every_part_of_a_chinese_name_finds_it(engine: SearchEngine, name: str) -> None:
    key = f"O-{NAMES.index(name)}"
    for length in (1, 2, 3, 4):
        for start in range(len(name) - length + 1):
            assert key in engine.find(Kind.PROVIDER, name[start : start + length], 10)


def test_all_words_must_be_there_in_any_order_and_case(engine: SearchEngine) -> None:
    assert engine.find(Kind.PROVIDER, "RIVER green", 10) == ["O-3"]
    assert engine.find(Kind.PROVIDER, "ＧＲＥＥＮ", 10) == ["O-3"]
    assert engine.find(Kind.PROVIDER, "green 青水", 10) == []
    assert engine.find(Kind.PROVIDER, "境环", 10) == [], "reversed characters are another word"


def test_kinds_are_kept_apart_and_the_title_counts_most(engine: SearchEngine) -> None:
    assert engine.find(Kind.TENDER, "青水", 10) == ["T-1"]
    assert engine.find(Kind.PROVIDER, "环境", 10)[0] == "O-0"
    assert len(engine.find(Kind.PROVIDER, "评估", 2)) == 2


def test_a_changed_document_is_found_by_its_new_words_only_and_a_removed_one_not_at_all(engine: SearchEngine) -> None:
    engine.put([SearchDocument(Kind.TENDER, "T-9", "旧标题", "")])
    engine.put([SearchDocument(Kind.TENDER, "T-9", "新标题", "")])
    assert engine.find(Kind.TENDER, "旧标", 10) == []
    assert engine.find(Kind.TENDER, "新标", 10) == ["T-9"]
    assert engine.digests(Kind.TENDER)["T-9"] == SearchDocument(Kind.TENDER, "T-9", "新标题", "").digest
    engine.remove(Kind.TENDER, ["T-9"])
    assert engine.find(Kind.TENDER, "新标", 10) == []
    assert "T-9" not in engine.digests(Kind.TENDER)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_a_query_of_any_characters_answers(engine: SearchEngine, text: str) -> None:
    assert isinstance(list(engine.find(Kind.PROVIDER, text, 5)), list)


@pytest.mark.parametrize(
    "text", ["", " ", "*", "AND", "a:b", '"', "()", "\x00", "环" * 5000, "kind:tender", "~^[", "NOT"]
)
def test_engine_syntax_is_only_text(engine: SearchEngine, text: str) -> None:
    assert "T-1" not in engine.find(Kind.PROVIDER, text, 10)


def test_a_second_opening_finds_what_the_first_wrote_and_clear_forgets(tmp_path: Path) -> None:
    for make in ENGINES.values():
        make(tmp_path).put([SearchDocument(Kind.TENDER, "T-1", "标题", "")])
        again = make(tmp_path)
        assert again.find(Kind.TENDER, "标题", 1) == ["T-1"]
        again.clear()
        assert again.find(Kind.TENDER, "标题", 1) == []


def test_terms() -> None:
    assert index_terms("环评A-1") == ["环", "评", "环评", "a", "1"]
    assert query_terms("环评报告 环评") == ["环评", "评报", "报告"]
    assert query_terms("环") == ["环"]
    assert query_terms("!!") == []
