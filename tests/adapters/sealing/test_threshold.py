"""Any group that is large enough opens; a smaller one, a stranger, another context or an altered byte does not."""

from dataclasses import replace
from hashlib import sha256
from itertools import combinations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from marketplace.adapters.sealing import threshold
from marketplace.domain.bids.envelopes import Part
from marketplace.domain.bids.ports import SealBroken
from marketplace.domain.openers.panels import Panel

CONTEXT = {"bidder": "O-1", "tender": "T-1", "policy": "ab" * 32, "part": "terms"}
CONTENT = b"88,000 yuan".ljust(4096)
DEK = sha256(b"a key").digest()
PANELS = ((2, 3), (3, 5), (1, 1), (2, 2))


def openers(count: int) -> list[X25519PrivateKey]:
    return [X25519PrivateKey.from_private_bytes(sha256(bytes([number])).digest()) for number in range(count)]


def panel_of(needed: int, keys: list[X25519PrivateKey]) -> Panel:
    return Panel(needed, tuple(key.public_key().public_bytes_raw() for key in keys))


@pytest.fixture
def keys() -> list[X25519PrivateKey]:
    return openers(3)


@pytest.fixture
def panel(keys: list[X25519PrivateKey]) -> Panel:
    return panel_of(2, keys)


@pytest.fixture
def part(panel: Panel) -> Part:
    return threshold.seal(panel, CONTEXT, CONTENT, DEK)


@pytest.mark.parametrize(("needed", "count"), PANELS)
def test_who_opens(needed: int, count: int) -> None:
    keys = openers(count)
    panel = panel_of(needed, keys)
    part = threshold.seal(panel, CONTEXT, CONTENT, DEK)
    pads = {number: threshold.pads_of(panel, CONTEXT, part, number, key) for number, key in enumerate(keys)}
    assert threshold.is_honest(panel, CONTEXT, part, DEK)
    for present in range(count + 1):
        for group in combinations(range(count), present):
            dek = threshold.combined(panel, part, {opener: pads[opener] for opener in group})
            assert dek == (DEK if present >= needed else None)
    assert threshold.opened(CONTEXT, part, DEK) == CONTENT
    assert threshold.liars(panel, CONTEXT, part, DEK, pads) == []


def test_what_one_opener_reads_is_nothing(panel: Panel, part: Part, keys: list[X25519PrivateKey]) -> None:
    pads = threshold.pads_of(panel, CONTEXT, part, 0, keys[0])
    assert set(pads) == {(0, 1), (0, 2)}
    assert DEK not in pads.values()
    assert len(set(pads.values())) == len(pads)


def test_the_key_is_bound_to_its_context(panel: Panel, part: Part, keys: list[X25519PrivateKey]) -> None:
    for field, other in (("bidder", "O-2"), ("tender", "T-2"), ("policy", "cd" * 32), ("part", "nonce")):
        elsewhere = {**CONTEXT, field: other}
        assert threshold.pads_of(panel, elsewhere, part, 0, keys[0]) == {}
        with pytest.raises(SealBroken):
            threshold.opened(elsewhere, part, DEK)
    assert threshold.pads_of(panel, CONTEXT, part, 0, keys[1]) == {}


def test_an_altered_byte_does_not_open(part: Part) -> None:
    for at in (0, len(part.ciphertext) - 1):
        altered = bytearray(part.ciphertext)
        altered[at] ^= 1
        with pytest.raises(SealBroken):
            threshold.opened(CONTEXT, replace(part, ciphertext=bytes(altered)), DEK)
    with pytest.raises(SealBroken):
        threshold.opened(CONTEXT, part, bytes(5))


def test_a_lying_opener_is_passed_by_and_named(panel: Panel, part: Part, keys: list[X25519PrivateKey]) -> None:
    pads = {number: threshold.pads_of(panel, CONTEXT, part, number, key) for number, key in enumerate(keys)}
    for liar in range(3):
        told = {**pads, liar: {group: bytes(32) for group in pads[liar]}}
        assert threshold.combined(panel, part, told) == DEK
        assert threshold.liars(panel, CONTEXT, part, DEK, told) == [liar]
        alone = {liar: told[liar], (liar + 1) % 3: pads[(liar + 1) % 3]}
        assert threshold.combined(panel, part, alone) is None


def test_a_bidder_who_seals_a_false_pad_is_found(panel: Panel, part: Part, keys: list[X25519PrivateKey]) -> None:
    (key,) = panel.keys[:1]
    false = threshold._hpke(key, sha256(b"other").digest(), threshold._bound(CONTEXT, part.commitment), bytes(32))  # noqa: SLF001
    tricked = replace(part, pads={**part.pads, (0, 1): (false, part.pads[0, 1][1])})
    pads = {number: threshold.pads_of(panel, CONTEXT, tricked, number, key) for number, key in enumerate(keys)}
    assert threshold.combined(panel, tricked, pads) == DEK
    assert not threshold.is_honest(panel, CONTEXT, tricked, DEK)
    missing = replace(part, pads={group: sealed for group, sealed in part.pads.items() if group != (1, 2)})
    assert not threshold.is_honest(panel, CONTEXT, missing, DEK)
    assert set(threshold.pads_of(panel, CONTEXT, missing, 1, keys[1])) == {(0, 1)}
