"""The tree against the published vectors of Certificate Transparency and against every small case."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel import merkle

LEAVES = [bytes.fromhex(leaf) for leaf in ("", "00", "10", "2021", "3031", "40414243")]
LEAVES += [bytes.fromhex("5051525354555657"), bytes.fromhex("606162636465666768696a6b6c6d6e6f")]
HEADS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""The heads of the first one to eight of `LEAVES`."""
MOST = 33


def hashes(size: int) -> list[bytes]:
    return [merkle.leaf_hash(str(number).encode()) for number in range(size)]


def test_the_published_heads() -> None:
    leaves = [merkle.leaf_hash(leaf) for leaf in LEAVES]
    assert [merkle.head(leaves[: size + 1]).hex() for size in range(len(leaves))] == list(HEADS)
    assert merkle.head([]) == sha256(b"").digest()


def test_every_leaf_of_every_small_tree_is_proved_and_nothing_else_is() -> None:
    for size in range(1, MOST):
        leaves = hashes(size)
        root = merkle.head(leaves)
        for index in range(size):
            proof = merkle.inclusion_proof(leaves, index)
            assert merkle.is_included(leaves[index], index, size, proof, root)
            assert not merkle.is_included(merkle.leaf_hash(b"other"), index, size, proof, root)
            assert not any(
                merkle.is_included(leaves[index], other, size, proof, root) for other in range(size) if other != index
            )
            assert not merkle.is_included(leaves[index], index, size, [*proof, root], root)
            assert not proof or not merkle.is_included(leaves[index], index, size, proof[:-1], root)


def test_every_beginning_of_every_small_tree_is_proved_and_no_other_is() -> None:
    for later in range(MOST):
        leaves = hashes(later)
        after = merkle.head(leaves)
        for earlier in range(later + 1):
            proof = merkle.consistency_proof(leaves, earlier)
            before = merkle.head(leaves[:earlier])
            assert merkle.is_consistent(earlier, later, proof, before, after)
            assert not merkle.is_consistent(earlier, later, proof, sha256(b"other").digest(), after)
            assert not merkle.is_consistent(earlier, later, [*proof, after], before, after)
            if earlier not in {0, later}:
                assert not merkle.is_consistent(earlier, later, proof, before, sha256(b"other").digest())
                assert not merkle.is_consistent(earlier, later, proof[:-1], before, after)


@given(st.lists(st.binary(max_size=3), min_size=1, max_size=70), st.data())
def test_a_changed_leaf_changes_the_head(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:index], leaves[index] + b"!", *leaves[index + 1 :]]
    assert merkle.head([merkle.leaf_hash(leaf) for leaf in leaves]) != merkle.head(
        [merkle.leaf_hash(leaf) for leaf in changed]
    )


def test_what_is_not_there_is_not_proved() -> None:
    for index in (-1, 3):
        with pytest.raises(IndexError):
            merkle.inclusion_proof(hashes(3), index)
    for earlier in (-1, 4):
        with pytest.raises(IndexError):
            merkle.consistency_proof(hashes(3), earlier)
    assert not merkle.is_included(b"", 3, 3, [], b"")
    assert not merkle.is_consistent(4, 3, [], b"", b"")
    assert not merkle.is_consistent(3, 4, [], b"", b"")


def test_a_stored_tree_proves_the_same_as_its_leaves() -> None:
    stored: dict[merkle.Node, bytes] = {}

    def read(wanted: Sequence[merkle.Node]) -> dict[merkle.Node, bytes]:
        return {node: stored[node] for node in wanted}

    peaks = merkle.Peaks()
    for size in range(1, 2 * MOST):
        leaves = hashes(size)
        for level, node in enumerate(peaks.completed(leaves[-1])):
            found = merkle.Node(level, (size >> level) - 1)
            assert found.completed_by == size - 1
            stored[found] = node
        peaks = peaks.append(leaves[-1])
        assert [stored[node] for node in merkle.nodes_of((0, size))] == list(peaks.hashes)
        assert merkle.heads([(0, size)], read) == [merkle.head(leaves)]
        for other in range(size):
            assert merkle.heads(merkle.inclusion_spans(other, size), read) == merkle.inclusion_proof(leaves, other)
            assert merkle.heads(merkle.consistency_spans(other, size), read) == merkle.consistency_proof(leaves, other)
    for spans in (merkle.inclusion_spans, merkle.consistency_spans):
        with pytest.raises(IndexError):
            spans(9, 8)
