"""Keys of an instance that sign."""

import json
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from marketplace.adapters.signing.instance_key import KEY_BYTES, InstanceKeySigner
from marketplace.kernel.entropy import SeededEntropy

RFC_8032_SECRET = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
RFC_8032_PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
RFC_8032_SIGNATURE = (
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
    "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)


def test_the_published_vector() -> None:
    """RFC 8032 §7.1, test 1: the empty message."""
    signer = InstanceKeySigner([bytes.fromhex(RFC_8032_SECRET)])
    assert signer.key == RFC_8032_PUBLIC
    assert signer.sign(b"") == RFC_8032_SIGNATURE


def test_the_key_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "log.key"
    made = InstanceKeySigner.from_file(file, SeededEntropy("a"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert InstanceKeySigner.from_file(file, SeededEntropy("b")).key == made.key
    message = json.dumps({"a": 1}).encode()
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(made.key)).verify(bytes.fromhex(made.sign(message)), message)


def test_an_earlier_key_still_counts_and_a_foreign_one_never() -> None:
    old, new = b"o" * KEY_BYTES, b"n" * KEY_BYTES
    before, after = InstanceKeySigner([old]), InstanceKeySigner([old, new])
    stranger = InstanceKeySigner([b"x" * KEY_BYTES])
    assert after.keys == (before.key, after.key)
    assert after.has_signed(before.key, b"m", before.sign(b"m"))
    assert after.has_signed(after.key, b"m", after.sign(b"m"))
    assert not after.has_signed(after.key, b"m", before.sign(b"m"))
    assert not after.has_signed(after.key, b"n", after.sign(b"m"))
    assert not after.has_signed(after.key, b"m", "no hexadecimal")
    assert not after.has_signed(stranger.key, b"m", stranger.sign(b"m"))
