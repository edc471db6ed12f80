"""What the log needs from outside: somebody who signs, and somebody else who says when."""

from datetime import datetime
from typing import Protocol


class Signer(Protocol):
    """Signs checkpoints and receipts (Ed25519, RFC 8032). Keys are public ones, 64 hexadecimal digits."""

    @property
    def key(self) -> str:
        """The key in use."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that this instance has signed with, the one in use last."""

    @property
    def pem(self) -> str:
        """The key in use as a PEM file, as other programs take it."""

    def sign(self, message: bytes) -> str:
        """The signature by the key in use, 128 hexadecimal digits."""

    def has_signed(self, key: str, message: bytes, signature: str) -> bool:
        """Whether `signature` over `message` was made by `key`, and `key` is one of this instance's."""


class Stamper(Protocol):
    """An outside authority that says when a message existed (RFC 3161)."""

    def stamp(self, message: bytes) -> bytes:
        """Its answer over the SHA-256 of `message`, in DER; raises Unavailable where there is none that fits."""

    def stamped_at(self, answer: bytes, message: bytes) -> datetime:
        """The time that a kept answer states; raises StampBroken when it is not the authority's over `message`."""


class StampBroken(Exception):  # noqa: N818 - a fact about the stamp, not a programming error
    """The stamp is not what it should be."""
