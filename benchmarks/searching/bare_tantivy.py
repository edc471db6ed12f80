"""tantivy by its own calls, on the very index that ours reads, with terms analysed beforehand."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tantivy import FieldType, Index, Occur, Query, Searcher
from tantivy import Order as Direction

from benchmarks.searching.corpus import Asked
from benchmarks.searching.legs import Found, Goal, terms_of
from marketplace.adapters.search.tantivy import TantivyEngine
from marketplace.adapters.search.tantivy_entries import COLUMNS, LAYOUT
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.ports import Facet, Kind, Order, SearchDocument, SearchEngine

OFTEN, BEST = 20_000, 100
"""Of a word that is found in more documents so many are ordered by relevance; the others follow by their numbers."""
WINDOW = 1 << 14
"""Numbers that are counted together to find where the deep page begins."""
MOST = 1.5
"""Ours with everything around it, at the 95th percentile of each class."""


class TantivyLeg:
    """Millions of documents in one machine."""

    def __init__(self, folder: Path, analysis: Analysis) -> None:
        self._folder, self._analysis = folder, analysis
        self.engine: SearchEngine = TantivyEngine(folder, analysis)
        self._terms: dict[Asked, Sequence[str]] = {}
        self._index: Index | None = None
        self._searcher: Searcher | None = None
        self._columns: dict[Facet, Sequence[str]] = {}

    def reader(self) -> SearchEngine:
        """Another opening of the folder."""
        return TantivyEngine(self._folder, self._analysis)

    def fill_bare(self, documents: Iterable[SearchDocument]) -> float | None:  # noqa: ARG002 - the same index is read
        """Nothing: opens what ours has written."""
        self._index = Index.open(str(self._folder / LAYOUT / Kind.PROVIDER))
        self._index.reload()
        self._searcher = searcher = self._index.searcher()
        for facet, columns in COLUMNS.items():
            words = {column: searcher.terms_with_prefix(column, "", limit=2) for column in columns}
            self._columns[facet] = [column for column, held in words.items() if any(word for word, _ in held)]
        return None

    def prepare(self, asked: Asked) -> None:
        """Its terms."""
        self._terms[asked] = terms_of(asked, self._analysis)

    def bare(self, asked: Asked) -> Found:
        """One search, for a deep page two and a histogram, and one aggregation where values are counted."""
        assert self._index is not None
        assert self._searcher is not None
        query = self._query(self._index, asked)
        if asked.of == "page 1000" and self._searcher.doc_freq("text", self._terms[asked][0]) > OFTEN:
            return self._behind(self._searcher, query, asked.offset)
        order = "by_rating" if asked.order is Order.RATING else None
        direction = Direction.Asc if order else Direction.Desc
        page = self._searcher.search(query, 20, offset=asked.offset, order_by_field=order, order=direction)
        if asked.counted:
            columns = [column for facet in asked.counted for column in self._columns[facet]]
            self._searcher.aggregate(query, {one: {"terms": {"field": one, "size": 6000}} for one in columns})
        numbers = self._searcher.fast_field_values("number", [address for _, address in page.hits])
        return [int(number or 0) for number in numbers], page.count  # type: ignore[attr-defined]  # its stub forgets it

    def _behind(self, searcher: Searcher, query: Query, offset: int) -> Found:
        """A page behind the best: count windows of numbers, then sort the few in which the page lies."""
        addresses = [address for _, address in searcher.search(query, BEST, count=False).hits]
        best = {int(number or 0) for number in searcher.fast_field_values("number", addresses)}
        counted = {"n": {"histogram": {"field": "number", "interval": WINDOW}}}
        windows = [bucket["doc_count"] for bucket in searcher.aggregate(query, counted)["n"]["buckets"]]
        at, window = offset - BEST, 0
        while at >= (here := windows[window] - sum(number // WINDOW == window for number in best)):
            at, window = at - here, window + 1
        begin, end = window * WINDOW, (window + 2) * WINDOW - 1
        within = Query.range_query(self._index.schema, "number", FieldType.Integer, begin, end)
        both = Query.const_score_query(Query.boolean_query([(Occur.Must, query), (Occur.Must, within)]), 1.0)
        held = {number for number in best if begin <= number <= end}
        hits = searcher.search(
            both, 20 + len(held), count=False, order_by_field="number", offset=at, order=Direction.Asc
        ).hits
        early = sum(number < hits[0][0] for number in held)
        return [number for number, _ in hits if number not in held][early : early + 20], sum(windows)

    def whole(self, asked: Asked) -> None:
        """Nothing to compare: the bare calls read what ours has written."""

    def goals(self, ratios: Mapping[str, float]) -> Sequence[Goal]:
        """Every class by itself."""
        return [Goal(f"{of} at most {MOST}x bare", f"{ratio:.2f}x", ratio <= MOST) for of, ratio in ratios.items()]

    def _query(self, index: Index, asked: Asked) -> Query:
        terms = self._terms[asked]
        if asked.of == "phrase" and len(terms) > 1:
            return Query.phrase_query(index.schema, "text", list(terms))
        if asked.of == "prefix":
            return Query.regex_query(index.schema, "text", terms[0] + ".*")
        if asked.of == "fuzzy":
            return Query.fuzzy_term_query(index.schema, "text", terms[0])
        queries = [Query.term_query(index.schema, "text", term) for term in terms]
        return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, query) for query in queries])
