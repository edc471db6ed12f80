"""A codec for Whoosh that writes postings as plain arrays, which numpy reads as whole lists from the mapped file.

Three files a segment: the terms (a hash table in order, as Whoosh's own codec has it), ``.doc`` with the documents of
every term one after the other, and ``.pos`` with each term's frequencies, then its positions. As lists stand in the
order of their terms, the documents of all terms with one beginning are one stretch of ``.doc``.
"""

import mmap
from array import array
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from struct import Struct
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import FieldWriter, Segment
from whoosh.codec.whoosh3 import W3Codec, W3TermsReader
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.filedb.structfile import StructFile
from whoosh.reading import SegmentReader
from whoosh.system import pack_ushort

Docs = NDArray[np.uint32]
Posting = tuple[str, bytes, int, float, bytes]
"""(field, term, document, weight, positions as an array of unsigned ints)."""

TERMS, DOCS, PLACES = ".trm", ".doc", ".pos"
NUMBER = array("I").itemsize
AFTER_ALL = b"\xff"
"""Greater than any byte of UTF-8."""

NOWHERE = 2**64 - 1
"""Stands for the place of positions where a field has none."""

_EXTENT = Struct("<QQI")


class Extent(NamedTuple):
    """Where a term's postings stand: its first document, its first frequency, and how many documents."""

    docs: int
    places: int
    number: int


class PackedCodec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's codec with packed postings; the files of a segment stay apart, so that they can be mapped."""

    length_stats = False

    def field_writer(self, storage: FileStorage, segment: Segment) -> FieldWriter:
        """Write terms and postings of a segment."""
        return PackedFieldWriter(storage, segment)

    def terms_reader(self, storage: FileStorage, segment: Segment) -> "PackedTermsReader":
        """Read terms and postings of a segment."""
        return PackedTermsReader(self, Path(storage.folder), segment)


class PackedFieldWriter(FieldWriter):  # type: ignore[misc]
    """Writes the postings that Whoosh has sorted by field, term and document."""

    def __init__(self, storage: FileStorage, segment: Segment) -> None:
        self._terms = OrderedHashWriter(segment.create_file(storage, TERMS))
        self._fields: dict[str, int] = {}
        self._terms.extras["fieldmap"] = self._fields
        self._docs = segment.create_file(storage, DOCS)
        self._places = segment.create_file(storage, PLACES)
        self.is_closed = False

    def add_postings(self, _schema: object, _lengths: object, items: Iterable[Posting]) -> None:
        """Write all of them."""
        docs = places = 0
        for (field, term), postings in groupby(items, key=itemgetter(0, 1)):
            _, _, numbers, _, positions = zip(*postings, strict=True)
            count, together = len(numbers), b"".join(positions)
            key = pack_ushort(self._fields.setdefault(field, len(self._fields))) + term
            self._terms.add(key, _EXTENT.pack(docs, places if together else NOWHERE, count))
            self._docs.write(array("I", numbers).tobytes())
            docs += count
            if together:
                self._places.write(array("I", [len(each) // NUMBER for each in positions]).tobytes())
                self._places.write(together)
                places += count + len(together) // NUMBER

    def close(self) -> None:
        """Finish the files."""
        self._terms.close()
        self._docs.close()
        self._places.close()
        self.is_closed = True


class PackedTermsReader(W3TermsReader):  # type: ignore[misc]
    """Reads them. Not for several threads at once."""

    def __init__(self, codec: PackedCodec, folder: Path, segment: Segment) -> None:
        path = folder / segment.make_filename(TERMS)
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        super().__init__(codec, StructFile(mapped), len(mapped), None)
        self._all_docs = _mapped(folder / segment.make_filename(DOCS))
        self._all_places = _mapped(folder / segment.make_filename(PLACES))

    def extent(self, field: str, term: bytes) -> Extent | None:
        """Where a term's postings stand."""
        found = self._tindex.get(self._keycoder(field, term))
        return Extent(*_EXTENT.unpack(found)) if found else None

    def docs(self, extent: Extent) -> Docs:
        """The documents of a term, in order."""
        return self._all_docs[extent.docs : extent.docs + extent.number]

    def frequencies(self, extent: Extent) -> Docs:
        """How often the term is in each of its documents."""
        return self._all_places[extent.places : extent.places + extent.number]

    def positions(self, extent: Extent) -> Docs:
        """The term's positions in the first document, in the next one, and so on."""
        begun = extent.places + extent.number
        return self._all_places[begun : begun + int(self.frequencies(extent).sum())]

    def values(self, extent: Extent) -> list[bytes]:
        """The positions of each document in bytes; empty ones for a field without positions."""
        if extent.places == NOWHERE:
            return [b""] * extent.number
        ends = np.cumsum(self.frequencies(extent))[:-1]
        return [each.tobytes() for each in np.split(self.positions(extent), ends)]

    def docs_of_start(self, field: str, start: bytes) -> Docs:
        """The documents of all terms that begin so, term by term."""
        return self._all_docs[self._docs_from(field, start) : self._docs_from(field, start + AFTER_ALL)]

    def _docs_from(self, field: str, start: bytes) -> int:
        """Where the documents begin of the first term from `start` on, be it of the next field."""
        at = self._tindex.closest_key_pos(self._keycoder(field, start))
        found = self._tindex.key_and_range_at(at) if at is not None else None
        if found is None:
            return len(self._all_docs)
        _, begun, length = found
        return Extent(*_EXTENT.unpack(self._tindex.dbfile.get(begun, length))).docs

    def extents_from(self, field: str, start: bytes) -> Iterator[tuple[bytes, Extent]]:
        """The terms of a field from `start` on, in order."""
        if field in self._fieldmap:
            for key, value in self._tindex.items_from(self._keycoder(field, start)):
                name, term = self._keydecoder(key)
                if name != field:
                    return
                yield term, Extent(*_EXTENT.unpack(value))

    def close(self) -> None:
        """Let go of the files."""
        self._tindex.close()


class PackedReader(SegmentReader):  # type: ignore[misc]
    """What Whoosh copies a segment from when it merges."""

    def iter_postings(self) -> Iterator[Posting]:
        """All postings of documents that are not deleted."""
        gone = set(self.segment().deleted_docs())
        for field in self._terms.indexed_field_names():
            for term, extent in self._terms.extents_from(field, b""):
                docs = self._terms.docs(extent).tolist()
                for doc, positions in zip(docs, self._terms.values(extent), strict=True):
                    if doc not in gone:
                        yield field, term, doc, 1.0, positions


def _mapped(path: Path) -> Docs:
    return np.memmap(path, np.uint32, "r") if path.stat().st_size else np.empty(0, np.uint32)
