"""One wait for the disk for everybody who waits for it at the same moment."""

import os
from pathlib import Path
from threading import Lock


class SharedSync:
    """Makes durable what has been committed to a SQLite file in WAL mode.

    A commit with ``synchronous = NORMAL`` ends in the write-ahead log but not on the disk; whoever brings the log to
    the disk afterwards brings every commit before it, too. So writers hand the turn on before they wait, and one wait
    serves all of them. Nobody is told of a commit before that: what ``synchronous = FULL`` promises is kept.
    """

    def __init__(self, database: str) -> None:
        self._log = Path(f"{database}-wal")
        self._guard, self._disk = Lock(), Lock()
        self._asked = self._done = 0
        self._has_entry = False
        self._fault: OSError | None = None

    def sync(self) -> None:
        """Return when everything committed so far is on the disk; raises OSError when that failed, and ever after.

        What a disk has failed to take the system does not offer it again, so a later success would say nothing: this
        process acknowledges nothing more, until somebody has looked at the disk and started it anew.
        """
        with self._guard:
            self._asked += 1
            mine = self._asked
        with self._disk:
            if self._done >= mine:
                return
            if self._fault is not None:
                raise self._fault
            with self._guard:
                everybody = self._asked
            try:
                self._bring()
            except OSError as fault:
                self._fault = fault
                raise
            self._done = everybody

    def _bring(self) -> None:
        try:
            log = os.open(self._log, os.O_RDWR)
        except (
            FileNotFoundError
        ):  # the last connection has closed: the log went into the database and was synced with it
            return
        try:
            os.fsync(log)
        finally:
            os.close(log)
        if not self._has_entry:  # once a process: that there is such a file must be on the disk as well
            folder = os.open(self._log.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
            self._has_entry = True
