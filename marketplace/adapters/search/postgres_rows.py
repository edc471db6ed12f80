"""How the PostgreSQL engine keeps documents: its tables, and what one row holds.

One table a kind. `terms` holds the analysed terms, those of the title with weight A and once more behind a mark, which
the index can be asked for though it knows no weights; and a lexeme ``facet=value`` for each value, by which a search is
narrowed. So one GIN index answers words and filters together. Beside it stand the facets as plain texts, to be counted,
and the numbers to sort by, with an index each.

Most questions need the index and the narrow columns only. The vector stands out of line therefore, which PostgreSQL
does to rows above 2 kB (its manual, "TOAST"): `ballast` makes every row that long, and shrinks to some thirty bytes.

`tally` counts the documents of every Latin term and every value of a facet: what a person may have meant, and the
counts of the whole.
"""

import re
from collections.abc import Iterator
from itertools import accumulate

from marketplace.domain.search.analysis import FIRST_HAN, Analysis
from marketplace.domain.search.ports import SORTED_BY, Facet, Kind, SearchDocument, Sort

SCHEMA = "market_search_1"
"""A schema of its own, which migrations need not know; counted on whenever the tables change."""

BALLAST_BYTES, INLINE_BYTES = 2_000, 512

EVERY, NEVER = "=", "=="
"""What is in every document, and what is in none."""

TITLED = "^"
"""Stands before a term of the title; alone it is in every document with a term."""

BETWEEN = "\x1f"
"""Stands between the values of a facet."""

LONGEST_VALUE = 500
"""Characters of a facet's value: a lexeme has at most 2,046 bytes (PostgreSQL's manual, "Limitations")."""

MOST_BYTES = 1_000_000
"""Of a vector, whose limit is 2²⁰; what would come after is not indexed."""

SHORT = 2_000
"""Terms that are never as much: sixty characters of four bytes, in the title twice, and their places."""

LAST_POSITION = 16_383
"""A phrase is not found behind it, nor after the 255th time of a word (the same chapter)."""

ORDERS = {
    "number": "number",
    **{str(order): f"{sort}{' DESC' * is_descending}, number" for order, (sort, is_descending) in SORTED_BY.items()},
}
"""The columns of each order."""

COLUMNS = ("number", "key", "digest", "size", *Sort, *Facet, "terms")

_UNSTORABLE = re.compile(f"[\0{BETWEEN}\ud800-\udfff]")


def statements() -> Iterator[str]:
    """What makes the tables where they are not there."""
    yield f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"
    yield f"CREATE TABLE IF NOT EXISTS {SCHEMA}.made (analysis text NOT NULL)"
    yield (
        f'CREATE TABLE IF NOT EXISTS {SCHEMA}.tally (kind text NOT NULL, lexeme text COLLATE "C" NOT NULL,'
        " documents bigint NOT NULL, PRIMARY KEY (kind, lexeme)) WITH (fillfactor = 70)"
    )
    sorts = ", ".join(f"{sort} bigint NOT NULL" for sort in Sort)
    facets = ", ".join(f'{facet} text COLLATE "C"' for facet in Facet)
    inline = ", ".join(f"ALTER {facet} SET STORAGE MAIN" for facet in Facet)
    for kind in Kind:
        yield (
            f'CREATE TABLE IF NOT EXISTS {SCHEMA}.{kind} (number bigint NOT NULL, key text COLLATE "C" PRIMARY KEY,'
            f" digest bytea NOT NULL, size integer NOT NULL, {sorts}, {facets}, terms tsvector NOT NULL,"
            f" ballast text NOT NULL DEFAULT repeat(' ', {BALLAST_BYTES})) WITH (toast_tuple_target = {INLINE_BYTES})"
        )
        yield f"ALTER TABLE {SCHEMA}.{kind} ALTER terms SET STORAGE EXTERNAL, {inline}"
        yield f"CREATE INDEX IF NOT EXISTS {kind}_terms ON {SCHEMA}.{kind} USING gin (terms)"
        for order, columns in ORDERS.items():
            yield f"CREATE INDEX IF NOT EXISTS {kind}_by_{order} ON {SCHEMA}.{kind} ({columns})"


def row(document: SearchDocument, analysis: Analysis) -> tuple[tuple[object, ...], set[str]]:
    """The values of `COLUMNS`, and the lexemes that are tallied."""
    title, body = (line.split() for line in analysis.document(document))
    marks = [EVERY, *([TITLED] if title or body else [])]
    combined: list[str | None] = []
    for facet in Facet:
        values = sorted({storable(value)[:LONGEST_VALUE] for value in document.facets.get(facet, ())})
        marks += [of_facet(facet, value) for value in values]
        combined.append(BETWEEN.join(values) if values else None)
    held = _held(marks, title, body)
    columns = (
        document.number,
        storable(document.key),
        bytes.fromhex(document.digest),
        len(title) + len(body),
        *(document.sorts.get(sort, 0) for sort in Sort),
        *combined,
        " ".join([f"'{lexeme}':{places}" if places else quoted(lexeme) for lexeme, places in held.items()]),
    )
    return columns, {lexeme for lexeme in held if lexeme < FIRST_HAN and lexeme[0] != TITLED}


def of_facet(facet: Facet, value: str) -> str:
    """The lexeme of a facet's value."""
    return f"{facet}={storable(value)[:LONGEST_VALUE]}"


def storable(text: str) -> str:
    """The text with a substitute for what PostgreSQL, or a list of values, cannot hold."""
    return _UNSTORABLE.sub("\ufffd", text)


def quoted(lexeme: str) -> str:
    """A lexeme as tsvector and tsquery read it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _held(marks: list[str], title: list[str], body: list[str]) -> dict[str, str]:
    """The places of each lexeme, as many as a vector holds; what has places is a term, which needs no escaping."""
    held = dict.fromkeys(marks, "")
    for at, term in enumerate(title[:LAST_POSITION], start=1):
        held[term] = f"{held[term]},{at}A" if term in held else f"{at}A"
        marked = TITLED + term
        held[marked] = f"{held[marked]},{at}" if marked in held else f"{at}"
    behind = len(title) + 2  # what ends the title is not followed by what begins the body
    placed = max(0, LAST_POSITION - behind)
    for at, term in enumerate(body[:placed], start=behind):
        held[term] = f"{held[term]},{at}" if term in held else f"{at}"
    for term in body[placed:]:
        held.setdefault(term, "")
    return held if len(title) + len(body) < SHORT else _cut(held)


def _cut(held: dict[str, str]) -> dict[str, str]:
    sizes = accumulate(len(lexeme.encode()) + len(places) + 8 for lexeme, places in held.items())
    return {lexeme: held[lexeme] for lexeme, size in zip(held, sizes, strict=True) if size <= MOST_BYTES}
