"""Bytes in and out of storage; the edge calls these outside of any transaction."""

import hashlib
from dataclasses import dataclass

from marketplace.domain.documents import rules
from marketplace.domain.documents.models import Document
from marketplace.domain.documents.ports import Sniffer, Storage
from marketplace.kernel.errors import Unavailable
from marketplace.kernel.i18n import mark


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was checked and is in storage, and no document yet."""

    filename: str
    media_type: str
    size: int
    sha256: str
    storage_key: str


def receive(storage: Storage, sniffer: Sniffer, filename: str, data: bytes) -> StoredFile:
    """Check a file and keep it. Raises Invalid (field ``file``) or Unavailable; then nothing is kept.

    When the act that follows is refused, the caller deletes ``storage_key`` again.
    """
    name = rules.file_name(filename)
    media_type = rules.check(name, data, sniffer.media_type(data))
    return StoredFile(name, media_type, len(data), hashlib.sha256(data).hexdigest(), storage.put(data))


def content(storage: Storage, document: Document) -> bytes:
    """A document's bytes, compared with its fingerprint; Unavailable when they are not what was handed in."""
    return kept(storage, document.storage_key, document.sha256)


def kept(storage: Storage, storage_key: str, sha256: str) -> bytes:
    """The bytes under a key, compared with their fingerprint, for files that another package keeps the book of."""
    data = storage.get(storage_key)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Unavailable(mark("The stored file is not the one that was handed in. The operator has to look at it."))
    return data
