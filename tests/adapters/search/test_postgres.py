"""What is PostgreSQL's alone: many hits, long documents, narrow rows, several processes."""

import multiprocessing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from marketplace.adapters.names.script import ChineseScript
from marketplace.adapters.search.postgres import PostgresEngine
from marketplace.adapters.search.postgres_questions import RANKED, WALKED
from marketplace.adapters.search.postgres_rows import SCHEMA
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.ports import Facet, Kind, Order, Phrase, Question, SearchDocument, Sort, Terms
from marketplace.kernel.database import prepare
from tests.databases import PostgresTemplate

MANY = WALKED + RANKED // 2
COMMON = ((Terms(("common",)),),)
TITLED = ((Phrase(("common", "title")),),)
SHARES = Question(Kind.PROVIDER, counted=(Facet.ITEM,))


@dataclass(frozen=True)
class House:
    """One empty database, and our engine in it."""

    url: str
    database: Engine
    engine: PostgresEngine

    def scalar(self, query: str) -> int:
        with self.database.connect() as connection:
            return int(connection.execute(text(query)).scalar_one())


@pytest.fixture
def house(postgres_template: PostgresTemplate, analysis: Analysis) -> Iterator[House]:
    with postgres_template.fresh("empty") as url:
        database = prepare(create_engine(url))
        yield House(url, database, PostgresEngine(database, analysis))
        database.dispose()


