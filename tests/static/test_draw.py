"""The second implementation of the draw agrees with the first, on the published vector and on any bidders."""

import json

import pytest

from marketplace.domain.selection import draw
from marketplace.kernel.entropy import SeededEntropy
from tests.static.conftest import STATIC, Run

ORDER = """const seed = await it.drawSeed(given.tender, given.lot,
  Object.fromEntries(Object.entries(given.nonces).map(([id, nonce]) => [id, bytes(nonce)])), bytes(given.beacon));
const step = hex(await it.stepSeed(seed, "tie 1"));
return { seed: hex(seed), step, order: await it.drawOrder(seed, given.labels) };"""
VECTORS = json.loads((STATIC / "draw-vectors.json").read_text(encoding="utf-8"))
KNOWN = """const nonces = Object.fromEntries(Object.entries(given.nonces).map(([id, nonce]) => [id, bytes(nonce)]));
const seed = await it.drawSeed(given.tender, given.lot, nonces, bytes(given.beacon));
const tickets = {};
for (const id of Object.keys(nonces)) tickets[id] = hex(await it.ticket(seed, id));
return {
  ...given,
  bidders_hash: hex(await it.biddersHash(nonces)), nonces_hash: hex(await it.noncesHash(nonces)),
  seed: hex(seed), tickets, order: await it.drawOrder(seed, Object.keys(nonces)),
  ...(given.signature ? { beacon: hex(await it.beaconValue(bytes(given.signature))) } : {}),
};"""
NAMES = ("O-1", "O-10", "O-2", "中介甲", "é", "\U0001f600", "\uffff", "")
"""Their order by UTF-16, by code point and by length differs."""


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_published_answers(run: Run, vector: dict[str, object]) -> None:
    given = {name: vector[name] for name in ("name", "tender", "lot", "nonces", "beacon")}
    if "signature" in vector:
        given["signature"] = vector["signature"]
    assert run("draw.js", KNOWN, given) == vector


@pytest.mark.parametrize("count", range(1, len(NAMES) + 1))
def test_both_draw_alike(run: Run, count: int) -> None:
    entropy = SeededEntropy(f"draw {count}")
    nonces = {name: entropy.token(32) for name in NAMES[-count:]}
    beacon = entropy.token(32) if count % 2 else b""
    labels = [*nonces, *map(str, range(50))]
    seed = draw.draw_seed("T-1", "", nonces, beacon)
    given = {
        "tender": "T-1",
        "lot": "",
        "nonces": {name: nonce.hex() for name, nonce in nonces.items()},
        "beacon": beacon.hex(),
        "labels": labels[::-1],
    }
    assert run("draw.js", ORDER, given) == {
        "seed": seed.hex(),
        "step": draw.step_seed(seed, "tie 1").hex(),
        "order": draw.draw_order(seed, labels),
    }


def test_parts_are_told_apart(run: Run) -> None:
    found = run("draw.js", 'return [hex(await it.hashParts(bytes("61"), bytes("6263"))), hex(await it.hashParts())];')
    assert found == [draw.hash_parts(b"a", b"bc").hex(), draw.hash_parts().hex()]
