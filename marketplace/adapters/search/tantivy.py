"""The engine for millions of documents in one machine: tantivy, an index a kind."""

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from threading import Lock

from tantivy import Index, IndexWriter, Occur, Query, Searcher
from tantivy import Order as Direction

from marketplace.adapters.search.slips import slips
from marketplace.adapters.search.tantivy_entries import (
    APART,
    COLUMNS,
    DIGEST,
    KEY,
    LAYOUT,
    LAYOUTS,
    NONE,
    NUMBER,
    SCHEMA,
    SORTING,
    TEXT,
    entry,
)
from marketplace.adapters.search.turn import turn
from marketplace.domain.search.analysis import FIRST_HAN, LONGEST_TERM, Analysis
from marketplace.domain.search.ports import (
    SORTED_BY,
    SORTS,
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

WRITER_BYTES = 256_000_000
"""Memory of the index while it is written, taken as it fills; more makes fewer and larger segments [ours]."""

WRITER_THREADS = 2
"""While one writes a segment, the other goes on [ours]."""

MOST_VALUES = 60_000
"""Values of one column that are counted, the most frequent first; tantivy answers with 65,000 in all at most."""

DIGESTS_AT_ONCE = 20_000

_SURROGATE = re.compile("[\ud800-\udfff]")


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
                    writer.delete_documents_by_term(KEY, document.key)
                    writer.add_document(entry(document, self._analysis))
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
                    writer.delete_documents_by_term(KEY, key)
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
        field = _field(question)
        found = searcher.search(
            query,
            limit=max(question.limit, 1),
            offset=min(question.offset, searcher.num_docs),
            order_by_field=field,
            order=Direction.Asc if field else Direction.Desc,
        )
        addresses = [address for _, address in found.hits][: question.limit]
        numbers = [int(number or 0) for number in searcher.fast_field_values(NUMBER, addresses)]
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
        held = {slip: count for slip in slips(word) if (count := searcher.doc_freq(TEXT, slip))}
        found: list[str] = []
        for slip in sorted(held, key=lambda slip: (-held[slip], slip)):
            if len(found) == limit:
                break
            if searcher.search(_term(TEXT, slip), limit=1, count=False).hits:
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
                order_by_field=NUMBER,
                order=Direction.Asc,
            )
            for _, address in page.hits:
                stored = searcher.doc(address)
                yield str(stored.get_first(KEY)), bytes(stored.get_first(DIGEST) or b"").hex()

    def is_current(self) -> bool:
        """Whether this analysis began the index, or nobody did; an index of another layout must be cleared away."""
        layouts = {layout.name for layout in self._folder.glob(LAYOUTS)}
        return not layouts or (
            layouts == {LAYOUT}
            and self._mark.is_file()
            and self._mark.read_text(encoding="utf-8") == self._analysis.version
        )

    def tidy(self) -> None:
        """Nothing: segments are merged as they come."""

    def clear(self) -> None:
        """Forget everything, an index of another layout too."""
        with turn(self._folder):
            for layout in self._folder.glob(LAYOUTS):
                shutil.rmtree(layout)
            self._begin()

    def _begin(self) -> None:
        self._mark.parent.mkdir(parents=True, exist_ok=True)
        self._mark.write_text(self._analysis.version, encoding="utf-8")

    def _writer(self, kind: Kind) -> IndexWriter:
        if not (self._folder / LAYOUT).exists():
            self._begin()
        return self._shelves[kind].writer()


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
        return Index(SCHEMA, path=str(self._folder)).writer(WRITER_BYTES, num_threads=WRITER_THREADS)

    def _reopened(self) -> Searcher:
        if self._index is None:
            self._index = Index.open(str(self._folder))
            self._index.config_reader("manual")
        self._index.reload()
        return self._index.searcher()


def _field(question: Question) -> str | None:
    """What the hits are sorted by, the smallest first; None for relevance."""
    if question.order is Order.BEST:
        return None if question.needs else NUMBER
    sort, _ = SORTED_BY[question.order]
    return SORTING[question.order] if sort in SORTS[question.kind] else NUMBER


def _counts(searcher: Searcher, query: Query, facets: Sequence[Facet]) -> dict[Facet, Mapping[str, int]]:
    if not facets:
        return {}
    columns = [column for facet in facets for column in COLUMNS[facet]]
    found = searcher.aggregate(query, {column: {"terms": {"field": column, "size": MOST_VALUES}} for column in columns})
    counts: dict[Facet, Mapping[str, int]] = {}
    for facet in facets:
        held: dict[str, int] = {}
        for one in chain.from_iterable(found[column]["buckets"] for column in COLUMNS[facet]):
            if (word := one["key"]) != NONE:
                for value in word.split(APART):
                    held[value] = held.get(value, 0) + one["doc_count"]
        counts[facet] = held
    return counts


def _need(need: Need) -> Query:
    return _any_of([_one(one) for one in need])


def _one(one: Terms | Phrase | Start) -> Query:
    if isinstance(one, Start):
        return _start(one.text)
    if isinstance(one, Phrase) and len(one.terms) > 1:
        return Query.phrase_query(SCHEMA, TEXT, [*one.terms]) if all(map(_is_storable, one.terms)) else _nothing()
    return _all_of([(Occur.Must, _term(TEXT, term)) for term in one.terms])


def _start(text: str) -> Query:
    if len(text) > LONGEST_TERM or not _is_storable(text):
        return _nothing()
    return Query.regex_query(SCHEMA, TEXT, "".join(f"\\x{{{ord(letter):x}}}" for letter in text) + ".*")


def _filter(facet: Facet, values: Iterable[str]) -> Query:
    held = [value for value in values if value != NONE and APART not in value]
    terms = [_term(field, value) for value in held for field in (facet, *COLUMNS[facet])]
    return Query.const_score_query(_any_of(terms), 0.0)


def _term(field: str, text: str) -> Query:
    return Query.term_query(SCHEMA, field, text) if _is_storable(text) else _nothing()


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
