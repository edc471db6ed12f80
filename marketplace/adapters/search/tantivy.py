"""The engine for millions of documents in one machine: tantivy, an index a kind."""

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock

from tantivy import Document, Index, IndexWriter, Occur, Query, Schema, SchemaBuilder, Searcher
from tantivy import Order as Direction

from marketplace.adapters.search.slips import slips
from marketplace.adapters.search.turn import turn
from marketplace.domain.search.analysis import FIRST_HAN, LONGEST_TERM, Analysis
from marketplace.domain.search.ports import (
    SORTED_BY,
    Answer,
    Facet,
    Kind,
    Need,
    Order,
    Phrase,
    Question,
    SearchDocument,
    Start,
    Terms,
)

LAYOUT = "tantivy-1"
"""Counted on whenever the fields change; an index of another layout is not seen and must be rebuilt."""

TITLE_TIMES = 2
"""The title is indexed so many times, which is what makes it count more than the body [ours]."""

WRITER_BYTES = 256_000_000
"""Memory of the index while it is written, taken as it fills; more makes fewer and larger segments [ours]."""

MOST_VALUES = 6_000
"""Values of one facet that are counted, the most frequent first: ten facets stay below tantivy's 65,000 buckets."""

NUMBER_BITS = 28
"""A sorting key holds the document's number so that equals follow by it; beyond 2²⁸ they stand in any order [ours]."""

LARGEST = (1 << 63 - NUMBER_BITS) - 1
"""What a document is sorted by is cut to ± this, 687 million yuan in fen, that both fit into 64 bits."""

DIGESTS_AT_ONCE = 20_000

