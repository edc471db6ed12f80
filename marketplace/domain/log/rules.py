"""What is hashed, signed and kept back, and how often. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from marketplace.kernel.canonical import canonical, digest

CHECKPOINT_EVERY = timedelta(minutes=1)
"""With news, the log's head is signed this often, and at each closing at once [own default]."""

LATE = timedelta(minutes=1)
"""A journal row that is not in the log after this long is an alarm [own default]."""

BATCH = 500
"""Journal rows that one transaction of the sequencer takes [own default]."""

COVER_STEP = 16
"""The log has a multiple of this many entries at each checkpoint, so that its growth counts nobody's bids [own
default]."""

BLIND_BYTES = 32

JOURNAL, TREE, CLOSING, COVER = "journal", "tree", "closing", "cover"
"""Kinds of entries: a journal row's hash, a tender's new head in its blind form, a closing head, a random number."""

LOGGED = "logged"
"""Under this name a journal row's data may hold further entries that come with it, ``{kind: digest}``."""

CHECKPOINT_FORMAT, RECEIPT_FORMAT = "checkpoint-v1", "receipt-v1"

Document = Mapping[str, Any]


def entry(place: int, kind: str, value: str) -> bytes:
    """The bytes of an entry of the platform's log; `value` is 64 hexadecimal digits.

    The place is in it, so that of two entries that changed places each is known to be the wrong one.
    """
    return f"{place}:{kind}:{value}".encode()


def opening(index: int, root: str, blind: str) -> Document:
    """A leaf's place in its tender's tree and the tree's head with it, to be told after the closing."""
    return {"blind": blind, "index": index, "root": root, "size": index + 1}


def position(index: int, root: str, blind: str) -> str:
    """The blind form of `opening`: it binds the platform at once, and tells nothing until the blind is told."""
    return digest(opening(index, root, blind))


def closing(tender_ref: str, size: int, root: str, at: datetime) -> Document:
    """What a tender's tree was when it closed."""
    return {"at": written(at), "root": root, "size": size, "tender": tender_ref}


def checkpoint(size: int, root: str, at: datetime, previous: str, key: str) -> Document:
    """A head of the platform's log, to be signed; `previous` is the root of the checkpoint before, or empty."""
    return {
        "format": CHECKPOINT_FORMAT,
        "at": written(at),
        "key": key,
        "previous": previous,
        "root": root,
        "size": size,
    }


def receipt(
    *, tender: str, bid: str, number: int, envelope_sha256: str, received_at: datetime, position: str, key: str
) -> Document:
    """What a bidder gets for an envelope, to be signed; it tells neither price nor how many others there are."""
    return {
        "format": RECEIPT_FORMAT,
        "bid": bid,
        "envelope_sha256": envelope_sha256,
        "key": key,
        "number": number,
        "position": position,
        "received_at": written(received_at),
        "tender": tender,
    }


def message(document: Document) -> bytes:
    """What is signed."""
    return canonical(document).encode()


def written(at: datetime) -> str:
    """A time in UTC to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
