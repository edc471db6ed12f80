"""Ed25519 (RFC 8032) with keys in a file beside the database, never inside it.

One key a line, in hexadecimal: the last one signs, the earlier ones are still the instance's own. The public halves
are published; whoever kept one notices when it is exchanged.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from marketplace.kernel.entropy import Entropy

KEY_BYTES = 32


class InstanceKeySigner:
    """Signs with the last of the private keys, each of 32 bytes."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        private = [Ed25519PrivateKey.from_private_bytes(key) for key in keys]
        self._own = private[-1]
        self._keys = tuple(each.public_key().public_bytes_raw().hex() for each in private)

    @classmethod
    def from_file(cls, file: Path, entropy: Entropy) -> "InstanceKeySigner":
        """Read the keys, or make one at the first start with access for the owner alone."""
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(made, "w") as written:
                written.write(entropy.token(KEY_BYTES).hex() + "\n")
        return cls([bytes.fromhex(line) for line in file.read_text().split()])

    @property
    def key(self) -> str:
        """The public key in use, in hexadecimal."""
        return self._keys[-1]

    @property
    def keys(self) -> tuple[str, ...]:
        """Every public key of this instance, the one in use last."""
        return self._keys

    @property
    def pem(self) -> str:
        """The public key in use as a PEM file (SubjectPublicKeyInfo, RFC 8410)."""
        return self._own.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def sign(self, message: bytes) -> str:
        """The signature by the key in use, in hexadecimal."""
        return self._own.sign(message).hex()

    def has_signed(self, key: str, message: bytes, signature: str) -> bool:
        """Whether one of this instance's keys, namely `key`, made `signature` over `message`."""
        if key not in self._keys:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), message)
        except (InvalidSignature, ValueError):
            return False
        return True