_TEXT, _KEY, _DIGEST, _NUMBER = "text", "key", "digest", "number"
_SURROGATE = re.compile("[\ud800-\udfff]")


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field(_TEXT, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field(_KEY, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(_DIGEST, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(_NUMBER, fast=True)
    for facet in Facet:
        builder.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
    for order in SORTED_BY:
        builder.add_integer_field(_sorting(order), fast=True)
    return builder.build()


def _sorting(order: Order) -> str:
    return f"by_{order}"


_SCHEMA = _schema()


class TantivyEngine:
    """A folder with an index a kind, read by any number of processes, written by one at a time."""

    def __init__(self, folder: Path, analysis: Analysis) -> None:
        self._folder = folder
        self._analysis = analysis
        self._mark = folder / LAYOUT / "analysis"
        self._shelves = {kind: _Shelf(folder / LAYOUT / kind) for kind in Kind}

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace by kind and key; one commit a kind, however many they are."""
        writers: dict[Kind, IndexWriter] = {}
        with turn(self._folder):
            try:
                for document in documents:
                    if document.kind not in writers:
                        writers[document.kind] = self._writer(document.kind)
                    writer = writers[document.kind]
                    writer.delete_documents_by_term(_KEY, document.key)
                    writer.add_document(self._entry(document))
                for writer in writers.values():
                    writer.commit()
            finally:
                for writer in writers.values():
                    writer.wait_merging_threads()

    def remove(self, kind: Kind, keys: Sequence[str]) -> None:
        """Take out."""
        with turn(self._folder):
            writer = self._writer(kind)
            try:
                for key in filter(_is_storable, keys):
                    writer.delete_documents_by_term(_KEY, key)
                writer.commit()
            finally:
                writer.wait_merging_threads()

    def find(self, question: Question) -> Answer:
        """One page; the best are those of tantivy's BM25, filters left out."""
        searcher = self._shelves[question.kind].searcher()
        if searcher is None:
            return Answer((), 0, {facet: {} for facet in question.counted})
        needs = [(Occur.Must, _need(need)) for need in question.needs]
        filters = {facet: (Occur.Must, _filter(facet, values)) for facet, values in question.chosen.items()}
        query = _all_of([*needs, *filters.values()])
        field = _sorting(question.order) if question.order in SORTED_BY else None if question.needs else _NUMBER
        found = searcher.search(
            query,
            limit=max(question.limit, 1),
            offset=min(question.offset, searcher.num_docs),
            order_by_field=field,
            order=Direction.Asc if field else Direction.Desc,
        )
        addresses = [address for _, address in found.hits][: question.limit]
        numbers = [int(number or 0) for number in searcher.fast_field_values(_NUMBER, addresses)]
        counts = _counts(searcher, query, [facet for facet in question.counted if facet not in filters])
        for facet in question.counted:
            if facet in filters:
                others = [one for name, one in filters.items() if name is not facet]
                counts |= _counts(searcher, _all_of([*needs, *others]), [facet])
        return Answer(numbers, found.count, counts)  # type: ignore[attr-defined]  # its stub forgets it

    def near(self, kind: Kind, word: str, limit: int) -> Sequence[str]:
        """By asking the index for each word that one slip makes of this one."""
        searcher = self._shelves[kind].searcher()
        if searcher is None or len(word) > LONGEST_TERM + 1 or word >= FIRST_HAN or not _is_storable(word):
            return ()
        held = {slip: count for slip in slips(word) if (count := searcher.doc_freq(_TEXT, slip))}
        found: list[str] = []
        for slip in sorted(held, key=lambda slip: (-held[slip], slip)):
            if len(found) == limit:
                break
            if searcher.search(_term(_TEXT, slip), limit=1, count=False).hits:
                found.append(slip)
        return found

    def digests(self, kind: Kind) -> Iterator[tuple[str, str]]:
        """In the order of the numbers, which lie near one another in the store."""
        searcher = self._shelves[kind].searcher()
        if searcher is None:
            return
        for offset in range(0, searcher.num_docs, DIGESTS_AT_ONCE):
            page = searcher.search(
                Query.all_query(),
                limit=DIGESTS_AT_ONCE,
                offset=offset,
                count=False,
                order_by_field=_NUMBER,
                order=Direction.Asc,
            )
            for _, address in page.hits:
                stored = searcher.doc(address)
                yield str(stored.get_first(_KEY)), str(stored.get_first(_DIGEST))

    def is_current(self) -> bool:
        """Whether this analysis began the index, or nobody did."""
        return not (self._folder / LAYOUT).exists() or (
            self._mark.is_file() and self._mark.read_text(encoding="utf-8") == self._analysis.version
        )

    def tidy(self) -> None:
        """Nothing: segments are merged as they come."""

    def clear(self) -> None:
        """Forget everything, an index of another layout too."""
        with turn(self._folder):
            for layout in self._folder.glob("tantivy-*"):
                shutil.rmtree(layout)
            self._begin()

    def _begin(self) -> None:
        self._mark.parent.mkdir(parents=True, exist_ok=True)
        self._mark.write_text(self._analysis.version, encoding="utf-8")

    def _writer(self, kind: Kind) -> IndexWriter:
        if not (self._folder / LAYOUT).exists():
            self._begin()
        return self._shelves[kind].writer()

    def _entry(self, document: SearchDocument) -> Document:
        terms = self._analysis.document(document)
        fields: dict[str, object] = {
            _TEXT: [*[" ".join(terms.title)] * TITLE_TIMES, " ".join(terms.body)],
            _KEY: document.key,
            _DIGEST: document.digest,
            _NUMBER: document.number,
        }
        for facet, values in document.facets.items():
            if values:
                fields[facet] = [*{*values}]
        lowest = min(document.number, (1 << NUMBER_BITS) - 1)
        for order, (sort, is_descending) in SORTED_BY.items():
            value = max(-LARGEST, min(document.sorts.get(sort, 0), LARGEST))
            fields[_sorting(order)] = (-value if is_descending else value) << NUMBER_BITS | lowest
        return Document(**fields)


class _Shelf:
    """The index of one kind, opened when it is there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._index: Index | None = None
        self._searcher: Searcher | None = None
        self._stamp = (0, 0)

    def searcher(self) -> Searcher | None:
        """What was committed last, by whomever; nothing where nothing ever was."""
        try:
            state = (self._folder / "meta.json").stat()
        except FileNotFoundError:
            return None
        stamp = (state.st_ino, state.st_mtime_ns)
        if stamp != self._stamp:
            with self._lock:
                self._searcher = self._reopened()
                self._stamp = stamp
        return self._searcher

    def writer(self) -> IndexWriter:
        """A writer over what is on the disk now; whoever asks has the turn, and ends it by waiting for its merges."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return Index(_SCHEMA, path=str(self._folder)).writer(WRITER_BYTES, num_threads=1)

    def _reopened(self) -> Searcher:
        if self._index is None:
            self._index = Index.open(str(self._folder))
            self._index.config_reader("manual")
        self._index.reload()
        return self._index.searcher()


def _counts(searcher: Searcher, query: Query, facets: Sequence[Facet]) -> dict[Facet, Mapping[str, int]]:
    if not facets:
        return {}
    asked = {str(facet): {"terms": {"field": str(facet), "size": MOST_VALUES}} for facet in facets}
    found = searcher.aggregate(query, asked)
    return {facet: {one["key"]: one["doc_count"] for one in found[facet]["buckets"]} for facet in facets}


def _need(need: Need) -> Query:
    return _any_of([_one(one) for one in need])


def _one(one: Terms | Phrase | Start) -> Query:
    if isinstance(one, Start):
        return _start(one.text)
    if isinstance(one, Phrase) and len(one.terms) > 1:
        return Query.phrase_query(_SCHEMA, _TEXT, [*one.terms]) if all(map(_is_storable, one.terms)) else _nothing()
    return _all_of([(Occur.Must, _term(_TEXT, term)) for term in one.terms])


def _start(text: str) -> Query:
    if len(text) > LONGEST_TERM or not _is_storable(text):
        return _nothing()
    return Query.regex_query(_SCHEMA, _TEXT, "".join(f"\\x{{{ord(letter):x}}}" for letter in text) + ".*")


def _filter(facet: Facet, values: Iterable[str]) -> Query:
    return Query.const_score_query(_any_of([_term(facet, value) for value in values]), 0.0)


def _term(field: str, text: str) -> Query:
    return Query.term_query(_SCHEMA, field, text) if _is_storable(text) else _nothing()


def _nothing() -> Query:
    return Query.empty_query()


def _all_of(clauses: Sequence[tuple[Occur, Query]]) -> Query:
    if not clauses:
        return Query.all_query()
    return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)


def _any_of(queries: Sequence[Query]) -> Query:
    if not queries:
        return _nothing()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _is_storable(text: str) -> bool:
    return text.isascii() or not _SURROGATE.search(text)
