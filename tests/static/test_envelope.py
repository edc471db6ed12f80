"""What a bidder's browser seals, the platform reads and the openers open; what an opener's browser refuses to open."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from marketplace.adapters.sealing import threshold
from marketplace.domain.bids import envelopes
from marketplace.domain.bids.envelopes import SealedBid
from marketplace.domain.openers.panels import KeyHolder, Policy
from marketplace.kernel.canonical import canonical
from tests.static.conftest import Run

DEADLINE = datetime(2026, 11, 26, 9, tzinfo=UTC)
AFTER, BEFORE = DEADLINE + timedelta(seconds=1), DEADLINE - timedelta(seconds=1)
KEYS = [X25519PrivateKey.from_private_bytes(sha256(bytes([number])).digest()) for number in range(5)]
PROPOSAL = "我们将如期完成。\n“Quotes”, \u2028 and 😀"
SEAL = "return it.sealBid(given);"
SHARES = "return it.sharesFor(given.sent, given.opener, bytes(given.private), given.now);"


def policy(tender: str = "T-1", needed: int = 2, count: int = 3, **changed: Any) -> Policy:  # noqa: ANN401 - a policy's fields
    holders = tuple(
        KeyHolder(f"K-{at}", f"开标人 {at}", f"单位 {at}", key.public_key().public_bytes_raw().hex())
        for at, key in enumerate(KEYS[:count])
    )
    whole = Policy(tender, 1, DEADLINE, needed, holders, {"source": "none"}, "draw-v1")
    return replace(whole, **changed)


def sealed(under: Policy, bidder: str = "O-1", price: int = 8_600_050) -> SealedBid:
    """A bid as the platform seals it."""
    context = envelopes.context(under.tender, bidder, under.sha256, sha256(bidder.encode()).digest()[:16])
    contents = {
        envelopes.NONCE: sha256(b"nonce").digest(),
        envelopes.PRICE: canonical({"currency": "CNY", "fen": price}).encode().ljust(envelopes.PADDING),
        envelopes.PROPOSAL: canonical({"files": [], "text": PROPOSAL}).encode().ljust(envelopes.PADDING),
    }
    parts = {
        part: threshold.seal(under.panel, {**context, "part": part}, content, sha256(part.encode()).digest())
        for part, content in contents.items()
    }
    return SealedBid(context, parts)


def sent(
    *bids: SealedBid, under: tuple[Policy, ...] = (), tender: str = "T-1", sitting: str = "whole"
) -> dict[str, Any]:
    """What the platform gives an opener's page."""
    return {
        "tender": tender,
        "sitting": sitting,
        "policies": [each.as_json() for each in under or (policy(),)],
        "envelopes": [{"bid": f"B-{at}", "envelope": bid.written().decode()} for at, bid in enumerate(bids)],
    }


def given(what: dict[str, Any], opener: int = 0, now: datetime = AFTER, key: int | None = None) -> dict[str, Any]:
    private = KEYS[opener if key is None else key].private_bytes_raw().hex()
    return {"sent": what, "opener": f"K-{opener}", "private": private, "now": now.timestamp() * 1000}


def pads_in(document: Mapping[str, Any], bid: str, part: str) -> dict[tuple[int, ...], bytes]:
    pads = document["shares"][bid][part]
    return {tuple(map(int, group.split(","))): bytes.fromhex(pad) for group, pad in pads.items()}


def opened(under: Policy, bid: SealedBid, handed_in: Mapping[int, Mapping[str, Any]], ref: str) -> dict[str, bytes]:
    found = {}
    for name, part in bid.parts.items():
        pads = {opener: pads_in(document, ref, name) for opener, document in handed_in.items()}
        dek = threshold.combined(under.panel, part, pads)
        assert dek is not None
        assert threshold.is_honest(under.panel, bid.context_of(name), part, dek)
        assert threshold.liars(under.panel, bid.context_of(name), part, dek, pads) == []
        found[name] = threshold.opened(bid.context_of(name), part, dek)
    return found


