"""The engine for millions of documents in one machine: tantivy, an index a kind."""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import NamedTuple

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
    TEXT,
    entry,
)
from marketplace.adapters.search.tantivy_pages import page
from marketplace.adapters.search.tantivy_queries import all_of, is_storable, narrowed, needed, term
from marketplace.adapters.search.turn import turn
from marketplace.domain.search.analysis import FIRST_HAN, LONGEST_TERM, Analysis
from marketplace.domain.search.ports import (
    Answer,
    Facet,
    Kind,
    Question,
    SearchDocument,
)

WRITER_BYTES = 512_000_000
"""Memory of the index while it is written, taken as it fills: what a rebuild hands over at once fits into one segment
[ours]."""

WRITER_THREADS = 1
"""Beside the one that works out the terms; more of them make more and smaller segments, which must be merged [ours]."""

MOST_VALUES = 60_000
"""Values of one column that are counted, the most frequent first; tantivy answers with 65,000 in all at most."""

DIGESTS_AT_ONCE = 20_000


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
                for key in filter(is_storable, keys):
                    writer.delete_documents_by_term(KEY, key)
                writer.commit()
            finally:
                writer.wait_merging_threads()

    def find(self, question: Question) -> Answer:
        """One page; the best are those of tantivy's BM25, filters left out."""
        opened = self._shelves[question.kind].opened()
        if opened is None:
            return Answer((), 0, {facet: {} for facet in question.counted})
        searcher = opened.searcher
        needs = [(Occur.Must, needed(need)) for need in question.needs]
        filters = {facet: (Occur.Must, narrowed(facet, values)) for facet, values in question.chosen.items()}
        query = all_of([*needs, *filters.values()])
        found = page(searcher, query, question)
        counts = _counts(opened, query, [facet for facet in question.counted if facet not in filters])
        for facet in question.counted:
            if facet in filters:
                others = [one for name, one in filters.items() if name is not facet]
                counts |= _counts(opened, all_of([*needs, *others]), [facet])
        return Answer(found.numbers, found.total, counts)

    def near(self, kind: Kind, word: str, limit: int) -> Sequence[str]:
        """By asking the index for each word that one slip makes of this one."""
        opened = self._shelves[kind].opened()
        if opened is None or len(word) > LONGEST_TERM + 1 or word >= FIRST_HAN or not is_storable(word):
            return ()
        searcher = opened.searcher
        held = {slip: count for slip in slips(word) if (count := searcher.doc_freq(TEXT, slip))}
        found: list[str] = []
        for slip in sorted(held, key=lambda slip: (-held[slip], slip)):
            if len(found) == limit:
                break
            if searcher.search(term(TEXT, slip), limit=1, count=False).hits:
                found.append(slip)
        return found

    def digests(self, kind: Kind) -> Iterator[tuple[str, str]]:
        """In the order of the numbers, which lie near one another in the store."""
        opened = self._shelves[kind].opened()
        if opened is None:
            return
        searcher = opened.searcher
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


class _Opened(NamedTuple):
    """A state of an index, and which columns of a facet hold anything in it, as far as that was asked."""

    searcher: Searcher
    held: dict[Facet, Sequence[str]]

    def columns(self, facet: Facet) -> Sequence[str]:
        """Those that are worth counting: the first, and of the others those with a word; their words are few."""
        if facet not in self.held:
            first, *others = COLUMNS[facet]
            self.held[facet] = (first, *filter(self._has_words, others))
        return self.held[facet]

    def _has_words(self, column: str) -> bool:
        return any(word != NONE for word, _ in self.searcher.terms_with_prefix(column, "", limit=2))


class _Shelf:
    """The index of one kind, opened when it is there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._index: Index | None = None
        self._opened: _Opened | None = None
        self._stamp = (0, 0)

    def opened(self) -> _Opened | None:
        """What was committed last, by whomever; nothing where nothing ever was."""
        try:
            state = (self._folder / "meta.json").stat()
        except FileNotFoundError:
            return None
        stamp = (state.st_ino, state.st_mtime_ns)
        if stamp != self._stamp:
            with self._lock:
                self._opened = _Opened(self._reopened(), {})
                self._stamp = stamp
        return self._opened

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


def _counts(opened: _Opened, query: Query, facets: Sequence[Facet]) -> dict[Facet, Mapping[str, int]]:
    if not facets:
        return {}
    columns = [column for facet in facets for column in opened.columns(facet)]
    found = opened.searcher.aggregate(
        query, {column: {"terms": {"field": column, "size": MOST_VALUES}} for column in columns}
    )
    counts: dict[Facet, Mapping[str, int]] = {}
    for facet in facets:
        held: dict[str, int] = {}
        for one in chain.from_iterable(found[column]["buckets"] for column in opened.columns(facet)):
            if (word := one["key"]) != NONE:
                for value in word.split(APART):
                    held[value] = held.get(value, 0) + one["doc_count"]
        counts[facet] = held
    return counts
