"""Chance is handed in: the machine's own in earnest, a seeded one in tests and in the demo."""

import hashlib
import secrets
from typing import Protocol


class Entropy(Protocol):
    """A source of unpredictable bytes."""

    def token(self, size: int) -> bytes:
        """`size` random bytes."""


class SystemEntropy:
    """The operating system's generator."""

    def token(self, size: int) -> bytes:
        """`size` random bytes."""
        return secrets.token_bytes(size)


class SeededEntropy:
    """The same bytes at every run; for tests and the demo only."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._count = 0

    def token(self, size: int) -> bytes:
        """The next `size` bytes of the sequence."""
        self._count += 1
        return hashlib.shake_256(self._seed + self._count.to_bytes(8, "big")).digest(size)


_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def readable_code(entropy: Entropy, length: int) -> str:
    """A code people can read aloud: no 0/O, 1/I/L, U.

    The bias of ``byte % 30`` is harmless here: references are not secrets.
    """
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in entropy.token(length))
