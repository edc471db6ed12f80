"""The embedded engine: Whoosh 2.7.4, to about fifty thousand documents."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.analysis import RegexTokenizer
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.query import And, ConstantScoreQuery, Every, Or, Phrase, Prefix, Query, Term
from whoosh.searching import Searcher
from whoosh.writing import CLEAR

from marketplace.domain.search import ports
from marketplace.domain.search.analysis import FIRST_HAN, Analysis
from marketplace.domain.search.ports import SORTED_BY, Answer, Facet, Kind, Need, Order, Question, SearchDocument

TITLE_BOOST = 3.0
"""A hit in the title counts this many times one in the body [ours]."""

LAYOUT = "2"
"""Counted on whenever the fields of the index change."""

PATIENCE = 60
"""Seconds that a writer waits for another process to finish writing [ours]."""

_WORDS = RegexTokenizer(r"\S+")
_FIELDS = ("title", "body")
SCHEMA = Schema(
    id=ID(unique=True),
    kind=ID,
    key=STORED,
    number=STORED,
    digest=STORED,
    facets=STORED,
    sorts=STORED,
    title=TEXT(analyzer=_WORDS, field_boost=TITLE_BOOST),
    body=TEXT(analyzer=_WORDS),
)


class WhooshEngine:
    """An index folder. One writer at a time among all processes; readers share a searcher until the index changes."""

    def __init__(self, folder: Path, analysis: Analysis) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._analysis = analysis
        self._folder = folder
        self._made_by = folder / "made_by"
        self._lock = threading.Lock()
        self._searcher: Searcher | None = None
        if not index.exists_in(folder):
            index.create_in(folder, SCHEMA)
            self._made_by.write_text(self._version)
        elif not self._was_laid_out_so():
            index.create_in(folder, SCHEMA)
            self._made_by.unlink(missing_ok=True)
        self._index = index.open_dir(folder)

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace, visible when this returns."""
        wanted = {(document.kind, document.key): document for document in documents}
        with self._lock, self._index.writer(timeout=PATIENCE) as writer:
            for document in wanted.values():
                terms = self._analysis.document(document)
                writer.update_document(
                    id=_id(document.kind, document.key),
                    kind=str(document.kind),
                    key=document.key,
                    number=document.number,
                    digest=document.digest,
                    facets={str(facet): sorted(set(values)) for facet, values in document.facets.items()},
                    sorts={str(sort): value for sort, value in document.sorts.items()},
                    title=" ".join(terms.title),
                    body=" ".join(terms.body),
                )

    def remove(self, kind: Kind, keys: Sequence[str]) -> None:
        """Take out, gone when this returns."""
        with self._lock, self._index.writer(timeout=PATIENCE) as writer:
            for key in keys:
                writer.delete_by_term("id", _id(kind, key))

    def find(self, question: Question) -> Answer:
        """One page of what is looked for."""
        asked = And([*map(_query, question.needs), ConstantScoreQuery(Term("kind", str(question.kind)), 0.0)])
        held = [(hit.score, hit.fields()) for hit in self._reader().search(asked, limit=None)]
        found = [one for one in held if _is_chosen(one[1]["facets"], question.chosen)]
        if question.order is Order.BEST:
            found.sort(key=lambda one: (-one[0] if question.needs else 0, one[1]["number"]))
        else:
            sort, is_descending = SORTED_BY[question.order]
            sign = -1 if is_descending else 1
            found.sort(key=lambda one: (sign * one[1]["sorts"].get(sort, 0), one[1]["number"]))
        page = found[question.offset : question.offset + question.limit]
        counts = {facet: _counted(facet, held, question.chosen) for facet in question.counted}
        return Answer([one["number"] for _, one in page], len(found), counts)

    def near(self, kind: Kind, word: str, limit: int) -> Sequence[str]:
        """Latin terms that one slip makes of `word`, the ones in most documents first."""
        reader = self._reader().reader()
        slips = {term for field in _FIELDS for term in reader.terms_within(field, word, 2) if _is_one_slip(term, word)}
        counts = {term: self._documents_with(kind, term) for term in slips if term[0] < FIRST_HAN}
        return sorted((term for term in counts if counts[term]), key=lambda term: (-counts[term], term))[:limit]

    def digests(self, kind: Kind) -> Iterator[tuple[str, str]]:
        """(key, digest) of all that is indexed."""
        return ((stored["key"], stored["digest"]) for stored in self._reader().documents(kind=str(kind)))

    def is_current(self) -> bool:
        """Whether the index was made by the analysis of this program."""
        return self._made_by.exists() and self._made_by.read_text() == self._version

    def tidy(self) -> None:
        """Make one segment of all."""
        with self._lock:
            self._index.writer(timeout=PATIENCE).commit(optimize=True)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._index.writer(timeout=PATIENCE).commit(mergetype=CLEAR)
            self._made_by.write_text(self._version)

    @property
    def _version(self) -> str:
        return f"{LAYOUT} {self._analysis.version}"

    def _was_laid_out_so(self) -> bool:
        return self._made_by.exists() and self._made_by.read_text().partition(" ")[0] == LAYOUT

    def _reader(self) -> Searcher:
        searcher = self._searcher
        if searcher is None or not searcher.up_to_date():
            searcher = self._searcher = self._index.searcher()
        return searcher

    def _documents_with(self, kind: Kind, term: str) -> int:
        asked = And([Or([Term(field, term) for field in _FIELDS]), Term("kind", str(kind))])
        return sum(1 for _ in self._reader().docs_for_query(asked))


def _id(kind: Kind, key: str) -> str:
    return f"{kind}:{key}"


def _query(need: Need) -> Query:
    return Or([_part(one) for one in need])


def _part(one: ports.Terms | ports.Phrase | ports.Start) -> Query:
    match one:
        case ports.Terms():
            return And([Or([Term(field, term) for field in _FIELDS]) for term in one.terms]) if one.terms else Every()
        case ports.Phrase():
            return Or([Phrase(field, list(one.terms)) for field in _FIELDS])
        case ports.Start():
            return ConstantScoreQuery(Or([Prefix(field, one.text) for field in _FIELDS]), 0.0)


def _is_chosen(facets: Mapping[str, Sequence[str]], chosen: Mapping[Facet, frozenset[str]]) -> bool:
    return all(not values.isdisjoint(facets.get(facet, ())) for facet, values in chosen.items())


def _counted(
    facet: Facet, held: Iterable[tuple[float, Mapping[str, Any]]], chosen: Mapping[Facet, frozenset[str]]
) -> dict[str, int]:
    others = {name: values for name, values in chosen.items() if name is not facet}
    left = (one["facets"] for _, one in held if _is_chosen(one["facets"], others))
    return dict(Counter(value for facets in left for value in facets.get(facet, ())))


def _is_one_slip(one: str, other: str) -> bool:
    """Whether a single deletion, insertion, change or swap of neighbours leads from one to the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[at:], other[at:]
    is_swap = rest[:2] == others[1::-1] and rest[2:] == others[2:]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] or is_swap
