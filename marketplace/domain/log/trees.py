"""Trees as they stand in the database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from marketplace.domain.log.models import ClosedTree, LogEntry, TenderLeaf
from marketplace.kernel import merkle

HASH_BYTES = sha256().digest_size

Nodes = Callable[[Sequence[int]], Mapping[int, bytes]]
"""The stored nodes by the place of the row that completed them."""


@dataclass(slots=True)
class EndOfTree:
    """All that appending to a tender's tree needs to know; it moves with what is appended."""

    peaks: merkle.Peaks
    is_closed: bool


_OWN = TenderLeaf.tender_id == bindparam("tender")
_END_OF_TREE = select(
    select(func.max(TenderLeaf.place)).where(_OWN).scalar_subquery(),
    select(TenderLeaf.peaks).where(_OWN).order_by(TenderLeaf.place.desc()).limit(1).scalar_subquery(),
    select(ClosedTree.tender_id).where(ClosedTree.tender_id == bindparam("tender")).exists(),
)


def end_of(session: Session, tender_id: int) -> EndOfTree:
    """Where a tender's tree ends."""
    last, peaks, is_closed = session.connection().execute(_END_OF_TREE, {"tender": tender_id}).one()
    return EndOfTree(merkle.Peaks(0 if last is None else last + 1, hashes(peaks or b"")), is_closed)


class StoredTree:
    """A tree whose rows keep the nodes that they completed."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes

    def read(self, wanted: Sequence[merkle.Node]) -> dict[merkle.Node, bytes]:
        """Full subtrees by name."""
        rows = self._nodes(sorted({node.completed_by for node in wanted})) if wanted else {}
        return {node: hashes(rows[node.completed_by])[node.level] for node in wanted}

    def peaks(self, size: int) -> merkle.Peaks:
        """All that appending to the first `size` leaves needs."""
        wanted = merkle.nodes_of((0, size))
        known = self.read(wanted)
        return merkle.Peaks(size, tuple(known[node] for node in wanted))

    def heads(self, spans: Sequence[merkle.Span]) -> list[bytes]:
        """The heads over spans of it."""
        return merkle.heads(spans, self.read)


def hashes(stored: bytes) -> tuple[bytes, ...]:
    """Hashes that were stored one behind the other."""
    return tuple(stored[at : at + HASH_BYTES] for at in range(0, len(stored), HASH_BYTES))


def tree_of(session: Session, tender_id: int) -> StoredTree:
    """A tender's tree."""

    def nodes(places: Sequence[int]) -> Mapping[int, bytes]:
        asked = select(TenderLeaf.place, TenderLeaf.nodes).where(
            TenderLeaf.tender_id == tender_id, TenderLeaf.place.in_(places)
        )
        return {row.place: row.nodes for row in session.execute(asked)}

    return StoredTree(nodes)


def platform_log(session: Session) -> StoredTree:
    """The platform's log."""

    def nodes(places: Sequence[int]) -> Mapping[int, bytes]:
        asked = select(LogEntry.place, LogEntry.nodes).where(LogEntry.place.in_(places))
        return {row.place: row.nodes for row in session.execute(asked)}

    return StoredTree(nodes)


def log_size(session: Session) -> int:
    """How many entries the platform's log has."""
    return session.scalar(select(func.coalesce(func.max(LogEntry.place) + 1, 0))) or 0
