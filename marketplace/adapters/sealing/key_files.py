"""An opener's private key as it is kept: in a file under a passphrase, and printed as a code for the safe.

The file is a JSON document ``{"format", "public_key", "kdf": {"name", "rounds", "salt"}, "cipher", "iv", "sealed"}``,
bytes in hexadecimal: the 32 bytes of the private key under AES-256-GCM with the public key as associated data, the
cipher's key out of the passphrase by PBKDF2. The code is base32 (RFC 4648) of the private key and the first bytes of
its SHA-256, so that a slip of the pen is found. `marketplace/static/keys.js` is the same in the browser.
"""

import base64
import binascii
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from marketplace.domain.openers.panels import KEY_BYTES
from marketplace.kernel.entropy import Entropy
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import mark

FORMAT = "opener-key-v1"
KDF, CIPHER = "PBKDF2-SHA-256", "AES-256-GCM"

ROUNDS = 600_000
"""Of PBKDF2 with SHA-256 (OWASP Password Storage Cheat Sheet)."""
MOST_ROUNDS = 10_000_000
"""More than a file may ask for, so that reading one always ends [own default]."""
SHORTEST_PASSPHRASE = 12
"""Characters of a passphrase: the file may fall into other hands, where nobody counts the attempts [own default]."""

SALT_BYTES = 16
IV_BYTES = 12
CHECK_BYTES = 3
"""Of the SHA-256 behind the private key in a recovery code: one wrong code in 16 million passes."""
GROUP = 4
"""Letters of a recovery code are written in groups of so many."""
_SLIPS = str.maketrans("018", "OIB", " \t\r\n-‐‑–—")
"""Digits that base32 has not stand for the letters they look like."""


def make(passphrase: str, entropy: Entropy) -> tuple[dict[str, Any], bytes]:
    """A new key: its file, and the private key (32 bytes). Raises Invalid (field ``passphrase``) for a short one."""
    private_key = entropy.token(KEY_BYTES)
    return lock(private_key, passphrase, entropy), private_key


def lock(private_key: bytes, passphrase: str, entropy: Entropy) -> dict[str, Any]:
    """The file of a key that exists, for instance of one read from its code; Invalid as for `make`."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Invalid(
            fields={"passphrase": mark("Use a passphrase of at least %(least)s characters.", least=SHORTEST_PASSPHRASE)}
        )
    public_key = public_key_of(private_key)
    salt, iv = entropy.token(SALT_BYTES), entropy.token(IV_BYTES)
    return {
        "format": FORMAT,
        "public_key": public_key.hex(),
        "kdf": {"name": KDF, "rounds": ROUNDS, "salt": salt.hex()},
        "cipher": CIPHER,
        "iv": iv.hex(),
        "sealed": _cipher(passphrase, salt, ROUNDS).encrypt(iv, private_key, public_key).hex(),
    }


def unlock(document: Mapping[str, Any], passphrase: str) -> bytes:
    """The private key; Invalid at ``key_file`` for what is no key file, at ``passphrase`` where it does not open it."""
    try:
        public_key, salt, iv, sealed, rounds = _read(document)
    except (KeyError, TypeError, ValueError) as malformed:
        raise Invalid(fields={"key_file": mark("This is not a key file of this platform.")}) from malformed
    try:
        return _cipher(passphrase, salt, rounds).decrypt(iv, sealed, public_key)
    except InvalidTag as wrong:
        raise Invalid(fields={"passphrase": mark("This passphrase does not open the key file.")}) from wrong


def key_of(private_key: bytes) -> X25519PrivateKey:
    """The key as the arithmetic takes it."""
    return X25519PrivateKey.from_private_bytes(private_key)


def public_key_of(private_key: bytes) -> bytes:
    """The public half, 32 bytes."""
    return key_of(private_key).public_key().public_bytes_raw()


def recovery_code(private_key: bytes) -> str:
    """56 letters and digits in 14 groups of four: whoever holds them holds the key."""
    letters = base64.b32encode(private_key + sha256(private_key).digest()[:CHECK_BYTES]).decode()
    return " ".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def read_recovery_code(written: str) -> bytes:
    """The private key; Invalid (field ``recovery_code``) when a letter is wrong or missing."""
    try:
        whole = base64.b32decode(written.upper().translate(_SLIPS))
    except (binascii.Error, ValueError):
        whole = b""
    private_key, check = whole[:KEY_BYTES], whole[KEY_BYTES:]
    if len(check) != CHECK_BYTES or sha256(private_key).digest()[:CHECK_BYTES] != check:
        message = mark("This is not a whole recovery code; a letter is wrong or missing. Compare it with the paper.")
        raise Invalid(fields={"recovery_code": message})
    return private_key


def _read(document: Mapping[str, Any]) -> tuple[bytes, bytes, bytes, bytes, int]:
    kdf, rounds = document["kdf"], document["kdf"]["rounds"]
    if (document["format"], kdf["name"], document["cipher"]) != (FORMAT, KDF, CIPHER):
        raise ValueError
    if type(rounds) is not int or not 1 <= rounds <= MOST_ROUNDS:
        raise ValueError
    public_key, salt = bytes.fromhex(document["public_key"]), bytes.fromhex(kdf["salt"])
    iv, sealed = bytes.fromhex(document["iv"]), bytes.fromhex(document["sealed"])
    if len(public_key) != KEY_BYTES or len(salt) != SALT_BYTES or len(iv) != IV_BYTES:
        raise ValueError
    return public_key, salt, iv, sealed, rounds


def _cipher(passphrase: str, salt: bytes, rounds: int) -> AESGCM:
    typed = unicodedata.normalize("NFC", passphrase).encode()
    return AESGCM(PBKDF2HMAC(hashes.SHA256(), KEY_BYTES, salt, rounds).derive(typed))
