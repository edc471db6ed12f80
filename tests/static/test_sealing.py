"""The browser's envelopes are Python's, byte for byte, and each side opens the other's."""

from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from marketplace.adapters.sealing import threshold
from marketplace.domain.bids.envelopes import Part
from marketplace.domain.openers.panels import Panel
from marketplace.domain.selection.canonical import canonical
from tests.static.conftest import Run

CONTEXT = {"tender": "T-1", "bidder": "O-1", "policy": "ab" * 32, "part": "条款"}
CONTENT = "报价 88,000".encode().ljust(4096)
DEK = sha256(b"a key").digest()
GIVEN = """const panel = { needed: given.needed, keys: given.keys.map(bytes) };
const shown = (part) => ({ commitment: hex(part.commitment), ciphertext: hex(part.ciphertext),
  pads: Object.fromEntries(Object.entries(part.pads).map(([group, pads]) => [group, pads.map(hex)])) });
const part = given.part && { commitment: bytes(given.part.commitment), ciphertext: bytes(given.part.ciphertext),
  pads: Object.fromEntries(Object.entries(given.part.pads).map(([group, pads]) => [group, pads.map(bytes)])) };
"""


def written(part: Part) -> dict[str, Any]:
    return {
        "commitment": part.commitment.hex(),
        "ciphertext": part.ciphertext.hex(),
        "pads": {",".join(map(str, group)): [pad.hex() for pad in pads] for group, pads in part.pads.items()},
    }


def read(shown: dict[str, Any]) -> Part:
    return Part(
        commitment=bytes.fromhex(shown["commitment"]),
        ciphertext=bytes.fromhex(shown["ciphertext"]),
        pads={
            tuple(map(int, group.split(","))): tuple(map(bytes.fromhex, pads)) for group, pads in shown["pads"].items()
        },
    )


@pytest.mark.parametrize(("needed", "count"), [(2, 3), (3, 5)])
def test_both_seal_alike_and_open_each_others(run: Run, needed: int, count: int) -> None:
    keys = [X25519PrivateKey.from_private_bytes(sha256(bytes([number])).digest()) for number in range(count)]
    panel = Panel(needed, tuple(key.public_key().public_bytes_raw() for key in keys))
    own = threshold.seal(panel, CONTEXT, CONTENT, DEK)
    given = {
        "needed": needed,
        "keys": [key.hex() for key in panel.keys],
        "context": CONTEXT,
        "content": CONTENT.hex(),
        "dek": DEK.hex(),
        "part": written(own),
        "private": [key.private_bytes_raw().hex() for key in keys],
    }
    sealed = run(
        "sealing.js",
        GIVEN + "return shown(await it.seal(panel, given.context, bytes(given.content), bytes(given.dek)));",
        given,
    )
    assert sealed == written(own)

    theirs = read(
        run("sealing.js", GIVEN + "return shown(await it.seal(panel, given.context, bytes(given.content)));", given)
    )
    pads = {at: threshold.pads_of(panel, CONTEXT, theirs, at, key) for at, key in enumerate(keys[:needed])}
    dek = threshold.combined(panel, theirs, pads)
    assert dek is not None
    assert threshold.opened(CONTEXT, theirs, dek) == CONTENT
    assert threshold.is_honest(panel, CONTEXT, theirs, dek)

    opened = run(
        "sealing.js",
        GIVEN
        + """const handedIn = {};
        for (let opener = 0; opener < given.needed; opener++) {
          handedIn[opener] = await it.padsOf(panel, given.context, part, opener, bytes(given.private[opener]));
        }
        const dek = await it.combine(panel, part, handedIn);
        delete handedIn[0];
        return { dek: hex(dek), content: hex(await it.openPart(given.context, part, dek)),
          isHonest: await it.isHonest(panel, given.context, part, dek),
          alone: await it.combine(panel, part, handedIn) };""",
        given,
    )
    assert opened == {"dek": DEK.hex(), "content": CONTENT.hex(), "isHonest": True, "alone": None}


def test_a_liar_is_passed_by_and_another_context_opens_nothing(run: Run) -> None:
    keys = [X25519PrivateKey.from_private_bytes(sha256(bytes([number])).digest()) for number in range(3)]
    panel = Panel(2, tuple(key.public_key().public_bytes_raw() for key in keys))
    given = {
        "needed": 2,
        "keys": [key.hex() for key in panel.keys],
        "context": CONTEXT,
        "part": written(threshold.seal(panel, CONTEXT, CONTENT, DEK)),
        "private": [key.private_bytes_raw().hex() for key in keys],
    }
    found = run(
        "sealing.js",
        GIVEN
        + """const handedIn = {};
        for (let opener = 0; opener < 3; opener++) {
          handedIn[opener] = await it.padsOf(panel, given.context, part, opener, bytes(given.private[opener]));
        }
        for (const group in handedIn[1]) handedIn[1][group] = new Uint8Array(32);
        const elsewhere = { ...given.context, tender: "T-2" };
        const tricked = { ...part, pads: { ...part.pads, "0,1": part.pads["1,2"] } };
        return { dek: hex(await it.combine(panel, part, handedIn)),
          elsewhere: await it.padsOf(panel, elsewhere, part, 0, bytes(given.private[0])),
          isHonest: await it.isHonest(panel, given.context, tricked, bytes(given.dek ?? "")) };""",
        {**given, "dek": DEK.hex()},
    )
    assert found == {"dek": DEK.hex(), "elsewhere": {}, "isHonest": False}


@pytest.mark.parametrize(
    "value",
    [
        {"b": 1, "a": [None, True, False, "x"]},
        'quote " back \\ line \n tab \t bell \x07 del \x7f separator \u2028 汉 😀',
        {"nested": {"z": -1, "A": 2**53 - 1, "a": []}},
    ],
)
def test_one_spelling(run: Run, value: object) -> None:
    assert run("sealing.js", "return it.canonical(given);", value).encode() == canonical(value)
