"""Envelopes that any `needed` of several openers open together, and fewer cannot.

A part of a bid is encrypted under a key of its own, the DEK. For every group of `needed` openers the DEK is split by
XOR into one pad each, and each pad is sealed to its opener's public key (HPKE base mode, RFC 9180, with
DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM). Everything but the content is derived from the DEK, so whoever
knows it can make the whole envelope again: that shows whether the bidder sealed honestly, and which opener handed in a
false pad. `marketplace/static/sealing.js` is the same in the browser.

The context (who bids for what under which policy) and the commitment SHA-256(DEK) are bound into every ciphertext.
"""

from collections.abc import Iterator, Mapping
from functools import reduce
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from marketplace.domain.bids.envelopes import Part
from marketplace.domain.bids.ports import Pads, SealBroken
from marketplace.domain.openers.panels import Group, Panel
from marketplace.kernel.canonical import canonical

DEK_BYTES = 32
IV_BYTES = 12
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
KEM_ID, KDF_ID, AEAD_ID = b"\x00\x20", b"\x00\x01", b"\x00\x02"


def seal(panel: Panel, context: Mapping[str, str], content: bytes, dek: bytes) -> Part:
    """Seal `content` under a fresh random `dek` of 32 bytes."""
    commitment = sha256(dek).digest()
    bound = _bound(context, commitment)
    return Part(
        commitment=commitment,
        ciphertext=AESGCM(dek).encrypt(_derived(dek, bound, "iv", IV_BYTES), content, bound),
        pads={group: tuple(_sealed_pads(panel, group, dek, bound)) for group in panel.groups},
    )


def pads_of(panel: Panel, context: Mapping[str, str], part: Part, opener: int, key: X25519PrivateKey) -> Pads:
    """What the opener with number `opener` reads with the private key; a pad that does not open is left out."""
    bound = _bound(context, part.commitment)
    found = {}
    for group in panel.groups:
        if opener in group:
            try:
                found[group] = SUITE.decrypt(part.pads[group][group.index(opener)], key, bound)
            except (InvalidTag, ValueError, LookupError):
                continue
    return found


def combined(panel: Panel, part: Part, handed_in: Mapping[int, Pads]) -> bytes | None:
    """The DEK, from the first group whose pads fit the commitment; None when no group's do."""
    for group in panel.groups:
        pads = [handed_in.get(opener, {}).get(group, b"") for opener in group]
        if all(len(pad) == DEK_BYTES for pad in pads):
            dek = reduce(_xor, pads)
            if sha256(dek).digest() == part.commitment:
                return dek
    return None


def opened(context: Mapping[str, str], part: Part, dek: bytes) -> bytes:
    """The content; raises SealBroken where the ciphertext was altered or belongs to another context."""
    bound = _bound(context, part.commitment)
    try:
        return AESGCM(dek).decrypt(_derived(dek, bound, "iv", IV_BYTES), part.ciphertext, bound)
    except (InvalidTag, ValueError) as broken:
        raise SealBroken from broken


def seal_file(key: bytes, context: Mapping[str, str], content: bytes) -> bytes:
    """A file under a key of its own that is used once, so that its nonce may be zeros."""
    return AESGCM(key).encrypt(bytes(IV_BYTES), content, canonical(context).encode())


def open_file(key: bytes, context: Mapping[str, str], ciphertext: bytes) -> bytes:
    """What `seal_file` sealed; raises SealBroken for another key, another context or altered bytes."""
    try:
        return AESGCM(key).decrypt(bytes(IV_BYTES), ciphertext, canonical(context).encode())
    except (InvalidTag, ValueError) as broken:
        raise SealBroken from broken


def seal_to(public_key: bytes, info: bytes, text: bytes, ephemeral: bytes) -> bytes:
    """Seal to one public key with a fresh random `ephemeral` of 32 bytes; ValueError for a key that is none."""
    return _hpke(public_key, ephemeral, info, text)


