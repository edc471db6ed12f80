"""What is read of a segment: its postings where they lie, its numbers and facets as columns in memory."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.util.numeric import byte_to_length

from marketplace.adapters.search.whoosh import layout
from marketplace.adapters.search.whoosh.layout import BODY, KEY, KIND, NUMBER, ROW, SCHEMA, TAG, TITLE, WORDS
from marketplace.adapters.search.whoosh.packed import Docs, Extent, PackedTermsReader
from marketplace.domain.search.ports import Facet, Kind, Sort

Mask = NDArray[np.bool_]
"""Whether each document of a segment is meant."""

_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)])
"""The lengths of a field that Whoosh tells apart when it weighs a hit."""


class Column(NamedTuple):
    """A facet: documents value by value; the value ``values[n]`` is in ``docs[starts[n]:starts[n + 1]]``."""

    values: list[str]
    starts: list[int]
    docs: Docs
    which: NDArray[np.intp]
    """The number of the value for each of `docs`."""

    def mask_in(self, chosen: frozenset[str], size: int) -> Mask:
        """The documents with one of the values."""
        found = np.zeros(size, np.bool_)
        for n, value in enumerate(self.values):
            if value in chosen:
                found[self.docs[self.starts[n] : self.starts[n + 1]]] = True
        return found

    def counts(self, within: Mask) -> Iterator[tuple[str, int]]:
        """(value, documents) of the documents meant."""
        found = np.bincount(self.which[within[self.docs]], minlength=len(self.values))
        return ((self.values[n], int(found[n])) for n in np.flatnonzero(found))


class Segment:
    """A segment as it was written; it never changes."""

    def __init__(self, storage: FileStorage, segment: W3Segment) -> None:
        codec, folder = segment.codec(), Path(storage.folder)
        self.size: int = segment.doc_count_all()
        self.terms: PackedTermsReader = codec.terms_reader(storage, segment)
        rows = layout.rows((folder / codec.column_filename(segment, ROW)).read_bytes(), self.size)
        self.numbers = rows[NUMBER].copy()
        self.sorts = {sort: rows[sort].copy() for sort in Sort}
        self.totals = {field: int(rows[field].sum()) for field in WORDS}
        self.lengths = {field: _LENGTHS[np.searchsorted(_LENGTHS[:-1], rows[field])] for field in WORDS}
        self.columns = self._facets()
        keys = (folder / codec.column_filename(segment, KEY)).read_bytes()
        self._keys = SCHEMA[KEY].column_type.reader(BufferFile(keys), 0, len(keys), self.size)

    def stored(self, doc: int) -> tuple[str, str]:
        """(key, digest) of a document."""
        return layout.stored(self._keys[doc])

    def extents(self, term: str) -> Iterator[tuple[str, Extent]]:
        """Where the postings of a term stand, by field."""
        for field in WORDS:
            if extent := self.terms.extent(field, layout.encoded(term)):
                yield field, extent

    def _facets(self) -> Mapping[str, Column]:
        found: dict[str, list[tuple[str, Extent]]] = {}
        for term, extent in self.terms.extents_from(TAG, b""):
            name, _, value = term.decode(errors="surrogatepass").partition("=")
            found.setdefault(name, []).append((value, extent))
        return {name: self._column(values) for name, values in found.items()}

    def _column(self, values: list[tuple[str, Extent]]) -> Column:
        sizes = [extent.number for _, extent in values]
        docs = np.concatenate([self.terms.docs(extent) for _, extent in values])
        which = np.repeat(np.arange(len(values)), sizes)
        return Column([value for value, _ in values], [0, *np.cumsum(sizes).tolist()], docs, which)


class View:
    """A segment without the documents that have since been deleted."""

    def __init__(self, segment: Segment, gone: frozenset[int]) -> None:
        self.segment = segment
        self.gone = gone
        self._kinds: dict[Kind, Mask] = {}

    def of_kind(self, kind: Kind) -> Mask:
        """The living documents of a kind; not to be written into."""
        if kind not in self._kinds:
            found = self.in_facet(KIND, frozenset([kind]))
            found[list(self.gone)] = False
            self._kinds[kind] = found
        return self._kinds[kind]

    def in_facet(self, facet: Facet | str, chosen: frozenset[str]) -> Mask:
        """The documents with one of the values."""
        column = self.segment.columns.get(facet)
        return column.mask_in(chosen, self.segment.size) if column else np.zeros(self.segment.size, np.bool_)


class Snapshot:
    """All segments at one generation of the index."""

    def __init__(self, generation: int, views: Mapping[str, View]) -> None:
        self.generation = generation
        self.views = views
        self.size = sum(view.segment.size for view in views.values())

    @cached_property
    def average_lengths(self) -> Mapping[str, float]:
        """Terms of a field in an average document, deleted ones too."""
        totals = {field: sum(view.segment.totals[field] for view in self.views.values()) for field in (TITLE, BODY)}
        return {field: total / self.size if total else 1.0 for field, total in totals.items()}

    def docs_of(self, identity: str) -> Iterator[tuple[str, int]]:
        """(segment, document) of what has this identity and lives."""
        for name, view in self.views.items():
            if extent := view.segment.terms.extent(layout.ID, layout.encoded(identity)):
                for doc in view.segment.terms.docs(extent).tolist():
                    if doc not in view.gone:
                        yield name, doc
