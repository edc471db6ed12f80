"""What tantivy holds of a document."""

from collections.abc import Sequence
from itertools import pairwise

from tantivy import Document, Schema, SchemaBuilder

from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.ports import SORTED_BY, SORTS, Facet, Kind, SearchDocument

LAYOUT = "tantivy-3"
"""Counted on whenever the fields change; an index of another layout is not seen and must be rebuilt."""
LAYOUTS = "tantivy-*"
"""All of them, as files are looked for."""

TITLE_TIMES = 2
"""The title is indexed so many times, which is what makes it count more than the body [ours]."""

APART = "\n"
"""Between the values of a facet where they stand in one word."""

NUMBER_BITS = 28
"""A sorting key holds the document's number so that equals follow by it; beyond 2²⁸ they stand in any order [ours]."""

LARGEST = (1 << 63 - NUMBER_BITS) - 1
"""What a document is sorted by is cut to ± this, 687 million yuan in fen, that both fit into 64 bits."""

TEXT, KEY, DIGEST, NUMBER = "text", "key", "digest", "number"
USUAL = {Facet.ITEM: 3, Facet.QUALIFICATION: 2}
"""How many words most documents have of a facet, where it is more than one [ours]."""
NONE = ""
SINGLE = {facet: tuple(f"{facet}_{n}" for n in range(USUAL.get(facet, 1))) for facet in Facet}
"""Columns with exactly one word a document, `NONE` where it has no more: such a column is counted ten times as fast as
one that has several words here and none there."""
FURTHER = {facet: f"{facet}_further" for facet in Facet}
"""The column of the words beyond those."""
COLUMNS = {facet: (*SINGLE[facet], FURTHER[facet]) for facet in Facet}
SORTING = {order: f"by_{order}" for order in SORTED_BY}

_PADDING = (NONE,) * max(USUAL.values())
_LAST_NUMBER = (1 << NUMBER_BITS) - 1
_SORTED = {
    kind: [
        (SORTING[order], sort, -1 if is_descending else 1)
        for order, (sort, is_descending) in SORTED_BY.items()
        if sort in SORTS[kind]
    ]
    for kind in Kind
}


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field(TEXT, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field(KEY, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field(DIGEST, stored=True)
    builder.add_integer_field(NUMBER, fast=True)
    for facet in Facet:
        builder.add_text_field(facet, tokenizer_name="raw", index_option="basic")
        for column in COLUMNS[facet]:
            builder.add_text_field(column, fast=True, tokenizer_name="raw", index_option="basic")
    for field in SORTING.values():
        builder.add_integer_field(field, fast=True)
    return builder.build()


SCHEMA = _schema()


def entry(document: SearchDocument, analysis: Analysis) -> Document:
    """The document with its terms."""
    title, body = analysis.document(document)
    fields: dict[str, object] = {
        TEXT: [*[title] * TITLE_TIMES, body],
        KEY: document.key,
        DIGEST: bytes.fromhex(document.digest),
        NUMBER: document.number,
    }
    for facet, values in document.facets.items():
        words = sorted({*values})
        if len(words) > 1 and _is_nested(facet, words):
            fields[facet] = words
            words = [APART.join(words)]
        columns = SINGLE[facet]
        if len(words) > len(columns):
            fields[FURTHER[facet]] = words[len(columns) :]
        fields.update(zip(columns, (*words, *_PADDING), strict=False))
    lowest = min(document.number, _LAST_NUMBER)
    for field, sort, sign in _SORTED[document.kind]:
        value = document.sorts.get(sort)
        fields[field] = sign * max(-LARGEST, min(value, LARGEST)) << NUMBER_BITS | lowest if value else lowest
    return Document.from_dict(fields, SCHEMA)


def _is_nested(facet: Facet, values: Sequence[str]) -> bool:
    """Whether the last of the sorted values tells the others: the bands up to one, or a place with all around it."""
    if facet is not Facet.RATING:
        for outer, inner in pairwise(values):
            if not inner.startswith(outer):
                return False
    return True
