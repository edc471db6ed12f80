"""The draw anyone can recompute: the seed comes out of the sealed bids, a ticket is one hash, the lowest is first.

Nobody chooses the seed: every bid carries 32 secret bytes that nobody sees before the opening, so no bidder can pick
his own after seeing the others', and the platform adds nothing of its own. Every part that is hashed stands after
its length as eight bytes, most significant first, so that two different inputs never spell the same bytes.
"""

import hashlib
from collections.abc import Iterable, Mapping

DRAW_RULE = "draw-v1"
NONCE_BYTES = 32
"""Length of a bidder's draw nonce."""
NO_NONCE = bytes(NONCE_BYTES)
"""A nonce that nobody could open counts as zeros."""
_LENGTH_BYTES = 8


def hash_parts(*parts: bytes) -> bytes:
    """SHA-256 over the parts, each after its length as 8 bytes big-endian."""
    return hashlib.sha256(b"".join(len(part).to_bytes(_LENGTH_BYTES, "big") + part for part in parts)).digest()


def bidders_hash(bidders: Iterable[str]) -> bytes:
    """Hash of the bidders' ids in order of their UTF-8 bytes."""
    return hash_parts(*sorted(bidder.encode() for bidder in bidders))


def nonces_hash(nonces: Mapping[str, bytes]) -> bytes:
    """Hash of the nonces in the order of their bidders' ids."""
    return hash_parts(*(nonces[bidder] for bidder in sorted(nonces, key=str.encode)))


def draw_seed(tender: str, lot: str, nonces: Mapping[str, bytes], beacon: bytes) -> bytes:
    """The seed: H("draw-v1", tender, lot, H(ids), H(nonces in that order), beacon); ``beacon`` is empty when unused."""
    return hash_parts(
        DRAW_RULE.encode(), tender.encode(), lot.encode(), bidders_hash(nonces), nonces_hash(nonces), beacon
    )


def drand_value(signature: bytes) -> bytes:
    """What a round of a drand beacon contributes: SHA-256 of its signature, which its nodes can only make together."""
    return hashlib.sha256(signature).digest()


def step_seed(seed: bytes, step: str) -> bytes:
    """The seed of a draw inside a method: H("step", seed, name of the step)."""
    return hash_parts(b"step", seed, step.encode())


def ticket(seed: bytes, label: str) -> bytes:
    """The ticket of one id or label: H("ticket", seed, id)."""
    return hash_parts(b"ticket", seed, label.encode())


def draw_order(seed: bytes, labels: Iterable[str]) -> list[str]:
    """The labels, lowest ticket first.

    A ticket depends on nothing but the seed and its own label, so leaving a label out never moves the others.
    """
    return sorted(labels, key=lambda label: (ticket(seed, label), label))
