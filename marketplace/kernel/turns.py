"""Writers of one SQLite file take turns in the order in which they came.

SQLite itself makes those who wait ask again and again, ever more rarely: whoever came first may be served last, and the
lock often lies free while everybody sleeps. Threads queue here, processes at a file beside the database.
"""

import fcntl
import os
from collections import deque
from pathlib import Path
from threading import Lock


class Turns:
    """The queue of one database. Not held, nothing breaks: SQLite's own lock still lets one write at a time."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._is_taken = False
        self._descriptor: int | None = None

    def take(self, seconds: float) -> bool:
        """Wait for the turn, at most so long; whether it was given."""
        mine: Lock | None = None
        with self._guard:
            if self._is_taken:
                mine = Lock()
                mine.acquire()
                self._waiting.append(mine)
            self._is_taken = True
        if mine is not None and not mine.acquire(timeout=seconds) and not self._was_handed(mine):
            return False
        self._lock_file()
        return True

    def give(self) -> None:
        """Hand the turn to whoever has waited longest."""
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False

    def _was_handed(self, mine: Lock) -> bool:
        """Whether the turn came at the very moment in which the patience ended; else nobody hands it over any more."""
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
            return True

    def _lock_file(self) -> None:
        if self._file is None:
            return
        if self._descriptor is None:
            self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
