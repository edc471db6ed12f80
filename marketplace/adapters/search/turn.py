"""One writer at a time in a folder, over threads and processes; the others wait, but not for ever."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from marketplace.kernel.errors import Unavailable
from marketplace.kernel.i18n import mark

PATIENCE = 600.0
"""Seconds that a writer waits for another process to finish writing; a night's merge takes minutes [ours]."""

PAUSE = 0.02
"""Seconds between two looks whether the other has finished [ours]."""


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """The block runs while nobody else's does; who dies gives the turn back, who waits too long is told Unavailable."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "turn").open("w") as file:
        end = time.monotonic() + PATIENCE
        while not _is_mine(file):
            if time.monotonic() > end:
                raise busy(folder)
            time.sleep(PAUSE)
        yield


def busy(folder: Path) -> Unavailable:
    """What is said where another process goes on writing."""
    return Unavailable(
        mark(
            "Another process has been writing the search index in %(folder)s for more than %(minutes)s minutes. "
            "Wait until it has finished, or end it, and do this again; jobs are repeated by themselves.",
            folder=str(folder),
            minutes=int(PATIENCE // 60),
        )
    )


def _is_mine(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
