"""PostgreSQL by statements written by hand and prepared, on the very tables that ours reads.

They answer the same: page, total and counts. Each is the quickest of those tried: the index is never passed over, pages
by rating are looked for along their order first, relevance is computed of as many hits as ours.
"""

import atexit
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import create_engine

from benchmarks.searching.corpus import Asked
from benchmarks.searching.legs import Found, Goal, terms_of
from marketplace.adapters.search.postgres import PostgresEngine
from marketplace.adapters.search.slips import slips
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.ports import SearchDocument, SearchEngine
from tests.databases import PostgresTemplate

MOST = 1.5
"""Ours with everything around it, at the 95th percentile of each class."""

RANKED = 500
"""Hits whose relevance is computed, as in ours; where there are fewer one statement is quickest."""

TABLE = "market_search_1.provider"
SETTINGS = "-c jit=off -c enable_seqscan=off -c work_mem=32MB"
TOTAL = f"SELECT count(*) FROM {TABLE} WHERE terms @@ %s::tsquery"
COUNTS = f"""
    SELECT facet, value, sum(documents) FROM (
        SELECT grouping(region, item, rating) AS facet, coalesce(region, item, rating) AS many, count(*) AS documents
        FROM {TABLE} WHERE terms @@ %s::tsquery GROUP BY GROUPING SETS ((region), (item), (rating), ())
    ) AS grouped LEFT JOIN LATERAL string_to_table(many, E'\\x1f') AS value ON true GROUP BY facet, value
"""
EVERYTHING = 7
"""What `grouping` says of the row that counts all."""
WALK = f"""
    SELECT number FROM (SELECT number, star, terms FROM {TABLE} ORDER BY star DESC, number LIMIT 2000) AS first
    WHERE terms @@ %s::tsquery ORDER BY star DESC, number LIMIT 20
"""
RATED = f"""
    SELECT number FROM (SELECT number, star FROM {TABLE} WHERE terms @@ %s::tsquery OFFSET 0) AS found
    ORDER BY star DESC, number LIMIT 20
"""
FEW = f"""
    SELECT number, count(*) OVER () FROM (
        SELECT number, terms FROM {TABLE} WHERE terms @@ %s::tsquery OFFSET 0
    ) AS found ORDER BY ts_rank('{{0.33, 0.33, 0.33, 1}}', terms, %s::tsquery, 1) DESC, number LIMIT 20
"""
PHRASE = f"""
    SELECT number, found FROM (
        SELECT number, terms, count(*) OVER () AS found,
            row_number() OVER (ORDER BY terms @@ %s::tsquery DESC, size, number) AS base
        FROM {TABLE} WHERE terms @@ %s::tsquery
    ) AS ranked
    ORDER BY
        CASE WHEN base <= 500 THEN ts_rank('{{0.33, 0.33, 0.33, 1}}', terms, %s::tsquery, 1) END DESC NULLS LAST, base
    LIMIT 20
"""
_BASE = f"""
    WITH titled AS MATERIALIZED (
        SELECT 0 AS place, size, number, terms FROM {TABLE} WHERE terms @@ %s::tsquery ORDER BY size, number LIMIT %s
    ), other AS (
        SELECT 1 AS place, size, number, terms FROM {TABLE}
        WHERE terms @@ %s::tsquery AND number NOT IN (SELECT number FROM titled)
        ORDER BY size, number LIMIT greatest(0, %s - (SELECT count(*) FROM titled))
    )
    SELECT number FROM (SELECT * FROM titled UNION ALL SELECT * FROM other) AS base
"""
BEST = (
    _BASE
    + """
    ORDER BY ts_rank('{0.33, 0.33, 0.33, 1}', terms, %s::tsquery, 1) DESC, place, size, number LIMIT 20
"""
)
DEEP = _BASE + " ORDER BY place, size, number LIMIT 20 OFFSET %s"
NEAR = """
    SELECT lexeme FROM market_search_1.tally WHERE kind = 'provider' AND lexeme = ANY(string_to_array(%s, ' '))
    AND documents > 0 ORDER BY documents DESC LIMIT 3
"""


class PostgresLeg:
    """Many machines; a server of the benchmark's own."""

    def __init__(self, folder: Path, analysis: Analysis) -> None:  # noqa: ARG002 - the server has a folder of its own
        self._analysis = analysis
        server = PostgresTemplate()
        atexit.register(server.stop)
        self._url = server.url.set(database="template_empty")
        self.engine: SearchEngine = PostgresEngine(create_engine(self._url), analysis)
        self._asked: dict[Asked, tuple[str, str, int, str]] = {}

    def reader(self) -> SearchEngine:
        """With connections of its own."""
        return PostgresEngine(create_engine(self._url), self._analysis)

    def fill_bare(self, documents: Iterable[SearchDocument]) -> float | None:  # noqa: ARG002 - the same tables are read
        """Nothing but statistics: the same tables are read, on a connection with the settings that suit it."""
        self.engine.tidy()
        address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection = psycopg.connect(address, autocommit=True, options=SETTINGS, prepare_threshold=None)
        return None

    def prepare(self, asked: Asked) -> None:
        """Its tsquery, the same of the title, how many there are, the words that one slip makes."""
        terms = terms_of(asked, self._analysis)
        joint, end = " <-> " if asked.of == "phrase" else " & ", ":*" if asked.of == "prefix" else ""
        query, titled = (joint.join(f"'{mark}{term}'{end}" for term in terms) for mark in ("", "^"))
        total = 0 if asked.of == "fuzzy" else int(self._run(TOTAL, query)[0][0])
        self._asked[asked] = query, titled, total, " ".join(slips(terms[0]))

    def bare(self, asked: Asked) -> Found:
        """The quickest statements for this question, knowing beforehand how much it finds."""
        query, titled, total, slipped = self._asked[asked]
        if asked.of == "fuzzy":
            assert self._run(FEW, query, query) == [], "that nothing is found is known only when it was looked for"
            query = " | ".join(f"'{lexeme}'" for (lexeme,) in self._run(NEAR, slipped))
        if asked.counted:
            rows = self._run(COUNTS, query)
            page = self._run(WALK, query)
            if len(page) < 20:
                page = self._run(RATED, query)
            return _numbers(page), next(number for facet, _, number in rows if facet == EVERYTHING)
        if total <= RANKED or asked.of == "phrase":
            page = self._run(FEW, query, query) if total <= RANKED else self._run(PHRASE, titled, query, query)
            return _numbers(page), page[0][1] if page else 0
        total = self._run(TOTAL, query)[0][0]
        if asked.offset >= total:
            return [], total
        if asked.offset < RANKED:
            return _numbers(self._run(BEST, titled, RANKED, query, RANKED, query)), total
        return _numbers(self._run(DEEP, titled, asked.offset + 20, query, asked.offset + 20, asked.offset)), total

    def whole(self, asked: Asked) -> None:
        """Nothing to compare: the bare calls read what ours has written."""

    def goals(self, ratios: Mapping[str, float]) -> Sequence[Goal]:
        """Every class by itself."""
        return [Goal(f"{of} at most {MOST}x bare", f"{ratio:.2f}x", ratio <= MOST) for of, ratio in ratios.items()]

    def _run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement.encode(), values).fetchall()


def _numbers(rows: Iterable[tuple[Any, ...]]) -> list[int]:
    return [row[0] for row in rows]