def _many() -> Iterator[SearchDocument]:
    """Each third has the word in the title, each ninth twice; all in the body, the longer the smaller the number."""
    for n in range(1, MANY + 1):
        title = "common " * ((n % 3 == 0) + (n % 9 == 0)) + "title"
        facets = {Facet.ITEM: (f"I-{n % 7}", "all"), Facet.REGION: ("51",) if n % 2 else ("44",)}
        body = "common" + " filler" * ((MANY - n) // 20)
        yield SearchDocument(Kind.PROVIDER, n, f"O-{n}", title, body, facets=facets, sorts={Sort.STAR: n % 11})


def _pages(engine: PostgresEngine, question: Question, size: int) -> list[int]:
    pages = (
        engine.find(Question(question.kind, question.needs, question.chosen, question.order, at, size)).numbers
        for at in range(0, MANY + size, size)
    )
    return [number for page in pages for number in page]


def test_of_many_hits_every_page_is_right(house: House) -> None:
    house.engine.put(_many())
    base = sorted(range(1, MANY + 1), key=lambda n: (n % 3 != 0, (n % 3 == 0) + (n % 9 == 0) + (MANY - n) // 20, n))
    for needs, due in ((COMMON, base), (TITLED, [n for n in base if n % 3 == 0])):
        best = _pages(house.engine, Question(Kind.PROVIDER, needs), 170)
        assert sorted(best) == sorted(due), "pages neither overlap nor leave anything out"
        assert {*best[:RANKED]} == {*due[:RANKED]}, "ranked are those with the word in the title and the shortest"
        assert best[:RANKED] != due[:RANKED]
        assert best[RANKED:] == due[RANKED:]
    assert _pages(house.engine, Question(Kind.PROVIDER, COMMON), 170)[0] % 9 == 0, "first is one with most of it"
    by_star = sorted(range(1, MANY + 1), key=lambda n: (-(n % 11), n))
    for needs in (COMMON, ()):
        assert _pages(house.engine, Question(Kind.PROVIDER, needs, {}, Order.RATING), 500) == by_star
    chosen = {Facet.REGION: frozenset({"51"})}
    odd = [n for n in by_star if n % 2]
    assert _pages(house.engine, Question(Kind.PROVIDER, COMMON, chosen, Order.RATING), 300) == odd
    found = house.engine.find(Question(Kind.PROVIDER, COMMON, chosen, counted=(Facet.ITEM, Facet.REGION)))
    assert found.total == len(odd)
    assert found.counts[Facet.REGION] == {"51": MANY - MANY // 2, "44": MANY // 2}
    assert found.counts[Facet.ITEM] == {"all": len(odd), **{f"I-{n}": sum(m % 7 == n for m in odd) for n in range(7)}}


def test_long_documents_are_indexed_as_far_as_a_vector_goes(house: House) -> None:
    words = [f"w{n:018}" for n in range(60_000)]
    house.engine.put(
        [
            SearchDocument(Kind.DECISION, 1, "D-1", "title", " ".join(words)),
            SearchDocument(Kind.DECISION, 2, "D-2", "same " * 20_000, "it's end " * 20_000),
        ]
    )
    for term, due in ((words[20_000], [1]), (words[-1], []), ("same", [2]), ("end", [2]), ("title", [1])):
        assert list(house.engine.find(Question(Kind.DECISION, ((Terms((term,)),),))).numbers) == due
    for phrase, due in (
        (words[:3], [1]),
        (["same", "same"], [2]),
        (["end", "it"], []),
        (["title", words[0]], []),
        (words[20_000:20_002], []),
    ):
        assert list(house.engine.find(Question(Kind.DECISION, ((Phrase(tuple(phrase)),),))).numbers) == due
    house.engine.remove(Kind.DECISION, ["D-1", "D-2"])
    assert house.scalar(f"SELECT coalesce(max(abs(documents)), 0) FROM {SCHEMA}.tally") == 0


def test_what_is_counted_and_sorted_stands_apart_from_the_vectors(house: House) -> None:
    house.engine.put(
        SearchDocument(Kind.PROVIDER, n, f"O-{n}", f"name {n}", " ".join(f"w{n + m}" for m in range(120)))
        for n in range(1_000)
    )
    house.engine.tidy()
    assert house.scalar(f"SELECT min(length(terms::text)) FROM {SCHEMA}.provider") > 1_000
    assert house.scalar(f"SELECT pg_relation_size('{SCHEMA}.provider') / 1000") < 250, "bytes of a row"
    house.engine.remove(Kind.PROVIDER, [f"O-{n}" for n in range(1_000)])
    house.engine.tidy()
    assert house.scalar(f"SELECT count(*) FROM {SCHEMA}.tally") == 0


def test_reading_before_anything_was_written_makes_no_tables(house: House) -> None:
    assert house.engine.find(SHARES).total == 0
    assert list(house.engine.near(Kind.PROVIDER, "word", 3)) == []
    assert list(house.engine.digests(Kind.PROVIDER)) == []
    assert house.engine.is_current()
    assert house.scalar(f"SELECT count(*) FROM pg_namespace WHERE nspname = '{SCHEMA}'") == 0


def test_a_lost_connection_is_told_as_the_database_tells_it_and_the_next_one_works(house: House) -> None:
    house.engine.put([SearchDocument(Kind.PROVIDER, 1, "O-1", "name", "")])
    other = create_engine(house.url)
    with other.connect() as connection:
        mine = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        connection.execute(text(f"{mine} AND pid <> pg_backend_pid()"))
    other.dispose()
    with pytest.raises(OperationalError):
        house.engine.find(SHARES)
    assert house.engine.find(SHARES).total == 1


def _write(url: str, turn: int) -> None:
    """What another process does: the same documents as the others, in an order of its own, and looks between."""
    database = prepare(create_engine(url))
    engine = PostgresEngine(database, Analysis(ChineseScript()))
    keys = list(range(1, 41))
    for round_ in range(6):
        numbers: Sequence[int] = keys[:: -1 if turn % 2 else 1][turn * 3 : turn * 3 + 25]
        engine.put(
            SearchDocument(
                Kind.PROVIDER,
                n,
                f"O-{n}",
                f"word{turn} brand{round_}",
                f"text {n}",
                facets={Facet.ITEM: (f"I-{turn}",)},
            )
            for n in numbers
        )
        engine.near(Kind.PROVIDER, "brend", 5)
        engine.remove(Kind.PROVIDER, [f"O-{n}" for n in numbers[:5]])
    database.dispose()


def test_processes_that_write_the_same_documents_do_not_block_each_other_for_good(house: House) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(house.url, turn)) for turn in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    held = house.scalar(f"SELECT count(*) FROM {SCHEMA}.provider")
    assert held == house.engine.find(SHARES).total == sum(house.engine.find(SHARES).counts[Facet.ITEM].values())
    miscounted = (
        f"SELECT count(*) FROM (SELECT lexeme, count(*) AS n FROM {SCHEMA}.provider, unnest(tsvector_to_array(terms))"
        f" AS lexeme WHERE NOT starts_with(lexeme, '^') GROUP BY lexeme) AS due"
        f" FULL JOIN (SELECT * FROM {SCHEMA}.tally WHERE documents <> 0) AS had USING (lexeme)"
        " WHERE due.n IS DISTINCT FROM had.documents"
    )
    assert house.scalar(miscounted) == 0, "the tally is that of the documents"
