"""Envelopes under a key in a file beside the database, never inside it.

A dump, a backup of the database or an injected query reads nothing. Whoever holds the machine can: openers' own keys
take this provider's place later, behind the same port (docs/adr/0004).
"""

from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from marketplace.domain.bids.ports import SealBroken
from marketplace.kernel.entropy import Entropy

KEY_BYTES = 32
NONCE_BYTES = 12


class InstanceKeySealer:
    """AES-256-GCM; every context has a key of its own, derived by HKDF-SHA-256, and is bound as associated data."""

    def __init__(self, master_key: bytes, entropy: Entropy) -> None:
        if len(master_key) != KEY_BYTES:
            message = f"the sealing key must have {KEY_BYTES} bytes, not {len(master_key)}"
            raise ValueError(message)
        self._master_key = master_key
        self._entropy = entropy

    @classmethod
    def from_file(cls, file: Path, entropy: Entropy) -> "InstanceKeySealer":
        """Read the key, or make it at the first start with access for the owner alone."""
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_bytes(entropy.token(KEY_BYTES))
        return cls(file.read_bytes(), entropy)

    def seal(self, content: bytes, context: bytes) -> bytes:
        """Answer ``nonce || ciphertext and tag``."""
        nonce = self._entropy.token(NONCE_BYTES)
        return nonce + self._cipher(context).encrypt(nonce, content, context)

    def open(self, envelope: bytes, context: bytes) -> bytes:
        """The content; raises SealBroken when the envelope was altered or belongs to another context."""
        try:
            return self._cipher(context).decrypt(envelope[:NONCE_BYTES], envelope[NONCE_BYTES:], context)
        except (InvalidTag, ValueError) as broken:
            raise SealBroken from broken

    def _cipher(self, context: bytes) -> AESGCM:
        return AESGCM(HKDF(hashes.SHA256(), KEY_BYTES, None, context).derive(self._master_key))