def open_with(key: X25519PrivateKey, info: bytes, sealed: bytes) -> bytes:
    """What `seal_to` sealed to the key; raises SealBroken."""
    try:
        return SUITE.decrypt(sealed, key, info)
    except (InvalidTag, ValueError) as broken:
        raise SealBroken from broken


def is_honest(panel: Panel, context: Mapping[str, str], part: Part, dek: bytes) -> bool:
    """Whether every sealed pad is the one that follows from the DEK: the bidder tricked no opener."""
    bound = _bound(context, part.commitment)
    return {group: tuple(_sealed_pads(panel, group, dek, bound)) for group in panel.groups} == dict(part.pads)


def liars(panel: Panel, context: Mapping[str, str], part: Part, dek: bytes, handed_in: Mapping[int, Pads]) -> list[int]:
    """Numbers of the openers who handed in another pad than an honest envelope held for them."""
    bound = _bound(context, part.commitment)
    true = {group: dict(zip(group, _pads(group, dek, bound), strict=True)) for group in panel.groups}
    return sorted(
        opener
        for opener, pads in handed_in.items()
        if any(true.get(group, {}).get(opener) != pad for group, pad in pads.items())
    )


def _bound(context: Mapping[str, str], commitment: bytes) -> bytes:
    return canonical({**context, "commitment": commitment.hex()}).encode()


def _derived(dek: bytes, bound: bytes, purpose: str, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, None, purpose.encode() + b"\0" + bound).derive(dek)


def _pads(group: Group, dek: bytes, bound: bytes) -> list[bytes]:
    pads = [_derived(dek, bound, f"pad {_name(group)} {opener}", DEK_BYTES) for opener in group[:-1]]
    return [*pads, reduce(_xor, pads, dek)]


def _sealed_pads(panel: Panel, group: Group, dek: bytes, bound: bytes) -> Iterator[bytes]:
    for opener, pad in zip(group, _pads(group, dek, bound), strict=True):
        ephemeral = _derived(dek, bound, f"key {_name(group)} {opener}", DEK_BYTES)
        yield _hpke(panel.keys[opener], ephemeral, bound, pad)


def _name(group: Group) -> str:
    return ",".join(map(str, group))


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(left, right, strict=True))


def _hpke(public_key: bytes, ephemeral: bytes, info: bytes, text: bytes) -> bytes:
    """RFC 9180 §6.1 with a chosen ephemeral key, which the library does not take; `Suite.decrypt` opens it."""
    own = X25519PrivateKey.from_private_bytes(ephemeral)
    encapsulated = own.public_key().public_bytes_raw()
    agreed = own.exchange(X25519PublicKey.from_public_bytes(public_key))
    kem = b"KEM" + KEM_ID
    secret = _expand(kem, _extract(kem, b"eae_prk", agreed), b"shared_secret", encapsulated + public_key, DEK_BYTES)
    suite = b"HPKE" + KEM_ID + KDF_ID + AEAD_ID
    context = b"\0" + _extract(suite, b"psk_id_hash", b"") + _extract(suite, b"info_hash", info)
    key = _extract(suite, b"secret", b"", salt=secret)
    cipher = AESGCM(_expand(suite, key, b"key", context, DEK_BYTES))
    return encapsulated + cipher.encrypt(_expand(suite, key, b"base_nonce", context, IV_BYTES), text, None)


def _extract(suite: bytes, label: bytes, secret: bytes, salt: bytes = b"") -> bytes:
    return _hmac(salt or bytes(DEK_BYTES), b"HPKE-v1" + suite + label + secret)


def _expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return _hmac(key, length.to_bytes(2) + b"HPKE-v1" + suite + label + info + b"\x01")[:length]


def _hmac(key: bytes, message: bytes) -> bytes:
    mac = hmac.HMAC(key, hashes.SHA256())
    mac.update(message)
    return mac.finalize()
