"""What documents need from outside: a place to keep bytes, an eye for what a file is, a reader of workbooks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from marketplace.domain.documents.tables import Row

SHELVES = 256
"""Every key has its place on one shelf, so that a store can be looked through little by little."""


class Storage(Protocol):
    """Keeps bytes under names it makes itself. Every method raises Unavailable when the place does not answer."""

    def put(self, data: bytes) -> str:
        """Keep `data` durably; the key to it."""

    def get(self, key: str) -> bytes:
        """The bytes under `key`."""

    def delete(self, key: str) -> None:
        """Forget `key`; nothing happens when it is not there."""

    def old_keys(self, shelf: int, before: datetime) -> Sequence[str]:
        """What one of the `SHELVES`, counted from 0, has kept since `before`, in real time."""


class Sniffer(Protocol):
    """Tells what a file is by its content, whatever it is called."""

    def media_type(self, data: bytes) -> str | None:
        """The IANA media type, None when it is not recognised."""


class TableReader(Protocol):
    """Reads a table that a person made in a spreadsheet program."""

    def rows(self, name: str, data: bytes) -> Sequence[Row]:
        """The rows under the header, CSV or XLSX told by content; Invalid (field ``file``) says what to mend."""
