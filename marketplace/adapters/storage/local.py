"""Files in a folder of this machine, under random names, readable by this user alone."""

import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from marketplace.kernel.entropy import Entropy
from marketplace.kernel.errors import Unavailable
from marketplace.kernel.i18n import mark

KEY_BYTES = 16
_KEY = re.compile(r"[0-9a-f]{32}")


class LocalStorage:
    """``folder/3f/3f…``: a file is on the disk, and its name in the folder, before `put` answers."""

    def __init__(self, folder: Path, entropy: Entropy) -> None:
        self._folder = folder
        self._entropy = entropy

    def put(self, data: bytes) -> str:
        """Keep `data`; Unavailable when the disk is full or fails, and then nothing stays behind."""
        key = self._entropy.token(KEY_BYTES).hex()
        path = self._path(key)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as fault:
            raise _unavailable() from fault
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            _sync_folder(path.parent)
            _sync_folder(self._folder)
        except OSError as fault:
            path.unlink(missing_ok=True)
            raise _unavailable() from fault
        return key

    def get(self, key: str) -> bytes:
        """The bytes under `key`; Unavailable when they cannot be read."""
        try:
            return self._path(key).read_bytes()
        except OSError as fault:
            raise _unavailable() from fault

    def delete(self, key: str) -> None:
        """Forget `key`; nothing happens when it is not there."""
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as fault:
            raise _unavailable() from fault

    def old_keys(self, shelf: int, before: datetime) -> Sequence[str]:
        """The files of one folder by the time they were written at."""
        try:
            files = [file for file in (self._folder / f"{shelf:02x}").glob("*") if _KEY.fullmatch(file.name)]
            return [file.name for file in files if file.stat().st_mtime < before.timestamp()]
        except FileNotFoundError:  # somebody has just deleted one; the shelf is looked at again
            return []
        except OSError as fault:
            raise _unavailable() from fault

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            message = f"not a storage key: {key!r}"
            raise ValueError(message)
        return self._folder / key[:2] / key


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unavailable() -> Unavailable:
    return Unavailable(mark("Files cannot be kept or read just now. Please try again later."))
