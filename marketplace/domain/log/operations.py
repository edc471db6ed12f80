"""Growing the trees."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from marketplace.domain.log import rules, trees
from marketplace.domain.log.models import Checkpoint, ClosedTree, LogEntry, Stamp, TenderLeaf
from marketplace.domain.log.ports import Signer
from marketplace.domain.tenders.models import Tender
from marketplace.kernel import merkle
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import mark
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.unit_of_work import UnitOfWork


def append_leaf(uow: UnitOfWork, tender: Tender, envelope_sha256: str) -> TenderLeaf:
    """Put an envelope into its tender's tree, in its own transaction, under the tender's lock.

    The caller writes the leaf's ``logged`` into its journal row. Raises Conflict once the tree is closed.
    """
    end = uow.once(("end of tree", tender.id), lambda: trees.end_of(uow.session, tender.id))
    if end.is_closed:
        raise Conflict(mark("This tender is closed; no envelope can come into its log any more."))
    before, leaf = end.peaks, merkle.leaf_hash(bytes.fromhex(envelope_sha256))
    end.peaks = after = before.append(leaf)
    return uow.put_last(
        TenderLeaf(
            tender_id=tender.id,
            place=before.size,
            envelope_sha256=envelope_sha256,
            root=after.head.hex(),
            blind=uow.entropy.token(rules.BLIND_BYTES).hex(),
            nodes=b"".join(before.completed(leaf)),
            peaks=b"".join(after.hashes),
        )
    )


def close_tree(uow: UnitOfWork, tender: Tender) -> ClosedTree:
    """Freeze a tender's tree, under the tender's lock; the caller writes its ``logged`` into its journal row."""
    last = uow.session.execute(
        select(TenderLeaf.place, TenderLeaf.root)
        .where(TenderLeaf.tender_id == tender.id)
        .order_by(TenderLeaf.place.desc())
        .limit(1)
    ).first()
    size, root = (last.place + 1, last.root) if last else (0, merkle.EMPTY.hex())
    return uow.add(ClosedTree(tender_id=tender.id, at=uow.now, size=size, root=root))


def sequence(uow: UnitOfWork, signer: Signer) -> bool:
    """Put the next journal rows, and what comes with them, into the platform's log; sign its head when that is due.

    Answers whether there may be more. It writes no journal row itself: it would never come to an end.
    """
    uow.require("platform:operate", None)
    uow.take_turn("platform log")
    done = uow.session.scalar(select(func.max(LogEntry.journal_seq))) or 0
    rows = uow.session.execute(
        select(JournalEntry.seq, JournalEntry.hash, JournalEntry.data)
        .where(JournalEntry.seq > done)
        .order_by(JournalEntry.seq)
        .limit(rules.BATCH)
    ).all()
    new = [entry for row in rows for entry in _entries(row.seq, row.hash, row.data)]
    kinds = {kind for kind, _value, _seq in new}
    if rules.TREE in kinds:
        new = [*_covers(uow, uow.entropy.token(1)[0] % rules.COVER_STEP), *new]
    size = trees.log_size(uow.session)
    peaks = trees.platform_log(uow.session).peaks(size)
    latest = uow.session.scalars(select(Checkpoint).order_by(Checkpoint.number.desc()).limit(1)).first()
    is_due = _is_due(latest, size + len(new), uow.now, at_once=rules.CLOSING in kinds)
    if is_due:
        new += _covers(uow, -(size + len(new)) % rules.COVER_STEP)
    written = []
    for kind, value, seq in new:
        leaf = merkle.leaf_hash(rules.entry(peaks.size, kind, value))
        nodes = b"".join(peaks.completed(leaf))
        written.append({"place": peaks.size, "kind": kind, "value": value, "journal_seq": seq, "nodes": nodes})
        peaks = peaks.append(leaf)
    if written:
        uow.session.execute(insert(LogEntry), written)
    if is_due:
        _sign(uow, signer, peaks, latest)
    return len(rows) == rules.BATCH


def keep_stamp(uow: UnitOfWork, number: int, answer: bytes) -> Stamp:
    """Keep what the outside authority answered over a checkpoint."""
    uow.require("platform:operate", None)
    return uow.add(Stamp(checkpoint_number=number, kept_at=uow.now, answer=answer))


def _entries(seq: int, row_hash: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str, int | None]]:
    yield rules.JOURNAL, row_hash, seq
    for kind, value in data.get(rules.LOGGED, {}).items():
        yield kind, value, seq


def _covers(uow: UnitOfWork, number: int) -> list[tuple[str, str, int | None]]:
    return [(rules.COVER, uow.entropy.token(rules.BLIND_BYTES).hex(), None) for _ in range(number)]


def _is_due(latest: Checkpoint | None, size: int, now: datetime, *, at_once: bool) -> bool:
    if size == (latest.size if latest else 0):
        return False
    return at_once or latest is None or now - latest.at >= rules.CHECKPOINT_EVERY


def _sign(uow: UnitOfWork, signer: Signer, peaks: merkle.Peaks, latest: Checkpoint | None) -> None:
    checkpoint = Checkpoint(
        number=latest.number + 1 if latest else 1,
        size=peaks.size,
        root=peaks.head.hex(),
        at=uow.now,
        previous=latest.root if latest else "",
        key=signer.key,
    )
    checkpoint.signature = signer.sign(rules.message(checkpoint.document))
    uow.add(checkpoint)
