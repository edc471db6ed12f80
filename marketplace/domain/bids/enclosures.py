"""Files that are sealed with a bid; the edge calls these outside of any transaction.

Each file has a key of its own. Its ciphertext is kept in storage; what it is called, how to find it and how to open it
stands inside the sealed bid alone. One file is sealed whole in memory, so the limit is that of every upload
(`documents.rules.MAX_BYTES`).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from marketplace.domain.bids.ports import SealBroken, Sealing
from marketplace.domain.documents import rules as documents
from marketplace.domain.documents.ports import Sniffer, Storage
from marketplace.kernel.entropy import Entropy
from marketplace.kernel.errors import Invalid, Unavailable
from marketplace.kernel.i18n import mark
from marketplace.kernel.texts import is_text

MAX_ENCLOSURES = 5
"""Files of one bid [own default]."""

STEP = 64 * 1024
"""Sealed files are padded to full steps of this many bytes, so that their size tells little [own default]."""

KEY_BYTES = 32
TAG_BYTES = 16
LONGEST_FACT = 200
"""Characters of any one thing a bidder's device says of a file."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A ciphertext in storage; `size` in bytes."""

    storage_key: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One file of a bid, as the sealed bid holds it; `size` and `sha256` are those of the file as handed in."""

    name: str
    media_type: str
    size: int
    sha256: str
    storage_key: str
    sealed_size: int
    sealed_sha256: str
    key: str

    def as_json(self) -> Mapping[str, Any]:
        """As sealed, and as kept after the opening."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Enclosure":
        """Read what anybody's device wrote; ValueError, TypeError or Invalid for what is no file of a bid."""
        found = cls(**document)
        sizes = (found.size, found.sealed_size)
        words = (found.media_type, found.sha256, found.storage_key, found.sealed_sha256, found.key)
        if not all(type(size) is int for size in sizes) or not all(is_text(word, LONGEST_FACT) for word in words):
            raise ValueError
        if not is_text(found.name) or documents.file_name(found.name) != found.name:
            raise ValueError
        return found

    @property
    def sealed(self) -> Sealed:
        """Its ciphertext."""
        return Sealed(self.storage_key, self.sealed_size, self.sealed_sha256)


def context(tender_ref: str, tenderer_ref: str, purpose: str) -> bytes:
    """What a draft is bound to: it opens for this tender, this agency and this purpose only."""
    return json.dumps([purpose, tender_ref, tenderer_ref]).encode()


def keep(storage: Storage, ciphertext: bytes) -> Sealed:
    """Keep what a bidder's own device has sealed. Raises Invalid (field ``file``) or Unavailable.

    When the act that follows is refused, the caller deletes ``storage_key`` again.
    """
    if not ciphertext or len(ciphertext) > documents.MAX_BYTES + STEP + TAG_BYTES:
        most = documents.MAX_BYTES // 1024**2
        raise Invalid(fields={"file": mark("A file of a bid has at most %(most)s MB.", most=most)})
    return Sealed(storage.put(ciphertext), len(ciphertext), hashlib.sha256(ciphertext).hexdigest())


def enclose(
    storage: Storage,
    sniffer: Sniffer,
    sealing: Sealing,
    entropy: Entropy,
    parties: tuple[str, str],
    file: tuple[str, bytes],
) -> Enclosure:
    """Check a (name, content) for (tender, agency), seal it on the platform and keep the ciphertext, as `keep`."""
    name, data = documents.file_name(file[0]), file[1]
    media_type = documents.check(name, data, sniffer.media_type(data))
    key = entropy.token(KEY_BYTES)
    sealed = keep(storage, sealing.seal_file(key, _bound(*parties), data.ljust(-(-len(data) // STEP) * STEP, b"\0")))
    return Enclosure(
        name=name,
        media_type=media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        storage_key=sealed.storage_key,
        sealed_size=sealed.size,
        sealed_sha256=sealed.sha256,
        key=key.hex(),
    )


def content(
    storage: Storage, sniffer: Sniffer, sealing: Sealing, parties: tuple[str, str], enclosure: Enclosure
) -> tuple[bytes, str]:
    """The file as it was handed in for (tender, agency), and its media type as its bytes show it.

    Unavailable when it does not open or is not what was sealed; Invalid for a kind of file that the market does not
    take: what was sealed on a bidder's device is checked here for the first time.
    """
    ciphertext = storage.get(enclosure.storage_key)
    try:
        data = sealing.open_file(bytes.fromhex(enclosure.key), _bound(*parties), ciphertext)[: enclosure.size]
    except (SealBroken, ValueError):
        data = b""
    if hashlib.sha256(data).hexdigest() != enclosure.sha256:
        raise Unavailable(mark("The stored file is not the one that was handed in. The operator has to look at it."))
    return data, documents.check(enclosure.name, data, sniffer.media_type(data))


def _bound(tender_ref: str, agency_ref: str) -> Mapping[str, str]:
    return {"bidder": agency_ref, "purpose": "file", "tender": tender_ref}
