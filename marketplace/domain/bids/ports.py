"""What bids need from outside: somebody who keeps the keys."""

from typing import Protocol


class Sealer(Protocol):
    """Encrypts so that the database alone cannot be read. `context` is bound to the envelope: nobody can move it."""

    def seal(self, content: bytes, context: bytes) -> bytes:
        """An envelope of `content`."""

    def open(self, envelope: bytes, context: bytes) -> bytes:
        """The content; raises SealBroken when the envelope was altered or belongs to another context."""


class SealBroken(Exception):  # noqa: N818 - a fact about the envelope, not a programming error
    """The envelope does not open in this context."""
