"""The engine for many machines: PostgreSQL 14 and later, in the market's own database.

It keeps its tables in a schema of its own, which it makes when the first document is put; without them it answers that
there is nothing. It keeps nothing in the process: what one commits, all see. Whoever writes takes the one lock, so that
writers cannot block each other for good.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from psycopg import ClientCursor, Connection, Cursor
from psycopg import OperationalError as DriverError
from psycopg.errors import InvalidSchemaName, UndefinedTable
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from marketplace.adapters.search.postgres_questions import (
    HIT,
    RANKED,
    TOTAL,
    WALKED,
    WHOLE,
    Asked,
    Statement,
    at_once,
    best,
    counting,
    facet_of,
    is_costly,
    otherwise,
    sorted_page,
    walk,
)
from marketplace.adapters.search.postgres_rows import BETWEEN, COLUMNS, SCHEMA, TITLED, row, statements, storable
from marketplace.adapters.search.slips import slips
from marketplace.domain.search.analysis import FIRST_HAN, LONGEST_TERM, Analysis
from marketplace.domain.search.ports import Answer, Facet, Kind, Order, Question, SearchDocument

AT_ONCE = 2_000
"""Documents of one transaction: a second or so in which others wait to write [ours]."""

DIGESTS_AT_ONCE = 10_000

LOCK = 0x5EA2C4
"""The advisory lock of those who write, a number of this program's own."""

SETTINGS = "SET LOCAL jit = off; SET LOCAL enable_seqscan = off; SET LOCAL work_mem = '32MB'; "
"""For one question: it never reads whole vectors, which PostgreSQL takes for cheap, nor waits for a compiler."""


