"""What tantivy is asked."""

import re
from collections.abc import Iterable, Sequence

from tantivy import Occur, Query

from marketplace.adapters.search.tantivy_entries import APART, COLUMNS, NONE, SCHEMA, TEXT
from marketplace.domain.search.analysis import LONGEST_TERM
from marketplace.domain.search.ports import Facet, Need, Phrase, Start, Terms

_SURROGATE = re.compile("[\ud800-\udfff]")


def needed(need: Need) -> Query:
    """Documents of one need."""
    return _any_of([_one(one) for one in need])


def _one(one: Terms | Phrase | Start) -> Query:
    if isinstance(one, Start):
        return _start(one.text)
    if isinstance(one, Phrase) and len(one.terms) > 1:
        return Query.phrase_query(SCHEMA, TEXT, [*one.terms]) if all(map(is_storable, one.terms)) else _nothing()
    return all_of([(Occur.Must, term(TEXT, each)) for each in one.terms])


def _start(text: str) -> Query:
    if len(text) > LONGEST_TERM or not is_storable(text):
        return _nothing()
    return Query.regex_query(SCHEMA, TEXT, "".join(f"\\x{{{ord(letter):x}}}" for letter in text) + ".*")


def narrowed(facet: Facet, values: Iterable[str]) -> Query:
    """Documents with one of these values, in whatever column; the score is the same for all."""
    held = [value for value in values if value != NONE and APART not in value]
    terms = [term(field, value) for value in held for field in (facet, *COLUMNS[facet])]
    return Query.const_score_query(_any_of(terms), 0.0)


def term(field: str, text: str) -> Query:
    """Documents with a term; none where no index can hold it."""
    return Query.term_query(SCHEMA, field, text) if is_storable(text) else _nothing()


def _nothing() -> Query:
    return Query.empty_query()


def all_of(clauses: Sequence[tuple[Occur, Query]]) -> Query:
    """All clauses together; all documents where there are none."""
    if not clauses:
        return Query.all_query()
    return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)


def _any_of(queries: Sequence[Query]) -> Query:
    if not queries:
        return _nothing()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def is_storable(text: str) -> bool:
    """Whether it is Unicode; halves of characters are not."""
    return text.isascii() or not _SURROGATE.search(text)
