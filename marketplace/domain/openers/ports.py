"""What openers need from outside: somebody who seals to a public key."""

from typing import Protocol


class KeySealer(Protocol):
    """Seals to one public key (HPKE base mode, RFC 9180), so that the owner alone reads it."""

    def seal_to(self, public_key: bytes, info: bytes, text: bytes, ephemeral: bytes) -> bytes:
        """The encapsulated key and the sealed text, under 32 random bytes; ValueError for a key that is none."""
