"""The browser believes the log's true proofs and no others."""

from hashlib import sha256
from typing import Any

from marketplace.kernel import merkle
from tests.static.conftest import Run

MOST = 12
INCLUDED = """const found = [];
for (const [leaf, index, size, proof, root] of given) {
  found.push(await it.isIncluded(bytes(leaf), index, size, proof.map(bytes), bytes(root)));
}
return found;"""
CONSISTENT = """const found = [];
for (const [earlier, later, proof, before, after] of given) {
  found.push(await it.isConsistent(earlier, later, proof.map(bytes), bytes(before), bytes(after)));
}
return found;"""


def leaves(size: int) -> list[bytes]:
    return [merkle.leaf_hash(str(number).encode()) for number in range(size)]


def shown(hashes: list[bytes]) -> list[str]:
    return [one.hex() for one in hashes]


def test_what_is_in_the_log(run: Run) -> None:
    cases: list[list[Any]] = []
    for size in range(1, MOST):
        known = leaves(size)
        root = merkle.head(known)
        for index in range(size):
            proof = merkle.inclusion_proof(known, index)
            cases += [
                [known[index].hex(), index, size, shown(proof), root.hex()],
                [known[index].hex(), (index + 1) % size, size, shown(proof), root.hex()],
                [sha256(b"other").hexdigest(), index, size, shown(proof), root.hex()],
                [known[index].hex(), index, size, shown([*proof, root]), root.hex()],
            ]
    believed = run("merkle.js", INCLUDED, cases)
    expected = [
        merkle.is_included(bytes.fromhex(leaf), index, size, [bytes.fromhex(one) for one in proof], bytes.fromhex(root))
        for leaf, index, size, proof, root in cases
    ]
    assert believed == expected
    assert {True, False} == set(expected)
    assert run("merkle.js", "return hex(await it.leafHash(bytes('')));") == merkle.leaf_hash(b"").hex()


def test_what_was_only_appended(run: Run) -> None:
    cases: list[list[Any]] = []
    for later in range(1, MOST):
        known = leaves(later)
        for earlier in range(1, later + 1):
            proof = merkle.consistency_proof(known, earlier)
            before, after = merkle.head(known[:earlier]), merkle.head(known)
            other = sha256(b"other").digest()
            cases += [
                [earlier, later, shown(proof), before.hex(), after.hex()],
                [earlier, later, shown(proof), other.hex(), after.hex()],
                [earlier, later, shown(proof), before.hex(), other.hex()],
                [earlier, later, shown([*proof, after]), before.hex(), after.hex()],
                [earlier, later, shown(proof[1:]), before.hex(), after.hex()],
            ]
    expected = [
        merkle.is_consistent(
            earlier, later, [bytes.fromhex(one) for one in proof], bytes.fromhex(before), bytes.fromhex(after)
        )
        for earlier, later, proof, before, after in cases
    ]
    assert run("merkle.js", CONSISTENT, cases) == expected
    assert {True, False} == set(expected)
