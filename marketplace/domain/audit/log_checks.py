"""Checks of the platform's log: its entries against the journal, its checkpoints, their stamps, what people kept."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from marketplace.domain.audit.journal_rows import Journal
from marketplace.domain.log import queries as log
from marketplace.domain.log import rules, trees
from marketplace.domain.log.models import Checkpoint, LogEntry, Stamp
from marketplace.domain.log.ports import Signer, StampBroken, Stamper
from marketplace.domain.tenders.policies import POLICY_ENTRY
from marketplace.kernel import merkle
from marketplace.kernel.database import each

ENTRY_KINDS = frozenset({rules.JOURNAL, rules.TREE, rules.CLOSING, rules.COVER, POLICY_ENTRY})


@dataclass(slots=True)
class Heads:
    """The log as it is: how many entries, and the head over the first of them at each of the `wanted` sizes."""

    wanted: frozenset[int]
    size: int = 0
    roots: dict[int, str] = field(default_factory=dict)
    last_kind: str = rules.JOURNAL


class Growth:
    """A tree that is checked row by row; each row is compared with what the rows before it stored."""

    def __init__(self) -> None:
        self.peaks = merkle.Peaks()

    def fits(self, leaf: bytes, nodes: bytes) -> bool:
        """Whether the row stored what its leaf completes.

        Where the leaf itself is another one, the tree goes on with what was stored: later rows are not to blame.
        """
        right = self.peaks.completed(leaf)
        stored = list(trees.hashes(nodes)) if isinstance(nodes, bytes) else []
        was_swapped = len(stored) == len(right) and stored[0] != leaf
        went_on = stored if was_swapped else right
        kept = self.peaks.hashes[: len(self.peaks.hashes) - len(right) + 1]
        self.peaks = merkle.Peaks(self.peaks.size + 1, (*kept, went_on[-1]))
        return stored == right


def entries(session: Session, journal: Journal, heads: Heads) -> Iterator[str]:
    """Every entry in its place, made of the journal row that it says, each row once; fills in `heads`."""
    growth = Growth()
    found: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    last = 0
    for place, entry in each(session, LogEntry, LogEntry.place):
        if place != growth.peaks.size:
            yield f"log: entry {growth.peaks.size} is missing (next found: entry {place})"
            return
        if entry is None:
            yield f"log: entry {place} cannot be read"
            return
        if not growth.fits(merkle.leaf_hash(rules.entry(place, entry.kind, entry.value)), entry.nodes):
            yield f"log: entry {place} was changed"
        heads.size, heads.last_kind = place + 1, entry.kind
        if heads.size in heads.wanted:
            heads.roots[heads.size] = growth.peaks.head.hex()
        if entry.kind not in ENTRY_KINDS or (entry.kind == rules.COVER) != (entry.journal_seq is None):
            yield f"log: entry {place} is of no kind that there is"
        if entry.journal_seq is None:
            continue
        if entry.journal_seq < last:
            yield f"log: entry {place} is out of order"
        last = max(last, entry.journal_seq)
        found[entry.journal_seq].append((place, entry.kind, entry.value))
    yield from _against_the_journal(journal, found, last)


def _against_the_journal(
    journal: Journal, found: Mapping[int, Sequence[tuple[int, str, str]]], last: int
) -> Iterator[str]:
    for seq, got in found.items():
        row = journal.get(seq)
        expected = [(rules.JOURNAL, row.hash), *row.logged.items()] if row else []
        wrong = [place for place, *entry in got if tuple(entry) not in expected]
        for place in wrong:
            yield f"log: entry {place} is not what journal entry {seq} says"
        if row is None:
            yield f"journal: entry {seq} is missing; the log has it"
        elif wrong or len(got) != len(expected):
            yield f"journal: entry {seq} is not what the log has"
    for seq in journal:
        if seq < last and seq not in found:
            yield f"log: journal entry {seq} is not in it"


def checkpoints(session: Session, signer: Signer, heads: Heads) -> Iterator[str]:
    """Every checkpoint signed by this instance, over a head that the log has, following the one before."""
    number, previous, covered = 0, "", 0
    for found, row in each(session, Checkpoint, Checkpoint.number):
        if found != number + 1:
            yield f"checkpoint {number + 1} is missing (next found: checkpoint {found})"
        if row is None:
            yield f"checkpoint {found} cannot be read"
            number = found
            continue
        if not signer.has_signed(row.key, rules.message(row.document), row.signature):
            yield f"checkpoint {found} is not signed by this instance"
        if row.previous != previous or row.size <= covered:
            yield f"checkpoint {found} does not follow the one before it"
        if heads.roots.get(row.size) != row.root:
            yield f"checkpoint {found} has another head than the log over its first {row.size} entries"
        number, previous, covered = found, row.root, row.size
    if heads.size > covered and heads.last_kind == rules.COVER:
        yield f"log: entry {heads.size - 1} covers nothing"


def stamps(session: Session, stamper: Stamper | None) -> Iterator[str]:
    """Every stamp over its checkpoint; looked into only where an authority is set."""
    for number, row in each(session, Stamp, Stamp.checkpoint_number):
        checkpoint = session.get(Checkpoint, number)
        if checkpoint is None:
            yield f"stamp of checkpoint {number} is of no checkpoint"
        elif row is None:
            yield f"stamp of checkpoint {number} cannot be read"
        elif stamper is not None:
            try:
                stamper.stamped_at(row.answer, rules.message(checkpoint.document))
            except StampBroken:
                yield f"stamp of checkpoint {number} is not the authority's over it"


@dataclass(frozen=True, slots=True)
class Kept:
    """A signed document that somebody kept outside; `name` says where it came from."""

    name: str
    document: Mapping[str, Any]
    signature: str


def kept_faults(session: Session, signer: Signer, heads: Heads, kept: Kept) -> Iterator[str]:
    """What of a kept checkpoint or receipt is not, or no longer, so here."""
    document = kept.document
    if not signer.has_signed(str(document.get("key")), rules.message(document), kept.signature):
        yield f"{kept.name}: no key of this instance has signed it"
    elif document.get("format") == rules.CHECKPOINT_FORMAT:
        yield from _kept_checkpoint(session, heads, kept)
    elif document.get("format") == rules.RECEIPT_FORMAT:
        yield from _kept_receipt(session, kept)
    else:
        yield f"{kept.name}: neither a checkpoint nor a receipt"


def _kept_checkpoint(session: Session, heads: Heads, kept: Kept) -> Iterator[str]:
    size, root = kept.document["size"], kept.document["root"]
    if size > heads.size:
        yield f"{kept.name}: the log had {size} entries, now it has {heads.size}; the last ones are gone"
    elif heads.roots.get(size) != root:
        yield f"{kept.name}: the first {size} entries of the log are not those that they were"
    rows = (row for _number, row in each(session, Checkpoint, Checkpoint.number) if row is not None)
    if not any(row.document == kept.document for row in rows):
        yield f"{kept.name}: the checkpoint over {size} entries is missing or was changed"


def _kept_receipt(session: Session, kept: Kept) -> Iterator[str]:
    leaf = log.leaf_of(session, kept.document["envelope_sha256"])
    if leaf is None:
        yield f"{kept.name}: the envelope is not in the tender's tree any more"
    elif leaf.position != kept.document["position"]:
        yield f"{kept.name}: the envelope stands elsewhere in the tender's tree than the receipt says"
