"""Merkle trees as RFC 6962 §2.1 defines them: heads, inclusion proofs, consistency proofs, and their verification.

Pure and of the standard library alone. A leaf is any bytes; hashes are 32 bytes of SHA-256. `Peaks` appends in
O(log n) from what it keeps. The proofs are computed from the leaf hashes, or from the nodes that each leaf completed
and whoever stores the tree kept with it (`Node`, `heads`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

EMPTY = sha256(b"").digest()
"""The head of a tree without leaves."""

Hashes = Sequence[bytes]

Span = tuple[int, int]
"""Leaves from the first number up to, and without, the second one."""


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf's bytes; the prefix keeps a leaf from being read as a node."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Peaks:
    """The heads of the full subtrees of a growing tree, largest first: all that appending needs."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def completed(self, leaf: bytes) -> list[bytes]:
        """The full subtrees that one more leaf completes, from the leaf hash itself upwards."""
        found = [leaf]
        for number in range(_trailing_ones(self.size)):
            found.append(node_hash(self.hashes[-1 - number], found[-1]))
        return found

    def append(self, leaf: bytes) -> "Peaks":
        """The tree with one more leaf, given by its leaf hash."""
        nodes = self.completed(leaf)
        return Peaks(self.size + 1, (*self.hashes[: len(self.hashes) - len(nodes) + 1], nodes[-1]))

    @property
    def head(self) -> bytes:
        """The tree's head."""
        return _folded(self.hashes) if self.hashes else EMPTY


class Node(NamedTuple):
    """A full subtree: the one with this number, from 0, among those of 2**level leaves."""

    level: int
    number: int

    @property
    def completed_by(self) -> int:
        """The index of the leaf that completed it."""
        return ((self.number + 1) << self.level) - 1


def nodes_of(span: Span) -> list[Node]:
    """The full subtrees that make up a span, largest first; the span begins where a subtree of its size may begin."""
    start, end = span
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append(Node(level, start >> level))
        start += 1 << level
    return found


def heads(spans: Sequence[Span], read: Callable[[Sequence[Node]], Mapping[Node, bytes]]) -> list[bytes]:
    """The heads over spans of a stored tree; `read` is asked once for the nodes that they need."""
    wanted = [nodes_of(span) for span in spans]
    known = read([node for nodes in wanted for node in nodes])
    return [_folded([known[node] for node in nodes]) for nodes in wanted]


def inclusion_spans(index: int, size: int, start: int = 0) -> list[Span]:
    """The spans whose heads are the inclusion proof of leaf `index` in a tree of `size` leaves."""
    if not 0 <= index < size:
        raise IndexError(index)
    if size == 1:
        return []
    middle = _split(size)
    if index < middle:
        return [*inclusion_spans(index, middle, start), (start + middle, start + size)]
    return [*inclusion_spans(index - middle, size - middle, start + middle), (start, start + middle)]


def consistency_spans(earlier: int, size: int) -> list[Span]:
    """The spans whose heads are the consistency proof of the first `earlier` leaves with all `size`."""
    if not 0 <= earlier <= size:
        raise IndexError(earlier)
    return [] if earlier in {0, size} else _subspans(earlier, 0, size, is_whole=True)


def _subspans(earlier: int, start: int, size: int, *, is_whole: bool) -> list[Span]:
    if earlier == size:
        return [] if is_whole else [(start, start + size)]
    middle = _split(size)
    if earlier <= middle:
        return [*_subspans(earlier, start, middle, is_whole=is_whole), (start + middle, start + size)]
    rest = _subspans(earlier - middle, start + middle, size - middle, is_whole=False)
    return [*rest, (start, start + middle)]


def _folded(peaks: Hashes) -> bytes:
    *rest, head = peaks
    for peak in reversed(rest):
        head = node_hash(peak, head)
    return head


def head(leaves: Hashes) -> bytes:
    """The head over leaf hashes in their order."""
    peaks = Peaks()
    for leaf in leaves:
        peaks = peaks.append(leaf)
    return peaks.head


def inclusion_proof(leaves: Hashes, index: int) -> list[bytes]:
    """The sibling hashes from leaf `index` up to the head over `leaves`; IndexError for a leaf that is not there."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    middle = _split(len(leaves))
    if index < middle:
        return [*inclusion_proof(leaves[:middle], index), head(leaves[middle:])]
    return [*inclusion_proof(leaves[middle:], index - middle), head(leaves[:middle])]


def consistency_proof(leaves: Hashes, earlier: int) -> list[bytes]:
    """What shows that the tree over the first `earlier` leaves is a beginning of the tree over all of them."""
    if not 0 <= earlier <= len(leaves):
        raise IndexError(earlier)
    return [] if earlier in {0, len(leaves)} else _subproof(leaves, earlier, is_whole=True)


def _subproof(leaves: Hashes, earlier: int, *, is_whole: bool) -> list[bytes]:
    if earlier == len(leaves):
        return [] if is_whole else [head(leaves)]
    middle = _split(len(leaves))
    if earlier <= middle:
        return [*_subproof(leaves[:middle], earlier, is_whole=is_whole), head(leaves[middle:])]
    return [*_subproof(leaves[middle:], earlier - middle, is_whole=False), head(leaves[:middle])]


def is_included(leaf: bytes, index: int, size: int, proof: Hashes, root: bytes) -> bool:
    """Whether `proof` leads from the leaf hash at `index` to the head `root` of `size` leaves (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node % 2 or node == last:
            computed = node_hash(sibling, computed)
            while node and not node % 2:
                node, last = node // 2, last // 2
        else:
            computed = node_hash(computed, sibling)
        node, last = node // 2, last // 2
    return last == 0 and computed == root


def is_consistent(earlier: int, later: int, proof: Hashes, before: bytes, after: bytes) -> bool:
    """Whether the tree of `later` leaves only appended to the one of `earlier` (RFC 9162 §2.1.4.2)."""
    if not 0 <= earlier <= later:
        return False
    if earlier in {0, later}:
        return not proof and (before == after if earlier else before == EMPTY)
    path = list(proof)
    if earlier & (earlier - 1) == 0:
        path.insert(0, before)
    if not path:
        return False
    node, last = earlier - 1, later - 1
    while node % 2:
        node, last = node // 2, last // 2
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node % 2 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while node and not node % 2:
                node, last = node // 2, last // 2
        else:
            new = node_hash(new, sibling)
        node, last = node // 2, last // 2
    return last == 0 and (old, new) == (before, after)


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _trailing_ones(size: int) -> int:
    return (~size & (size + 1)).bit_length() - 1
