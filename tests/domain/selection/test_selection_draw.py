"""The draw: fair, stable, blind to order, and equal to an implementation written apart from it."""

import hashlib
import json
import struct
from collections import Counter
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import marketplace
from marketplace.domain.selection.draw import (
    bidders_hash,
    drand_value,
    draw_order,
    draw_seed,
    hash_parts,
    nonces_hash,
    step_seed,
    ticket,
)
from marketplace.domain.selection.evidence import make_evidence
from marketplace.domain.selection.registry import METHODS
from tests.domain.selection.documents import inputs

VECTORS = json.loads((Path(marketplace.__file__).parent / "static/draw-vectors.json").read_text(encoding="utf-8"))
"""Published, so that whoever writes a verifier can try it; worked out apart from this program and never made again."""
IDS = st.sets(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=2, max_size=8).map(sorted)
SEEDS = st.binary(min_size=1, max_size=40)
DRAWS = 100_000
CRITICAL_23, CRITICAL_6 = 41.638, 16.812
"""Chi-square values that a fair draw passes with p = 0.01, for 23 and 6 degrees of freedom."""


def second_hash(*parts: bytes) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(struct.pack(">Q", len(part)))
        digest.update(part)
    return digest.digest()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_known_answers(vector: dict[str, object]) -> None:
    nonces = {id_: bytes.fromhex(nonce) for id_, nonce in dict(vector["nonces"]).items()}  # type: ignore[call-overload]
    seed = draw_seed(str(vector["tender"]), str(vector["lot"]), nonces, bytes.fromhex(str(vector["beacon"])))
    assert bidders_hash(nonces).hex() == vector["bidders_hash"]
    assert nonces_hash(nonces).hex() == vector["nonces_hash"]
    assert seed.hex() == vector["seed"]
    assert {id_: ticket(seed, id_).hex() for id_ in nonces} == vector["tickets"]
    assert draw_order(seed, nonces) == vector["order"]
    if "signature" in vector:
        assert drand_value(bytes.fromhex(str(vector["signature"]))).hex() == vector["beacon"]


@given(st.text("abc", max_size=4), st.text("12", max_size=2), IDS, st.data(), st.binary(max_size=5))
def test_equal_to_a_second_implementation(
    tender: str, lot: str, ids: list[str], data: st.DataObject, beacon: bytes
) -> None:
    nonces = {id_: data.draw(st.binary(min_size=32, max_size=32)) for id_ in data.draw(st.permutations(ids))}
    in_order = sorted(ids, key=lambda id_: id_.encode())
    expected = second_hash(
        b"draw-v1",
        tender.encode(),
        lot.encode(),
        second_hash(*[id_.encode() for id_ in in_order]),
        second_hash(*[nonces[id_] for id_ in in_order]),
        beacon,
    )
    assert draw_seed(tender, lot, nonces, beacon) == expected
    assert draw_order(expected, ids) == sorted(ids, key=lambda id_: second_hash(b"ticket", expected, id_.encode()))


@given(SEEDS, IDS, st.data())
def test_list_order_is_irrelevant_and_leaving_out_moves_nobody(
    seed: bytes, ids: list[str], data: st.DataObject
) -> None:
    order = draw_order(seed, ids)
    assert draw_order(seed, data.draw(st.permutations(ids))) == order
    gone = data.draw(st.sampled_from(ids))
    assert draw_order(seed, [id_ for id_ in ids if id_ != gone]) == [id_ for id_ in order if id_ != gone]


@given(
    st.dictionaries(st.text("ABCDEF", min_size=1, max_size=3), st.binary(min_size=32, max_size=32), min_size=4),
    st.data(),
)
def test_whoever_is_found_invalid_the_others_keep_their_order(nonces: dict[str, bytes], data: st.DataObject) -> None:
    def drawn(order: list[str], out: str | None = None) -> tuple[object, list[str]]:
        bidders = [
            {"id": id_, "nonce": nonces[id_].hex()} | ({"invalid_because": "late"} if id_ == out else {})
            for id_ in order
        ]
        document = make_evidence(inputs(METHODS["random"]) | {"candidates": bidders})
        return document["seed"], [place["id"] for place in document["result"]["ranking"]]  # type: ignore[index]

    seed, ranking = drawn(sorted(nonces))
    assert drawn(data.draw(st.permutations(sorted(nonces)))) == (seed, ranking)
    for gone in nonces:
        assert drawn(sorted(nonces), gone) == (seed, [id_ for id_ in ranking if id_ != gone])


def test_parts_of_a_hash_cannot_run_into_each_other() -> None:
    assert hash_parts(b"ab", b"c") != hash_parts(b"a", b"bc") != hash_parts(b"abc")
    assert draw_seed("T1", "1", {"a": b"n"}, b"") != draw_seed("T", "11", {"a": b"n"}, b"")


def test_draws_inside_a_method_are_apart_from_each_other_and_from_the_main_one() -> None:
    seed = bytes(32)
    assert len({seed, step_seed(seed, "factor"), step_seed(seed, "short list")}) == 3


def chi_square(counts: Counter[object], cells: int) -> float:
    expected = DRAWS / cells
    return sum((count - expected) ** 2 / expected for count in counts.values())


def test_the_draw_is_fair() -> None:
    """Every order of four and every winner of seven comes equally often, over nonces as bids would bring them."""
    four, seven = ["a", "b", "c", "d"], [f"provider {number}" for number in range(7)]
    orders: Counter[object] = Counter(dict.fromkeys(permutations(four), 0))
    winners: Counter[object] = Counter(dict.fromkeys(seven, 0))
    for number in range(DRAWS):
        seed = draw_seed("T-1", "1", {"a": number.to_bytes(32, "big"), "b": bytes(32)}, b"")
        orders[tuple(draw_order(seed, four))] += 1
        winners[min((ticket(seed, id_), id_) for id_ in seven)[1]] += 1
    assert len(orders) == 24
    assert chi_square(orders, 24) < CRITICAL_23
    assert chi_square(winners, 7) < CRITICAL_6
