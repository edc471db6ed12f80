"""Checks of what was received: envelopes, tenders' trees and closing heads, each against the journal."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.audit.journal_rows import CLOSE, SUBMIT, Journal
from marketplace.domain.audit.log_checks import Growth
from marketplace.domain.bids.models import Bid, ClosingHead, Envelope
from marketplace.domain.log import rules
from marketplace.domain.log.models import ClosedTree, TenderLeaf
from marketplace.domain.tenders.models import Tender
from marketplace.kernel import merkle
from marketplace.kernel.canonical import digest
from marketplace.kernel.database import each


def envelopes(session: Session, journal: Journal) -> Iterator[str]:
    """Every envelope whole, as the journal noted it when it was received, and none gone; each bid names its last."""
    noted = {(row.object_ref, str(row.data.get("number"))): row for row in journal.values() if row.action == SUBMIT}
    bids = {row.id: row for _id, row in each(session, Bid, Bid.id) if row is not None}
    latest: dict[int, Envelope] = {}
    for number, row in each(session, Envelope, Envelope.id):
        if row is None:
            yield f"envelope with id {number} cannot be read"
            continue
        bid = bids.get(row.bid_id)
        name = f"envelope {row.number} of {bid.ref if bid else row.bid_id}"
        if hashlib.sha256(row.ciphertext).hexdigest() != row.sha256:
            yield f"{name} was changed: it has another hash than its row says"
        entry = noted.pop((bid.ref, str(row.number)), None) if bid else None
        if entry is None:
            yield f"{name} was never received: the journal does not know it"
            continue
        told = (entry.data.get("sha256"), entry.data.get("sealed_by"), entry.at, entry.user_id)
        if told != (row.sha256, row.sealed_by, row.received_at, row.submitted_by):
            yield f"{name} is not as journal entry {entry.seq} noted it"
        if row.bid_id not in latest or latest[row.bid_id].number < row.number:
            latest[row.bid_id] = row
    for (ref, which), entry in noted.items():
        yield f"envelope {which} of {ref} is gone: journal entry {entry.seq} says that it was received"
    for bid in bids.values():
        last = latest.get(bid.id)
        if last and (bid.envelope_sha256, bid.envelopes, bid.received_at) != (
            last.sha256,
            last.number,
            last.received_at,
        ):
            yield f"bid {bid.ref} names another envelope than its last one"


def tender_trees(session: Session, journal: Journal) -> Iterator[str]:
    """Every leaf in its place, of an envelope of that tender, with the position that the journal noted."""
    refs = {row.id: row.ref for row in session.execute(select(Tender.id, Tender.ref))}
    noted = {
        (str(row.data.get("sha256")), row.logged[rules.TREE]): row
        for row in journal.values()
        if rules.TREE in row.logged
    }
    tender_of_bid = {row.ref: row.tender_id for row in session.execute(select(Bid.ref, Bid.tender_id))}
    sizes: Counter[int] = Counter()
    roots: dict[int, str] = {}
    growth: dict[int, Growth] = {}
    fresh = select(TenderLeaf).order_by(TenderLeaf.tender_id, TenderLeaf.place)
    for leaf in session.scalars(fresh.execution_options(populate_existing=True)):
        name = f"tree of {refs.get(leaf.tender_id, leaf.tender_id)}: leaf {leaf.place}"
        tree = growth.setdefault(leaf.tender_id, Growth())
        entry = noted.pop((leaf.envelope_sha256, leaf.position), None)
        if leaf.place != tree.peaks.size:
            yield f"{name} does not follow the one before it; leaf {tree.peaks.size} is missing"
        elif not tree.fits(_leaf_hash(leaf.envelope_sha256), leaf.nodes) or (
            (leaf.root, leaf.peaks) != (tree.peaks.head.hex(), b"".join(tree.peaks.hashes))
        ):
            yield f"{name} was changed"
        if entry is None or tender_of_bid.get(entry.object_ref) != leaf.tender_id:
            yield f"{name} is not what the journal noted"
        sizes[leaf.tender_id], roots[leaf.tender_id] = leaf.place + 1, leaf.root
    for (sha256, _position), entry in noted.items():
        tender = refs.get(tender_of_bid.get(entry.object_ref, 0), "?")
        yield f"tree of {tender}: the leaf of envelope {sha256} is gone; journal entry {entry.seq} noted it"
    yield from _closed_trees(session, journal, refs, sizes, roots)


def _closed_trees(
    session: Session, journal: Journal, refs: Mapping[int, str], sizes: Mapping[int, int], roots: Mapping[int, str]
) -> Iterator[str]:
    noted = {row.object_ref: row.logged[rules.CLOSING] for row in journal.values() if rules.CLOSING in row.logged}
    for tender_id, row in each(session, ClosedTree, ClosedTree.tender_id):
        ref = refs.get(tender_id, str(tender_id))
        closing = noted.pop(ref, None)
        if row is None:
            yield f"closed tree of {ref} cannot be read"
        elif {rules.CLOSING: closing} != row.logged(ref):
            yield f"closed tree of {ref} is not what the journal noted"
        elif (row.size, row.root) != (sizes.get(tender_id, 0), roots.get(tender_id, merkle.EMPTY.hex())):
            yield f"closed tree of {ref} is not the tree that its leaves make"
    for ref in noted:
        yield f"closed tree of {ref} is gone"


def closing_heads(session: Session, journal: Journal) -> Iterator[str]:
    """Every closing head as the journal noted it, of envelopes that are there."""
    refs = {row.id: row.ref for row in session.execute(select(Tender.id, Tender.ref))}
    noted = {row.object_ref: row for row in journal.values() if row.action == CLOSE}
    received = {
        (ref, number, sha256)
        for ref, number, sha256 in session.execute(
            select(Bid.ref, Envelope.number, Envelope.sha256).join(Bid, Bid.id == Envelope.bid_id)
        )
    }
    for tender_id, row in each(session, ClosingHead, ClosingHead.tender_id):
        ref = refs.get(tender_id, str(tender_id))
        entry = noted.pop(ref, None)
        if row is None:
            yield f"closing head of {ref} cannot be read"
        elif row.sha256 != digest({"tender": ref, "bids": row.envelopes}):
            yield f"closing head of {ref} was changed"
        elif entry is None or (entry.data.get("sha256"), entry.at) != (row.sha256, row.at):
            yield f"closing head of {ref} is not what the journal noted"
        elif any((one["bid"], one["number"], one["sha256"]) not in received for one in row.envelopes):
            yield f"closing head of {ref} names an envelope that is not there"
    for ref in noted:
        yield f"closing head of {ref} is gone"


def _leaf_hash(envelope_sha256: str) -> bytes:
    try:
        return merkle.leaf_hash(bytes.fromhex(envelope_sha256))
    except ValueError:
        return b""
