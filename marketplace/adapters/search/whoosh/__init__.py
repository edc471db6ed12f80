"""The embedded engine: Whoosh 2.7.4, to about fifty thousand documents.

Whoosh writes, merges and locks the index; what is read of it is read in whole columns (`segments`, `matching`).
"""

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, LockError
from whoosh.util.filelock import try_for
from whoosh.writing import CLEAR, SegmentWriter

from marketplace.adapters.search.turn import PATIENCE, PAUSE, busy
from marketplace.adapters.search.whoosh import neighbours
from marketplace.adapters.search.whoosh.layout import LAYOUT, SCHEMA, fields, identity
from marketplace.adapters.search.whoosh.matching import answer
from marketplace.adapters.search.whoosh.merging import merge_all, merge_small
from marketplace.adapters.search.whoosh.packed import PackedCodec
from marketplace.adapters.search.whoosh.snapshots import NAME, Snapshots, generation
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.ports import Answer, Kind, Question, SearchDocument

MEMORY = 256
"""Megabytes of postings that are sorted in memory before they go to a file [ours]."""


STALE = "another"
"""Stands for the analysis of an index that is empty because this program could not read it."""


class WhooshEngine:
    """An index folder. One writer at a time among all processes; every process reads the newest generation."""

    def __init__(self, folder: Path, analysis: Analysis) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._analysis = analysis
        self._version = f"{LAYOUT} {analysis.version}"
        self._made_by = folder / "made_by"
        self._storage = FileStorage(str(folder))
        self._writes = threading.Lock()
        self._reads = threading.Lock()
        """What reads terms moves one place in a file: one thread at a time."""
        self._lay_out()
        self._index = FileIndex(self._storage, SCHEMA, NAME)
        self._snapshots = Snapshots(self._storage)

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace, visible when this returns."""
        wanted = {identity(document.kind, document.key): document for document in documents}
        with self._writing() as writer:
            self._delete(writer, wanted)
            for document in wanted.values():
                writer.add_document(**fields(document, self._analysis))
            writer.commit(mergetype=merge_small)

    def remove(self, kind: Kind, keys: Sequence[str]) -> None:
        """Take out, gone when this returns."""
        with self._writing() as writer:
            self._delete(writer, [identity(kind, key) for key in keys])
            writer.commit(mergetype=merge_small)

    def find(self, question: Question) -> Answer:
        """One page of what is looked for."""
        with self._reads:
            return answer(self._snapshots.current(), question)

    def near(self, kind: Kind, word: str, limit: int) -> Sequence[str]:
        """Latin terms that one slip makes of `word`, the ones in most documents first."""
        with self._reads:
            return neighbours.near(self._snapshots.current(), kind, word, limit)

    def digests(self, kind: Kind) -> Iterator[tuple[str, str]]:
        """(key, digest) of all that is indexed."""
        with self._reads:
            views = self._snapshots.current().views.values()
        for view in views:
            for doc in view.of_kind(kind).nonzero()[0].tolist():
                with self._reads:
                    yield view.segment.stored(doc)

    def is_current(self) -> bool:
        """Whether the index was made by the analysis of this program."""
        return self._made_by.exists() and self._made_by.read_text() == self._version

    def tidy(self) -> None:
        """Make one segment of all."""
        with self._writing() as writer:
            writer.commit(mergetype=merge_all)

    def clear(self) -> None:
        """Forget everything."""
        with self._writing() as writer:
            writer.commit(mergetype=CLEAR)
            self._sign(self._version)

    @contextmanager
    def _writing(self) -> Iterator[SegmentWriter]:
        """The only writer of all processes; what the block has not committed, is as if it had not been."""
        with self._writes:
            writer = self._writer()
            try:
                yield writer
            finally:
                if not writer.is_closed:
                    writer.cancel()
            with self._reads:
                self._snapshots.renew()

    def _writer(self) -> SegmentWriter:
        try:
            return self._index.writer(
                timeout=PATIENCE, delay=PAUSE, codec=PackedCodec(), limitmb=MEMORY, compound=False
            )
        except LockError:
            raise busy(self._folder) from None

    def _delete(self, writer: SegmentWriter, identities: Iterable[str]) -> None:
        segments = {segment.segment_id(): segment for segment in writer.segments}
        with self._reads:
            snapshot = self._snapshots.renew()
            for one in identities:
                for name, doc in snapshot.docs_of(one):
                    segments[name].delete_document(doc)

    def _lay_out(self) -> None:
        """Begin an index where there is none, or one that this program cannot read; wait for nobody where there is."""
        if self._is_there():
            return
        lock = self._storage.lock(f"{NAME}_WRITELOCK")
        if not try_for(lock.acquire, timeout=PATIENCE, delay=PAUSE):
            raise busy(self._folder)
        try:
            if not self._is_there():
                is_another = generation(self._storage) is not None
                FileIndex.create(self._storage, SCHEMA, NAME)
                self._sign(f"{LAYOUT} {STALE}" if is_another else self._version)
        finally:
            lock.release()

    def _is_there(self) -> bool:
        return (
            generation(self._storage) is not None
            and self._made_by.exists()
            and self._made_by.read_text().partition(" ")[0] == LAYOUT
        )

    def _sign(self, version: str) -> None:
        """Note what made the index, at one stroke: others read the note at any time."""
        draft = self._made_by.with_suffix(f".draft-{os.getpid()}-{threading.get_ident()}")
        draft.write_text(version)
        draft.replace(self._made_by)
