"""The sealed bid as it travels and as it is kept: one canonical JSON document. Pure.

``{"format", "context": {"tender", "bidder", "policy", "envelope"}, "parts": {name: {"commitment", "ciphertext",
"pads"}}}``; `policy` is the digest of the policy it was sealed under and `envelope` 32 random digits of its own.
Ciphertexts are written in base64, all other bytes in hexadecimal, groups of openers as ``"0,1"``.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from marketplace.domain.openers.panels import Group, Panel
from marketplace.kernel.canonical import canonical
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import mark

FORMAT = "sealed-bid-v1"
NONCE, PRICE, PROPOSAL = "nonce", "price", "proposal"
PARTS = (NONCE, PRICE, PROPOSAL)
"""Each under a key of its own: what is published of one part opens no other."""

PADDING = 4096
"""Prices and proposals are padded to full steps of this many bytes, so that their size tells little [own default]."""

MOST_BYTES = 1024 * 1024
"""Of a whole envelope; the longest proposal with all its files needs less [own default]."""

ID_BYTES = 16
COMMITMENT_BYTES = 32
PAD_BYTES = 80
"""A sealed pad: 32 bytes of encapsulated key, 32 of pad, 16 of tag (RFC 9180)."""
TAG_BYTES = 16

_CONTEXT = ("tender", "bidder", "policy", "envelope")
_ID = re.compile(rf"[0-9a-f]{{{2 * ID_BYTES}}}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Part:
    """One sealed part. `pads` holds a sealed pad for every member of every group."""

    commitment: bytes
    ciphertext: bytes
    pads: Mapping[Group, tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class SealedBid:
    """What a bidder sends."""

    context: Mapping[str, str]
    parts: Mapping[str, Part]

    def context_of(self, part: str) -> dict[str, str]:
        """What one part is bound to."""
        return {**self.context, "part": part}

    def written(self) -> bytes:
        """The canonical bytes; their SHA-256 is the envelope's."""
        document = {
            "format": FORMAT,
            "context": dict(self.context),
            "parts": {name: _part_as_json(part) for name, part in self.parts.items()},
        }
        return canonical(document).encode()


def context(tender: str, bidder: str, policy: str, envelope: bytes) -> dict[str, str]:
    """Who bids for what under which policy, in which envelope."""
    return {"tender": tender, "bidder": bidder, "policy": policy, "envelope": envelope.hex()}


def hash_of(written: bytes) -> str:
    """The SHA-256 of an envelope as written, in hexadecimal: what receipts and the log name."""
    return sha256(written).hexdigest()


_MALFORMED = (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error)
_NONE = mark("This is not a sealed bid for this tender's openers. Seal it again.")


def read(written: bytes, panel: Panel) -> SealedBid:
    """Read an envelope that is sealed to `panel`; raises Invalid for anything that is not exactly one."""
    return read_under(written, lambda _policy: panel)


def read_under(written: bytes, panel_of: Callable[[str], Panel]) -> SealedBid:
    """Read an envelope that is sealed under the policy it names; `panel_of` knows the panels by the policies' digests.

    Raises Invalid for anything that is not exactly one.
    """
    try:
        document = json.loads(written) if len(written) <= MOST_BYTES else {}
        policy = document["context"]["policy"]
        if not _DIGEST.fullmatch(policy):
            raise ValueError
    except _MALFORMED as malformed:
        raise Invalid(_NONE) from malformed
    panel = panel_of(policy)
    try:
        return _read(document, written, panel)
    except _MALFORMED as malformed:
        raise Invalid(_NONE) from malformed


def _read(document: Mapping[str, Any], written: bytes, panel: Panel) -> SealedBid:
    if canonical(document).encode() != written:
        raise ValueError
    context, parts = document["context"], document["parts"]
    if document["format"] != FORMAT or set(document) != {"format", "context", "parts"}:
        raise ValueError
    if set(context) != set(_CONTEXT) or not all(isinstance(value, str) for value in context.values()):
        raise ValueError
    if not _ID.fullmatch(context["envelope"]) or set(parts) != set(PARTS):
        raise ValueError
    groups = {_name(group): group for group in panel.groups}
    return SealedBid(context, {name: _part_from_json(part, groups) for name, part in parts.items()})


def _part_as_json(part: Part) -> dict[str, Any]:
    return {
        "commitment": part.commitment.hex(),
        "ciphertext": base64.b64encode(part.ciphertext).decode(),
        "pads": {_name(group): [pad.hex() for pad in pads] for group, pads in part.pads.items()},
    }


def _part_from_json(written: Mapping[str, Any], groups: Mapping[str, Group]) -> Part:
    pads = {groups[name]: tuple(bytes.fromhex(pad) for pad in pads) for name, pads in written["pads"].items()}
    part = Part(bytes.fromhex(written["commitment"]), base64.b64decode(written["ciphertext"], validate=True), pads)
    whole = all(len(of) == len(group) and all(len(pad) == PAD_BYTES for pad in of) for group, of in pads.items())
    if set(written) != {"commitment", "ciphertext", "pads"} or len(pads) != len(groups) or not whole:
        raise ValueError
    if len(part.commitment) != COMMITMENT_BYTES or len(part.ciphertext) <= TAG_BYTES:
        raise ValueError
    return part


def _name(group: Group) -> str:
    return ",".join(map(str, group))