@pytest.mark.parametrize(("needed", "count"), [(2, 3), (3, 5)])
def test_what_the_browser_seals_any_group_opens(run: Run, needed: int, count: int) -> None:
    under = policy(needed=needed, count=count)
    files = [{"name": "方案.pdf", "key": "ab" * 32}]
    content = {"price": {"fen": 8_600_050, "currency": "CNY"}, "proposal": f"{PROPOSAL}\0", "files": files}
    made = run("envelope.js", SEAL, {"policy": under.as_json(), "bidder": "O-1", **content})
    written = made["text"].encode()
    assert made["sha256"] == envelopes.hash_of(written)
    bid = envelopes.read(written, under.panel)
    assert bid.written() == written
    assert {key: bid.context[key] for key in ("tender", "bidder", "policy")} == {
        "tender": "T-1",
        "bidder": "O-1",
        "policy": under.sha256,
    }
    handed_in = {}
    for opener in range(count - needed, count):
        answer = run("envelope.js", SHARES, given(sent(bid, under=(under,)), opener))
        assert answer["document"]["opener"] == f"K-{opener}"
        handed_in[opener] = answer["document"]
    found = opened(under, bid, handed_in, "B-0")
    assert len(found["nonce"]) == 32
    assert found["price"] == b'{"currency":"CNY","fen":8600050}'.ljust(envelopes.PADDING)
    assert found["proposal"] == canonical({"files": files, "text": PROPOSAL}).encode().ljust(envelopes.PADDING)


@pytest.mark.parametrize(("sitting", "parts"), [("technical", {"proposal"}), ("prices", {"nonce", "price"})])
def test_with_two_envelopes_an_openers_browser_never_hands_in_both(run: Run, sitting: str, parts: set[str]) -> None:
    under = policy(has_two_envelopes=True)
    bid = sealed(under)
    answer = run("envelope.js", SHARES, given(sent(bid, under=(under,), sitting=sitting)))
    assert set(answer["document"]["shares"]["B-0"]) == parts


@pytest.mark.parametrize(
    ("has_two", "sitting"), [(True, "whole"), (True, "everything"), (False, "technical"), (False, "prices")]
)
def test_a_platform_that_asks_for_another_sitting_than_the_policy_has_is_refused(
    run: Run, has_two: bool, sitting: str
) -> None:
    under = policy(has_two_envelopes=has_two)
    answer = run("envelope.js", SHARES, given(sent(sealed(under), under=(under,), sitting=sitting)))
    assert answer == {"refusal": "sitting"}


def test_no_two_envelopes_share_anything_secret(run: Run) -> None:
    content = {"policy": policy().as_json(), "bidder": "O-1", "proposal": "", "files": []}
    price = {"fen": None, "currency": None}
    one, other = (json.loads(run("envelope.js", SEAL, {**content, "price": price})["text"]) for _ in range(2))
    assert one["context"]["envelope"] != other["context"]["envelope"]
    commitments = [bid["parts"][part]["commitment"] for bid in (one, other) for part in envelopes.PARTS]
    assert len(set(commitments)) == 2 * len(envelopes.PARTS)


