"""Reads of the log: proofs, checkpoints, and what is not in it yet.

What tells of a tender how many envelopes it received is answered after its closing only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.log import rules, trees
from marketplace.domain.log.models import Checkpoint, ClosedTree, LogEntry, Stamp, TenderLeaf
from marketplace.domain.tenders.models import Tender
from marketplace.kernel import merkle
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.journal import JournalEntry, JournalHead

STAMP_OLDEST = timedelta(days=1)
"""A checkpoint that is older than this is stamped no more: a later one covers it [own default]."""


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That a leaf stands at `index` of the tree of `size` leaves with head `root`; `path` leads there, hexadecimal."""

    index: int
    size: int
    root: str
    path: Sequence[str]


@dataclass(frozen=True, slots=True)
class Consistency:
    """That the log of `second` entries began with the `first` ones."""

    first: Checkpoint
    second: Checkpoint
    path: Sequence[str]


@dataclass(frozen=True, slots=True)
class EnvelopeProof:
    """What can be told of an envelope now. What is None is not in a checkpoint yet, or waits for the closing."""

    leaf: TenderLeaf
    entry: Inclusion | None
    """Of the leaf's blind position in the platform's log."""
    closed: ClosedTree | None
    in_tree: Inclusion | None
    closing_entry: Inclusion | None
    """Of the closing head in the platform's log."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many journal rows are not in the log yet, and since when the oldest of them waits."""

    count: int
    since: datetime | None

    def is_late(self, now: datetime) -> bool:
        """Whether it is time to look for the worker."""
        return self.since is not None and now - self.since > rules.LATE


def has_news(session: Session, now: datetime) -> bool:
    """Whether the sequencer has something to do; one small question, for it is asked all the time."""
    seq, done, size, signed, at = session.execute(
        select(
            select(JournalHead.seq).scalar_subquery(),
            select(func.max(LogEntry.journal_seq)).scalar_subquery(),
            select(func.max(LogEntry.place)).scalar_subquery(),
            select(func.max(Checkpoint.size)).scalar_subquery(),
            select(Checkpoint.at).order_by(Checkpoint.number.desc()).limit(1).scalar_subquery(),
        )
    ).one()
    if (seq or 0) > (done or 0):
        return True
    unsigned = size is not None and size + 1 > (signed or 0)
    return unsigned and (at is None or now - at >= rules.CHECKPOINT_EVERY)


def waiting(session: Session) -> Waiting:
    """What is not in the log yet."""
    done = select(func.coalesce(func.max(LogEntry.journal_seq), 0)).scalar_subquery()
    found = session.execute(
        select(func.count(JournalEntry.seq), func.min(JournalEntry.at)).where(JournalEntry.seq > done)
    ).one()
    return Waiting(*found)


def checkpoints(session: Session, limit: int) -> Sequence[Checkpoint]:
    """The newest first."""
    return session.scalars(select(Checkpoint).order_by(Checkpoint.number.desc()).limit(limit)).all()


def checkpoint(session: Session, size: int | None = None) -> Checkpoint:
    """The latest checkpoint, or the one over the first `size` entries; raises NotFound."""
    wanted = select(Checkpoint).order_by(Checkpoint.number.desc()).limit(1)
    found = session.scalars(wanted if size is None else wanted.where(Checkpoint.size == size)).first()
    if found is None:
        raise NotFound(mark("There is no such checkpoint."))
    return found


def stamp(session: Session, found: Checkpoint) -> Stamp | None:
    """What the outside authority answered over a checkpoint."""
    return session.get(Stamp, found.number)


def unstamped(session: Session, now: datetime) -> Checkpoint | None:
    """The latest checkpoint when nobody outside has stamped it."""
    found = session.scalars(select(Checkpoint).order_by(Checkpoint.number.desc()).limit(1)).first()
    is_done = found is None or now - found.at > STAMP_OLDEST or stamp(session, found) is not None
    return None if is_done else found


def leaf_of(session: Session, envelope_sha256: str) -> TenderLeaf | None:
    """An envelope's place in its tender's tree. For its bidder before the closing only in the blind form."""
    return session.scalars(select(TenderLeaf).where(TenderLeaf.envelope_sha256 == envelope_sha256)).first()


def leaves(session: Session, hashes: Sequence[str]) -> Mapping[str, TenderLeaf]:
    """`leaf_of` for several envelopes, by their hashes."""
    found = session.scalars(select(TenderLeaf).where(TenderLeaf.envelope_sha256.in_(hashes)))
    return {leaf.envelope_sha256: leaf for leaf in found}


def closed_tree(session: Session, tender_id: int) -> ClosedTree | None:
    """What a tender's tree was at its closing."""
    return session.get(ClosedTree, tender_id)


def prove(session: Session, tender_ref: str, envelope_sha256: str) -> EnvelopeProof:
    """Where an envelope stands; whoever knows its hash may ask. Raises NotFound."""
    found = session.execute(
        select(TenderLeaf, Tender.ref)
        .join(Tender, Tender.id == TenderLeaf.tender_id)
        .where(Tender.ref == tender_ref, TenderLeaf.envelope_sha256 == envelope_sha256)
    ).first()
    if found is None:
        raise NotFound(mark("The log knows no such envelope of this tender."))
    leaf = found.TenderLeaf
    closed = closed_tree(session, leaf.tender_id)
    return EnvelopeProof(
        leaf=leaf,
        entry=_entry(session, rules.TREE, leaf.position),
        closed=closed,
        in_tree=None if closed is None else _in_tree(session, leaf, closed),
        closing_entry=None if closed is None else _entry(session, *closed.logged(tender_ref).popitem()),
    )


def consistency(session: Session, first: int, second: int) -> Consistency:
    """That the later checkpoint only appended to the earlier one; both are sizes of checkpoints.

    Raises NotFound for any other size, Invalid when the first is the larger one.
    """
    if first > second:
        raise Invalid(fields={"second": mark("The second size must not be smaller than the first.")})
    earlier, later = checkpoint(session, first), checkpoint(session, second)
    path = trees.platform_log(session).heads(merkle.consistency_spans(first, second))
    return Consistency(earlier, later, [node.hex() for node in path])


def _entry(session: Session, kind: str, value: str) -> Inclusion | None:
    """Under the latest checkpoint; None while none covers it."""
    place = session.scalar(select(LogEntry.place).where(LogEntry.value == value, LogEntry.kind == kind).limit(1))
    latest = session.scalars(select(Checkpoint).order_by(Checkpoint.number.desc()).limit(1)).first()
    if place is None or latest is None or place >= latest.size:
        return None
    path = trees.platform_log(session).heads(merkle.inclusion_spans(place, latest.size))
    return Inclusion(place, latest.size, latest.root, [node.hex() for node in path])


def _in_tree(session: Session, leaf: TenderLeaf, closed: ClosedTree) -> Inclusion:
    path = trees.tree_of(session, leaf.tender_id).heads(merkle.inclusion_spans(leaf.place, closed.size))
    return Inclusion(leaf.place, closed.size, closed.root, [node.hex() for node in path])
