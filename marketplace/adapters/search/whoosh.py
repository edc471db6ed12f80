"""The embedded engine: Whoosh 2.7.4, to about fifty thousand documents."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from whoosh import index
from whoosh.analysis import Token, Tokenizer
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.query import And, Or, Term
from whoosh.searching import Searcher

from marketplace.adapters.search.analysis import index_terms, query_terms
from marketplace.domain.search.ports import Kind, SearchDocument

TITLE_BOOST = 3.0
"""A hit in the title counts this many times one in the body [own default]."""

MAX_QUERY_TERMS = 64
"""Terms beyond these are ignored, so that a pasted page is not a costly query [own default]."""


class _Terms(Tokenizer):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's name for our analysis."""

    def __call__(self, value: str, positions: bool = False, **_options: object) -> Iterable[Token]:  # noqa: FBT001, FBT002 - Whoosh's own signature
        token = Token(positions=positions)
        for position, term in enumerate(index_terms(value)):
            token.text = term
            token.pos = position
            token.boost = 1.0
            yield token


SCHEMA = Schema(
    id=ID(unique=True, stored=True),
    kind=ID(stored=True),
    key=STORED,
    digest=STORED,
    title=TEXT(analyzer=_Terms(), phrase=False, field_boost=TITLE_BOOST),
    body=TEXT(analyzer=_Terms(), phrase=False),
)


class WhooshEngine:
    """An index folder. One writer at a time within the process; readers share one searcher until the index changes."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = str(folder)
        self._index = index.open_dir(self._folder) if index.exists_in(self._folder) else self._created()
        self._lock = threading.Lock()
        self._searcher: Searcher | None = None

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace, visible when this returns."""
        with self._lock, self._index.writer(timeout=10) as writer:
            for document in documents:
                writer.update_document(
                    id=_id(document.kind, document.key),
                    kind=str(document.kind),
                    key=document.key,
                    digest=document.digest,
                    title=document.title,
                    body=document.body,
                )

    def remove(self, kind: Kind, keys: Sequence[str]) -> None:
        """Take out, gone when this returns."""
        with self._lock, self._index.writer(timeout=10) as writer:
            for key in keys:
                writer.delete_by_term("id", _id(kind, key))

    def find(self, kind: Kind, text: str, limit: int) -> Sequence[str]:
        """Keys of the documents that hold every word of `text`, the best first."""
        terms = query_terms(text)[:MAX_QUERY_TERMS]
        if not terms:
            return []
        query = And(
            [Or([Term("title", term), Term("body", term)]) for term in terms] + [Term("kind", str(kind), boost=0.0)]
        )
        return [hit["key"] for hit in self._reader().search(query, limit=limit)]

    def digests(self, kind: Kind) -> Mapping[str, str]:
        """``{key: digest}`` of all that is indexed."""
        return {stored["key"]: stored["digest"] for stored in self._reader().documents(kind=str(kind))}

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._index = self._created()
            self._searcher = None

    def _created(self) -> index.Index:
        return index.create_in(self._folder, SCHEMA)

    def _reader(self) -> Searcher:
        searcher = self._searcher
        if searcher is None or not searcher.up_to_date():
            searcher = self._searcher = self._index.searcher()
        return searcher


def _id(kind: Kind, key: str) -> str:
    return f"{kind}:{key}"