@pytest.mark.parametrize("size", [1, 65_536, 65_537])
def test_a_file_opens_with_its_key_for_this_bid_alone(run: Run, size: int) -> None:
    data = sha256(b"file").digest() * (size // 32 + 1)
    data = data[:size]
    made = run(
        "envelope.js",
        """const file = { name: "a.pdf", mediaType: "application/pdf", bytes: bytes(given) };
        const { ciphertext, entry } = await it.sealFile(file, "T-1", "O-1");
        return { ciphertext: hex(ciphertext), entry };""",
        data.hex(),
    )
    ciphertext, entry = bytes.fromhex(made["ciphertext"]), made["entry"]
    cipher = AESGCM(bytes.fromhex(entry.pop("key")))
    bound = canonical({"bidder": "O-1", "purpose": "file", "tender": "T-1"}).encode()
    plain = cipher.decrypt(bytes(12), ciphertext, bound)
    assert plain[:size] == data
    assert len(plain) % 65_536 == 0
    assert not any(plain[size:])
    assert entry == {
        "name": "a.pdf",
        "media_type": "application/pdf",
        "size": size,
        "sha256": sha256(data).hexdigest(),
        "sealed_size": len(ciphertext),
        "sealed_sha256": sha256(ciphertext).hexdigest(),
    }
    with pytest.raises(InvalidTag):
        cipher.decrypt(bytes(12), ciphertext, bound.replace(b"O-1", b"O-2"))


def test_the_browser_opens_what_the_platform_sealed(run: Run) -> None:
    bids = [sealed(policy(), "O-1"), sealed(policy(), "O-2", price=7_000_000)]
    handed_in = {at: run("envelope.js", SHARES, given(sent(*bids), at))["document"] for at in (0, 2)}
    prices = [opened(policy(), bid, handed_in, f"B-{at}")["price"].rstrip() for at, bid in enumerate(bids)]
    assert prices == [b'{"currency":"CNY","fen":8600050}', b'{"currency":"CNY","fen":7000000}']


def test_it_opens_nothing_before_the_deadline_of_any_version(run: Run) -> None:
    extended = policy(version=2, deadline=DEADLINE + timedelta(days=1))
    for what, now in [
        (sent(sealed(policy())), BEFORE),
        (sent(sealed(policy()), under=(policy(), extended)), AFTER),
        (sent(sealed(policy()), under=(policy(), replace(policy(), deadline=BEFORE))), BEFORE),
    ]:
        assert run("envelope.js", SHARES, given(what, now=now)) == {"refusal": "deadline"}
    assert "document" in run("envelope.js", SHARES, given(sent(sealed(policy())), now=DEADLINE))


def test_a_deadline_that_is_no_time_is_not_past(run: Run) -> None:
    what = sent(sealed(policy()))
    for nonsense in ("", "soon", None):
        what["policies"][0]["deadline"] = nonsense
        assert run("envelope.js", SHARES, given(what)) == {"refusal": "deadline"}


def test_envelopes_of_another_tender_are_not_opened(run: Run) -> None:
    """A hostile platform slips in bids of a tender that is still sealed, among those that are due."""
    still_sealed = policy("T-2", deadline=DEADLINE + timedelta(days=30))
    due, foreign = sealed(policy()), sealed(still_sealed, "O-2")
    moved = replace(foreign, context={**foreign.context, "tender": "T-1", "policy": policy().sha256})
    answer = run("envelope.js", SHARES, given(sent(due, foreign)))
    assert answer["left"] == [{"bid": "B-1", "reason": "elsewhere"}]
    assert set(answer["document"]["shares"]) == {"B-0"}
    with_its_policy = sent(due, foreign, under=(policy(), still_sealed))
    assert run("envelope.js", SHARES, given(with_its_policy)) == {"refusal": "tender"}
    as_its_own = sent(foreign, under=(still_sealed,), tender="T-2")
    assert run("envelope.js", SHARES, given(as_its_own)) == {"refusal": "deadline"}

    answer = run("envelope.js", SHARES, given(sent(due, moved)))
    assert answer["document"]["shares"]["B-1"] == {"nonce": {}, "price": {}, "proposal": {}}


def test_a_policy_with_an_earlier_deadline_is_not_the_one_the_bid_names(run: Run) -> None:
    real = policy(deadline=DEADLINE + timedelta(days=30))
    forged = replace(real, deadline=DEADLINE)
    answer = run("envelope.js", SHARES, given(sent(sealed(real), under=(forged,))))
    assert answer["left"] == [{"bid": "B-0", "reason": "policy"}]
    assert not answer["document"]["shares"]


def test_an_opener_whose_key_was_swapped_sees_it(run: Run) -> None:
    stranger = KEYS[4].public_key().public_bytes_raw().hex()
    swapped = policy(openers=(replace(policy().openers[0], key=stranger), *policy().openers[1:]))
    bid = sealed(swapped)
    assert run("envelope.js", SHARES, given(sent(bid, under=(swapped,)))) == {"refusal": "key"}
    assert run("envelope.js", SHARES, given(sent(bid, under=(policy(), swapped)))) == {"refusal": "key"}
    assert run("envelope.js", SHARES, given(sent(sealed(policy())), key=1)) == {"refusal": "key"}
    assert run("envelope.js", SHARES, given(sent(sealed(policy())), 4)) == {"refusal": "stranger"}


def test_an_opener_who_joined_later_leaves_the_older_bids_to_the_others(run: Run) -> None:
    joined = policy(version=2, openers=(*policy().openers[:2], policy(count=4).openers[3]))
    answer = run("envelope.js", SHARES, given(sent(sealed(policy()), sealed(joined), under=(policy(), joined)), 3))
    assert set(answer["document"]["shares"]) == {"B-1"}
    assert set(answer["document"]["shares"]["B-1"]["price"]) == {"0,2", "1,2"}


@pytest.mark.parametrize("text", ["", "{}", '{"parts":{}}', "[]", "null"])
def test_what_is_no_envelope_is_left_and_the_others_open(run: Run, text: str) -> None:
    what = sent(sealed(policy()))
    what["envelopes"].append({"bid": "B-9", "envelope": text})
    answer = run("envelope.js", SHARES, given(what))
    assert answer["left"] == [{"bid": "B-9", "reason": "unreadable"}]
    assert set(answer["document"]["shares"]) == {"B-0"}
