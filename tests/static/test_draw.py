"""The second implementation of the draw agrees with the first, on the published vector and on any bidders."""

import pytest

from marketplace.domain.selection import draw
from marketplace.kernel.entropy import SeededEntropy
from tests.static.conftest import Run

ORDER = """const seed = await it.drawSeed(given.tender, given.lot,
  Object.fromEntries(Object.entries(given.nonces).map(([id, nonce]) => [id, bytes(nonce)])), bytes(given.beacon));
const step = hex(await it.stepSeed(seed, "tie 1"));
return { seed: hex(seed), step, order: await it.drawOrder(seed, given.labels) };"""
NAMES = ("O-1", "O-10", "O-2", "中介甲", "é", "\U0001f600", "\uffff", "")
"""Their order by UTF-16, by code point and by length differs."""


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