class PostgresEngine:
    """The tables in one database; its `engine` speaks psycopg."""

    def __init__(self, engine: Engine, analysis: Analysis) -> None:
        self._engine = engine
        self._analysis = analysis

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace, `AT_ONCE` in a transaction."""
        rest = iter(documents)
        while batch := list(islice(rest, AT_ONCE)):
            with self._writing() as cursor:
                for kind in sorted({document.kind for document in batch}):
                    self._replace(cursor, kind, [one for one in batch if one.kind is kind], [])

    def remove(self, kind: Kind, keys: Sequence[str]) -> None:
        """Take out."""
        with self._writing() as cursor:
            self._replace(cursor, kind, [], [storable(key) for key in keys])

    def find(self, question: Question) -> Answer:
        """In one pass where little is found or a hit is costly; else count, then fetch the page as suits the number."""
        asked = Asked.of(question)
        if asked.whole and (question.offset < RANKED or is_costly(question)):
            rows = self._ask(at_once(question, asked))
            total = sum(number for which, _, number in rows if which == TOTAL)
            if total <= RANKED or is_costly(question):
                if rest := otherwise(question, asked):
                    rows += self._ask(rest)
                hits = {int(place): number for which, place, number in rows if which == HIT}
                return Answer([hits[place] for place in sorted(hits)], total, _counts(question, rows))
        rows = self._ask(counting(question, asked))
        whole = sum(number for which, _, number in rows if which == WHOLE)
        total = sum(number for which, _, number in rows if which == TOTAL) if asked.whole else whole
        return Answer(self._page(question, asked, total, whole), total, _counts(question, rows))

    def near(self, kind: Kind, word: str, limit: int) -> Sequence[str]:
        """By looking up each word that one slip makes of this one."""
        if len(word) > LONGEST_TERM + 1 or word >= FIRST_HAN:
            return ()
        text = (
            f"SELECT lexeme FROM {SCHEMA}.tally WHERE kind = %s AND lexeme = ANY(string_to_array(%s, %s))"
            " AND documents > 0 ORDER BY documents DESC, lexeme LIMIT %s"
        )
        made = BETWEEN.join(slips(storable(word)))  # one text is quicker to hand over than a thousand
        return [lexeme for (lexeme,) in self._ask((text, [str(kind), made, BETWEEN, limit]))]

    def digests(self, kind: Kind) -> Iterator[tuple[str, str]]:
        """In the order of the keys, some thousand at a time."""
        text = f"SELECT key, encode(digest, 'hex') FROM {SCHEMA}.{kind} WHERE key > %s ORDER BY key LIMIT %s"
        last = ""
        while page := self._ask((text, [last, DIGESTS_AT_ONCE])):
            yield from page
            last = page[-1][0]

    def is_current(self) -> bool:
        """Whether this analysis began the index, or nobody did."""
        made = self._ask((f"SELECT analysis FROM {SCHEMA}.made", []))
        return all(analysis == self._analysis.version for (analysis,) in made)

    def tidy(self) -> None:
        """Forget words that nobody uses any more, and let PostgreSQL clean up and count anew."""
        with self._writing() as cursor:
            cursor.execute(f"DELETE FROM {SCHEMA}.tally WHERE documents = 0".encode())
        tables = ", ".join(f"{SCHEMA}.{name}" for name in ("tally", *Kind))
        with self._raw() as connection, connection.cursor() as cursor:
            cursor.execute(f"VACUUM (ANALYZE) {tables}".encode())

    def clear(self) -> None:
        """Drop the tables and make them anew."""
        with self._writing() as cursor:
            cursor.execute(f"DROP SCHEMA {SCHEMA} CASCADE".encode())
            self._make(cursor)

    def _page(self, question: Question, asked: Asked, total: int, whole: int) -> Sequence[int]:
        limit = min(question.limit, total - question.offset)
        if limit <= 0:
            return ()
        if question.order is Order.BEST and asked.needs:
            return self._best(question, asked, limit)
        end = question.offset + limit
        if asked.whole and end * whole * 2 <= WALKED * total:
            numbers = self._numbers(walk(question, asked))
            if len(numbers) == limit:
                return numbers
        return self._numbers(sorted_page(question, asked))

    def _best(self, question: Question, asked: Asked, limit: int) -> Sequence[int]:
        before = max(0, min(limit, RANKED - question.offset))
        pages = [(question.offset, before), (question.offset + before, limit - before)]
        return [number for at, size in pages if size for number in self._numbers(best(question, asked, at, size))]

    def _replace(self, cursor: Cursor, kind: Kind, documents: Sequence[SearchDocument], keys: Sequence[str]) -> None:
        """Put these for whatever has their keys, and take out those keys."""
        rows = {}
        for document in documents:
            values, lexemes = row(document, self._analysis)
            rows[storable(document.key)] = values, lexemes
        change: Counter[str] = Counter()
        gone = (
            f"WITH gone AS (DELETE FROM {SCHEMA}.{kind} WHERE key = ANY(%s) RETURNING terms)"
            " SELECT lexeme, count(*) FROM gone, unnest(tsvector_to_array(terms)) AS lexeme"
            " WHERE lexeme < %s AND NOT starts_with(lexeme, %s) GROUP BY lexeme"
        )
        cursor.execute(gone.encode(), [[*keys, *rows], FIRST_HAN, TITLED])
        for lexeme, documents_gone in cursor.fetchall():
            change[lexeme] -= documents_gone
        if rows:
            with cursor.copy(f"COPY {SCHEMA}.{kind} ({', '.join(COLUMNS)}) FROM STDIN".encode()) as copy:
                for values, lexemes in rows.values():
                    copy.write_row(values)
                    change.update(lexemes)
        changed = sorted(lexeme for lexeme, by in change.items() if by)
        if changed:
            tally = (
                f"INSERT INTO {SCHEMA}.tally AS old SELECT %s, * FROM unnest(%s::text[], %s::bigint[])"
                " ON CONFLICT (kind, lexeme) DO UPDATE SET documents = old.documents + excluded.documents"
            )
            cursor.execute(tally.encode(), [str(kind), changed, [change[lexeme] for lexeme in changed]])
        cursor.execute("SELECT gin_clean_pending_list(%s)", [f"{SCHEMA}.{kind}_terms"])

    @contextmanager
    def _writing(self) -> Iterator[Cursor]:
        """A transaction that has the lock, and tables."""
        with self._raw() as connection, connection.transaction(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            cursor.execute("SELECT to_regclass(%s) IS NULL", [f"{SCHEMA}.made"])
            if cursor.fetchall() == [(True,)]:
                self._make(cursor)
            yield cursor

    def _make(self, cursor: Cursor) -> None:
        for statement in statements():
            cursor.execute(statement.encode())
        cursor.execute(f"INSERT INTO {SCHEMA}.made VALUES (%s)".encode(), [self._analysis.version])

    def _numbers(self, statement: Statement) -> list[int]:
        return [number for (number,) in self._ask(statement)]

    def _ask(self, statement: Statement) -> list[tuple[Any, ...]]:
        text, values = statement
        try:
            with self._raw() as connection, ClientCursor(connection) as cursor:
                cursor.execute((SETTINGS + text).encode(), values)
                while cursor.nextset():
                    pass
                return cursor.fetchall()
        except (InvalidSchemaName, UndefinedTable):
            return []

    @contextmanager
    def _raw(self) -> Iterator[Connection]:
        """The driver's connection, which begins nothing by itself; it is lost in the words of the rest of the house."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            driver: Any = connection.connection.driver_connection
            try:
                yield driver
            except DriverError as fault:
                raise OperationalError(None, None, fault) from fault


def _counts(question: Question, rows: Iterable[tuple[int, str | None, int]]) -> dict[Facet, dict[str, int]]:
    counts: dict[Facet, dict[str, int]] = {facet: {} for facet in question.counted}
    for which, value, documents in rows:
        if which >= 0 and value is not None:
            counts[facet_of(which)][value] = documents
    return counts
