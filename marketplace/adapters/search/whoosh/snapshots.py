"""The newest generation of an index, opened: what has not changed since the last one is not opened again."""

import re
import threading

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, EmptyIndexError

from marketplace.adapters.search.whoosh.layout import SCHEMA
from marketplace.adapters.search.whoosh.segments import Segment, Snapshot, View

NAME = "MAIN"
"""What Whoosh's files begin with."""

QUICK = 2_000
"""Documents that are opened while a reader waits; more are opened beside, a night's merge that is [ours]."""

_TOC = re.compile(rf"_{NAME}_(\d+)\.toc")

TRIES = 10
"""How often a generation may vanish while it is being opened."""

_VANISHED = (FileNotFoundError, EmptyIndexError)
"""What one meets who reads while another process puts a generation in the place of the one before."""


def generation(storage: FileStorage) -> int | None:
    """The number of the newest generation; None where there is no index."""
    found = [int(match[1]) for name in storage.list() if (match := _TOC.fullmatch(name))]
    return max(found, default=None)


class Snapshots:
    """The generations of an index as they come."""

    def __init__(self, storage: FileStorage) -> None:
        self._storage = storage
        self._opening = threading.Lock()
        self._newest = Snapshot(-1, {})

    def current(self) -> Snapshot:
        """The newest generation, or the one before while there is much to open."""
        if not self._is_newest():
            if self._is_quick():
                return self.renew()
            if self._opening.acquire(blocking=False):
                threading.Thread(target=self._renew_beside, daemon=True).start()
        return self._newest

    def renew(self) -> Snapshot:
        """The newest generation, however long it takes."""
        for left in reversed(range(TRIES)):
            if self._is_newest():
                break
            try:
                self._newest = self._opened()
            except _VANISHED:
                if not left:
                    raise
        return self._newest

    def _is_newest(self) -> bool:
        """A generation's file goes when the next one has come; where that failed, both are there."""
        number = self._newest.generation
        return self._has(number) and not self._has(number + 1)

    def _has(self, number: int) -> bool:
        return bool(self._storage.file_exists(f"_{NAME}_{number}.toc"))

    def _is_quick(self) -> bool:
        opened = self._newest.views
        if not opened:
            return True
        try:
            segments = TOC.read(self._storage, NAME, schema=SCHEMA).segments
        except _VANISHED:
            return False
        return bool(sum(one.doc_count_all() for one in segments if one.segment_id() not in opened) <= QUICK)

    def _renew_beside(self) -> None:
        try:
            self.renew()
        finally:
            self._opening.release()

    def _opened(self) -> Snapshot:
        toc = TOC.read(self._storage, NAME, schema=SCHEMA)
        before = self._newest.views
        views = {}
        for segment in toc.segments:
            name, gone = segment.segment_id(), frozenset(segment.deleted_docs())
            view = before.get(name)
            if view is None:
                view = View(Segment(self._storage, segment), gone)
            elif view.gone != gone:
                view = View(view.segment, gone)
            views[name] = view
        return Snapshot(toc.generation, views)
