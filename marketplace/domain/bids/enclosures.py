"""Files that are sealed with a bid; the edge calls these outside of any transaction.

The bytes are sealed one by one and kept in storage; what each is called, how to find it and how to prove it stands
inside the sealed envelope. Nobody reads either before the opening. One file is sealed whole in memory, so the limit is
that of every upload (`documents.rules.MAX_BYTES`).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from marketplace.domain.bids.ports import SealBroken, Sealer
from marketplace.domain.documents import rules as documents
from marketplace.domain.documents.ports import Sniffer, Storage
from marketplace.kernel.errors import Unavailable
from marketplace.kernel.i18n import mark

MAX_ENCLOSURES = 5
"""Files of one bid [own default]."""

STEP = 64 * 1024
"""Sealed files are padded to full steps of this many bytes, so that their size tells little [own default]."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One file of a bid, as the envelope holds it; `size` and `sha256` are those of the file as handed in."""

    name: str
    media_type: str
    size: int
    sha256: str
    storage_key: str
    sealed_size: int
    sealed_sha256: str

    def as_json(self) -> Mapping[str, Any]:
        """As sealed, and as kept after the opening."""
        return asdict(self)


def context(tender_ref: str, tenderer_ref: str, purpose: str) -> bytes:
    """What an envelope is bound to: it opens for this tender, this agency and this purpose only."""
    return json.dumps([purpose, tender_ref, tenderer_ref]).encode()


def enclose(
    storage: Storage, sniffer: Sniffer, sealer: Sealer, tender_ref: str, agency_ref: str, filename: str, data: bytes
) -> Enclosure:
    """Check a file, seal it and keep the ciphertext. Raises Invalid (field ``file``) or Unavailable.

    When the act that follows is refused, the caller deletes ``storage_key`` again.
    """
    name = documents.file_name(filename)
    media_type = documents.check(name, data, sniffer.media_type(data))
    padded = data.ljust(-(-len(data) // STEP) * STEP, b"\0")
    ciphertext = sealer.seal(padded, context(tender_ref, agency_ref, "file"))
    return Enclosure(
        name=name,
        media_type=media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        storage_key=storage.put(ciphertext),
        sealed_size=len(ciphertext),
        sealed_sha256=hashlib.sha256(ciphertext).hexdigest(),
    )


def content(storage: Storage, sealer: Sealer, tender_ref: str, agency_ref: str, enclosure: Enclosure) -> bytes:
    """The file as it was handed in; Unavailable when it does not open or is not what was sealed."""
    ciphertext = storage.get(enclosure.storage_key)
    try:
        data = sealer.open(ciphertext, context(tender_ref, agency_ref, "file"))[: enclosure.size]
    except SealBroken:
        data = b""
    if hashlib.sha256(data).hexdigest() != enclosure.sha256:
        raise Unavailable(mark("The stored file is not the one that was handed in. The operator has to look at it."))
    return data
