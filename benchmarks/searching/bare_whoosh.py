"""Whoosh 2.7.4 as its documentation has it: parsed queries, BM25F, `groupedby`, `sortedby`, `search_page`.

Tuned as well as ours where it is built: memory for sorting, one segment, one searcher kept open; the terms are ours.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median

from whoosh.analysis import RegexTokenizer
from whoosh.fields import KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.index import create_in
from whoosh.qparser import MultifieldParser
from whoosh.query import And, ConstantScoreQuery, FuzzyTerm, Or, Phrase, Prefix, Query, Term
from whoosh.searching import Searcher
from whoosh.sorting import FieldFacet

from benchmarks.searching.corpus import Asked
from benchmarks.searching.legs import Found, Goal, Whole, terms_of
from marketplace.adapters.search.whoosh import WhooshEngine
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.ports import Order, SearchDocument, SearchEngine, Sort

MOST, NONE_ABOVE = 0.5, 1.0
"""Ours to bare: the median over the classes, and any class."""
PAGE = 20
MEMORY = 512
FIELDS = ("title", "body")


class WhooshLeg:
    """Up to fifty thousand documents within the process."""

    def __init__(self, folder: Path, analysis: Analysis) -> None:
        self._folder, self._analysis = folder, analysis
        self.engine: SearchEngine = WhooshEngine(folder, analysis)
        self._queries: dict[Asked, Query] = {}
        self._searcher: Searcher | None = None
        self._numbers: list[int] = []

    def reader(self) -> SearchEngine:
        """Another opening of the folder."""
        return WhooshEngine(self._folder, self._analysis)

    def fill_bare(self, documents: Iterable[SearchDocument]) -> float | None:
        """One segment of all."""
        words = RegexTokenizer(r"\S+")
        schema = Schema(
            number=STORED,
            title=TEXT(analyzer=words, field_boost=3.0),
            body=TEXT(analyzer=words),
            star=NUMERIC(sortable=True),
            region=KEYWORD,
            item=KEYWORD,
            rating=KEYWORD,
        )
        folder = self._folder.with_name("bare")
        folder.mkdir()
        begun = time.perf_counter()
        index = create_in(folder, schema)
        writer = index.writer(limitmb=MEMORY)
        for document in documents:
            title, body = self._analysis.document(document)
            facets = {str(facet): " ".join(values) for facet, values in document.facets.items()}
            star = document.sorts[Sort.STAR]
            writer.add_document(number=document.number, title=title, body=body, star=star, **facets)
        writer.commit()
        spent = time.perf_counter() - begun
        self._searcher = index.searcher()
        return spent

    def prepare(self, asked: Asked) -> None:
        """The query, parsed from the terms of the question."""
        terms = terms_of(asked, self._analysis)
        assert self._searcher is not None
        parser = MultifieldParser(FIELDS, self._searcher.schema)
        match asked.of:
            case "phrase" if len(terms) > 1:
                query = Or([Phrase(field, terms) for field in FIELDS])
            case "prefix":
                starts = Or([ConstantScoreQuery(Prefix(field, terms[0]), 0.0) for field in FIELDS])
                query = Or([starts, *(Term(field, terms[0]) for field in FIELDS)])
            case "fuzzy":
                query = Or([FuzzyTerm(field, terms[0]) for field in FIELDS])
            case _:
                query = And([parser.parse(term) for term in terms])
        self._queries[asked] = query

    def bare(self, asked: Asked) -> Found:
        """One search, or one page far behind; grouped where values are counted."""
        assert self._searcher is not None
        query = self._queries[asked]
        if asked.offset:
            page = self._searcher.search_page(query, asked.offset // PAGE + 1, pagelen=PAGE)
            hits = list(page) if page.pagenum * PAGE > asked.offset else []
            return [hit["number"] for hit in hits], page.total
        grouped = [FieldFacet(str(facet), allow_overlap=True) for facet in asked.counted]
        order = FieldFacet("star", reverse=True) if asked.order is Order.RATING else None
        results = self._searcher.search(
            query,
            limit=PAGE,
            sortedby=order,
            groupedby=dict(zip(map(str, asked.counted), grouped, strict=True)) or None,
        )
        return [hit["number"] for hit in results], len(results)

    def whole(self, asked: Asked) -> Whole | None:
        """Every hit. None for a slip: Whoosh takes a swap of neighbours for two, and finds what is one away from it.

        Ours finds more where a Latin word may be pinyin, by which names are found, too. It weighs neither phrases,
        whose words count in title and body alike, nor the single characters at the end of stretches as Whoosh does.
        """
        if asked.of == "fuzzy":
            return None
        assert self._searcher is not None
        reader = self._searcher.reader()
        if not self._numbers:
            self._numbers = [fields["number"] for fields in reader.all_stored_fields()]
        grouped = {str(facet): FieldFacet(str(facet), allow_overlap=True) for facet in asked.counted}
        found = self._searcher.search(self._queries[asked], limit=None, groupedby=grouped or None)
        stars = reader.column_reader("star")
        is_starred = asked.order is Order.RATING
        keys = {self._numbers[doc]: stars[doc] if is_starred else score for score, doc in found.top_n}
        counts = {
            facet: {value: len(docs) for value, docs in found.groups(str(facet)).items() if value}
            for facet in asked.counted
        }
        words = self._analysis.runs(asked.text)
        return Whole(
            keys,
            counts,
            is_all=not any(self._analysis.script.spelled(word) for word in words),
            is_ordered=asked.of not in {"phrase", "prefix"},
        )

    def goals(self, ratios: Mapping[str, float]) -> Sequence[Goal]:
        """The middle of all classes, and the worst one."""
        middle, worst = median(ratios.values()), max(ratios.values())
        return [
            Goal(f"half of the classes at most {MOST}x bare", f"{middle:.2f}x", middle <= MOST),
            Goal(f"no class above {NONE_ABOVE:.0f}x", f"{worst:.2f}x", worst <= NONE_ABOVE),
        ]
