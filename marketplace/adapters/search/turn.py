"""One writer at a time in a folder, over threads and processes; the others wait."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """The block runs while nobody else's does; a process that dies gives its turn back."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "turn").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
