"""Every engine answers as the oracle does, which looks at each document."""

import sqlite3
from dataclasses import replace

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.asking import read
from marketplace.domain.search.ports import (
    SORTED_BY,
    SORTS,
    Answer,
    Facet,
    Kind,
    Order,
    Phrase,
    Question,
    SearchDocument,
    SearchEngine,
    Sort,
    Start,
    Terms,
)
from tests.adapters.search import made
from tests.adapters.search.conftest import Opening
from tests.search_oracle import Oracle


def _agree(question: Question, got: Answer, due: Answer) -> None:
    """Relevance is each engine's own: its first pages hold what is found, in whatever order."""
    assert got.total == due.total
    assert {name: dict(values) for name, values in got.counts.items()} == due.counts
    if question.order is Order.BEST and question.needs:
        assert len(got.numbers) == len({*got.numbers}) == len(due.numbers)
    else:
        assert list(got.numbers) == list(due.numbers)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_as_the_oracle_after_any_changes(opening: Opening, analysis: Analysis, data: st.DataObject) -> None:
    engine, oracle = opening(analysis), Oracle(analysis)
    engine.clear()
    for batch in data.draw(st.lists(st.lists(made.documents, min_size=1, max_size=15), max_size=3)):
        gone = data.draw(st.lists(st.integers(1, 30).map(lambda number: f"K-{number}"), max_size=4))
        for one in (engine, oracle):
            one.put(batch)
            one.remove(Kind.TENDER, gone)
    for question in data.draw(st.lists(made.questions(analysis), min_size=6, max_size=12)):
        _agree(question, engine.find(question), oracle.find(question))
        whole = replace(question, offset=0, limit=100)
        assert {*engine.find(whole).numbers} == {*oracle.find(whole).numbers}
    for kind in Kind:
        assert dict(engine.digests(kind)) == dict(oracle.digests(kind))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(text="0境", value="")
@given(
    text=st.text(st.characters(codec=None), max_size=40)
    | st.text(st.sampled_from("ab环境\"“ \x00\ud800*?:()[]{}~^\\/|&!+-'%_")),
    value=st.text(st.characters(codec=None), max_size=4),
)
def test_a_question_of_any_characters_is_answered(opening: Opening, analysis: Analysis, text: str, value: str) -> None:
    engine, oracle = opening(analysis), Oracle(analysis)
    documents = [SearchDocument(Kind.TENDER, 1, "T-1", "a b 环境", "ab", facets={Facet.STATUS: ("a",)})]
    if dict(engine.digests(Kind.TENDER)) != {"T-1": documents[0].digest}:
        engine.clear()
        engine.put(documents)
    oracle.put(documents)
    word = (Terms((text,)),), (Phrase((text, value)), Start(text))
    for needs in (read(text, analysis, {}), read(text, analysis, {}, unfinished=True), word):
        for chosen in ({}, {Facet.STATUS: frozenset([value, "a"])}, {Facet.REGION: frozenset([value])}):
            question = Question(Kind.TENDER, needs, chosen, counted=(Facet.STATUS,))
            _agree(question, engine.find(question), oracle.find(question))
    assert {*engine.near(Kind.TENDER, text, 5)} <= {"a", "b", "ab"}
    engine.remove(Kind.TENDER, [text])


def test_long_and_hostile_questions(engine: SearchEngine, analysis: Analysis) -> None:
    engine.put([SearchDocument(Kind.TENDER, 1, "T-1", "环境", "kind AND tender")])
    for text in ("环" * 5000, "x" * 5000, "ab " * 3000, '"' + "环境 " * 2000, "kind:tender", "NOT kind", "*", "~^["):
        for unfinished in (False, True):
            question = Question(Kind.PROVIDER, read(text, analysis, {}, unfinished=unfinished))
            assert engine.find(question).total == 0 or not question.needs
    assert engine.find(Question(Kind.TENDER, read("kind:tender", analysis, {}))).numbers == [1]
    assert engine.find(Question(Kind.TENDER, ((Start("x" * 5000),), (Terms(("y" * 5000,)),)))).total == 0


def test_deep_pages_are_disjoint_and_complete(engine: SearchEngine, analysis: Analysis) -> None:
    engine.put(
        SearchDocument(
            Kind.PROVIDER, n, f"O-{n}", "common" * (n % 2) or "other common", "x " * (n % 7), sorts={Sort.STAR: n % 5}
        )
        for n in range(1, 331)
    )
    for needs in ((), read("common", analysis, {})):
        for order in Order:
            pages = [engine.find(Question(Kind.PROVIDER, needs, {}, order, at, 20)).numbers for at in range(0, 340, 20)]
            assert sorted(number for page in pages for number in page) == list(range(1, 331)), order
            beyond = engine.find(Question(Kind.PROVIDER, needs, {}, order, 10**15, 20, (Facet.ITEM,)))
            assert (list(beyond.numbers), beyond.total, beyond.counts) == ([], 330, {Facet.ITEM: {}})


