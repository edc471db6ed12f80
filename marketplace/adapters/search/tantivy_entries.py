"""What tantivy holds of a document."""

from collections.abc import Sequence
from itertools import pairwise

from tantivy import Document, Schema, SchemaBuilder

from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.ports import SORTED_BY, Facet, SearchDocument

LAYOUT = "tantivy-2"
"""Counted on whenever the fields change; an index of another layout is not seen and must be rebuilt."""
LAYOUTS = "tantivy-*"
"""All of them, as files are looked for."""

TITLE_TIMES = 2
"""The title is indexed so many times, which is what makes it count more than the body [ours]."""

APART = "\n"
"""Between the values of a facet where they stand in one word; none has it in itself."""

NUMBER_BITS = 28
"""A sorting key holds the document's number so that equals follow by it; beyond 2²⁸ they stand in any order [ours]."""

LARGEST = (1 << 63 - NUMBER_BITS) - 1
"""What a document is sorted by is cut to ± this, 687 million yuan in fen, that both fit into 64 bits."""

TEXT, KEY, DIGEST, NUMBER = "text", "key", "digest", "number"
WHOLE = {facet: f"{facet}_whole" for facet in Facet}
"""All values of a facet in one word, where there are no more such words than values: a column with one value a
document is counted ten times as fast as one with several."""
EACH = {facet: f"{facet}_each" for facet in Facet}
"""The values of a facet, where they are not in one word."""
SORTING = {order: f"by_{order}" for order in SORTED_BY}

_LAST_NUMBER = (1 << NUMBER_BITS) - 1
_SORTS = [(SORTING[order], sort, -1 if is_descending else 1) for order, (sort, is_descending) in SORTED_BY.items()]


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field(TEXT, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field(KEY, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field(DIGEST, stored=True)
    builder.add_integer_field(NUMBER, fast=True)
    for facet in Facet:
        builder.add_text_field(facet, tokenizer_name="raw", index_option="basic")
        builder.add_text_field(WHOLE[facet], fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field(EACH[facet], fast=True, tokenizer_name="raw", index_option="basic")
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
        if held := sorted({*values}):
            fields[facet] = held
            if _is_nested(facet, held):
                fields[WHOLE[facet]] = APART.join(held)
            else:
                fields[EACH[facet]] = held
    lowest = min(document.number, _LAST_NUMBER)
    for field, sort, sign in _SORTS:
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
