"""What search needs from outside: an engine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Protocol


class Kind(StrEnum):
    """What can be found."""

    TENDER = "tender"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What an engine indexes: `key` is the public reference, hits in `title` count more than in `body`."""

    kind: Kind
    key: str
    title: str
    body: str

    @property
    def digest(self) -> str:
        """Tells whether an index holds this very text."""
        return sha256(f"{self.title}\0{self.body}".encode()).hexdigest()


class SearchEngine(Protocol):
    """One contract, several engines. A query of any characters answers; it never raises for what a person typed."""

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace, visible when this returns."""

    def remove(self, kind: Kind, keys: Sequence[str]) -> None:
        """Take out, gone when this returns."""

    def find(self, kind: Kind, text: str, limit: int) -> Sequence[str]:
        """Keys of the documents that hold every word of `text`, the best first."""

    def digests(self, kind: Kind) -> Mapping[str, str]:
        """``{key: digest}`` of all that is indexed."""

    def clear(self) -> None:
        """Forget everything."""