def test_each_order_is_by_its_own_number(engine: SearchEngine, analysis: Analysis) -> None:
    numbers = {1: (20, 300, 7, 500), 2: (40, 100, 9, 500), 3: (30, 300, 5, 900), 4: (10, 200, 8, 100)}
    due = {
        Order.NEWEST: [2, 3, 1, 4],
        Order.RATING: [1, 3, 4, 2],
        Order.DEADLINE: [3, 1, 4, 2],
        Order.CHEAPEST: [4, 1, 2, 3],
        Order.DEAREST: [3, 1, 2, 4],
    }
    assert [*Sort] == [Sort.AT, Sort.STAR, Sort.UNTIL, Sort.PRICE]
    assert {*due, Order.BEST} == {*Order}
    assert frozenset().union(*SORTS.values()) == {*Sort}
    for kind in Kind:
        engine.put(
            SearchDocument(
                kind,
                n,
                f"T-{n}",
                "heron",
                "",
                sorts={s: at for s, at in zip(Sort, values, strict=True) if s in SORTS[kind]},
            )
            for n, values in numbers.items()
        )
        for order, expected in due.items():
            is_sorted = SORTED_BY[order][0] in SORTS[kind]
            for needs in ((), read("heron", analysis, {})):
                found = engine.find(Question(kind, needs, {}, order))
                assert list(found.numbers) == (expected if is_sorted else [1, 2, 3, 4]), (kind, order)
        assert list(engine.find(Question(kind)).numbers) == [1, 2, 3, 4]


def test_a_hit_in_the_title_counts_more(engine: SearchEngine, analysis: Analysis) -> None:
    engine.put(
        [
            SearchDocument(Kind.TENDER, 1, "T-1", "青水河治理", "环境 影响 评价"),
            SearchDocument(Kind.TENDER, 2, "T-2", "环境 影响 评价", "青水河治理"),
        ]
    )
    assert list(engine.find(Question(Kind.TENDER, read("环境", analysis, {}))).numbers) == [2, 1]
    assert list(engine.find(Question(Kind.TENDER, read("青水", analysis, {}))).numbers) == [1, 2]


def test_the_shorter_and_the_more_frequent_come_first(engine: SearchEngine, analysis: Analysis) -> None:
    """As `/ranking` says; which word is rare only the two engines weigh that know it."""
    texts = {1: "heron " + "filler " * 30, 2: "heron", 3: "heron " * 3 + "filler " * 28, 4: "filler " * 9}
    engine.put(SearchDocument(Kind.TENDER, n, f"T-{n}", "survey", text) for n, text in texts.items())
    assert list(engine.find(Question(Kind.TENDER, read("heron", analysis, {}))).numbers) == [2, 3, 1]


def test_a_phrase_is_what_stands_side_by_side(engine: SearchEngine, analysis: Analysis) -> None:
    texts = (
        ("green river bank", ""),
        ("river green", "green"),
        ("green", "river bank"),
        ("green old river", "bank"),
        ("x", "green green river"),
        ("环境检测", "检测环境"),
        ("环境", "境检 检测"),
    )
    engine.put(SearchDocument(Kind.ITEM, n, f"I-{n}", *text) for n, text in enumerate(texts))
    for asked, due in (
        ('"green river"', {0, 4}),
        ('"river green"', {1}),
        ('"green green"', {4}),
        ('"green green river"', {4}),
        ('"green river bank"', {0}),
        ('"green old river bank"', set()),
        ('"river river"', set()),
        ('"环境检测"', {5}),
        ('"境检测"', {5}),
        ('"检测环"', {5}),
    ):
        assert {*engine.find(Question(Kind.ITEM, read(asked, analysis, {}))).numbers} == due, asked


def test_facets_are_counted_as_sql_counts(engine: SearchEngine, analysis: Analysis) -> None:
    regions, items = ("51", "5101", "510107", "44"), ("GC-01", "HP-02", "PG-03")
    rows = [(n, regions[n * n % 4], items[n % 3], "river" if n % 2 else "lake") for n in range(1, 400)]
    engine.put(
        SearchDocument(
            Kind.PROVIDER, n, f"O-{n}", word, "", facets={Facet.REGION: (region, "china"), Facet.ITEM: (item,)}
        )
        for n, region, item, word in rows
    )
    table = sqlite3.connect(":memory:")
    table.execute("CREATE TABLE provider (number, region, item, word)")
    table.executemany("INSERT INTO provider VALUES (?, ?, ?, ?)", rows)
    counted = (Facet.REGION, Facet.ITEM)
    found = engine.find(Question(Kind.PROVIDER, read("river", analysis, {}), {}, counted=counted)).counts
    by_item = "SELECT item, COUNT(*) FROM provider WHERE word = 'river' {} GROUP BY item"
    assert found[Facet.ITEM] == dict(table.execute(by_item.format("")).fetchall())
    chosen = {Facet.REGION: frozenset(["5101", "44"]), Facet.ITEM: frozenset(["HP-02"])}
    found = engine.find(Question(Kind.PROVIDER, read("river", analysis, {}), chosen, counted=counted)).counts
    assert found[Facet.ITEM] == dict(table.execute(by_item.format("AND region IN ('5101', '44')")).fetchall())
    by_region = "SELECT region, COUNT(*) FROM provider WHERE word = 'river' AND item = 'HP-02' GROUP BY region"
    due = dict(table.execute(by_region).fetchall())
    assert found[Facet.REGION] == {**due, "china": sum(due.values())}
