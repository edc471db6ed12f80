"""The offline sealer: one file, alone on a computer, whose sealed bid any two openers open."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from marketplace.adapters.sealing import threshold
from marketplace.adapters.sealing.bundle import Bundle, Definition, Source, sealer_source
from marketplace.domain.bids import envelopes
from marketplace.domain.openers.panels import KeyHolder, Policy
from marketplace.kernel.canonical import canonical

KEYS = [X25519PrivateKey.from_private_bytes(sha256(bytes([number])).digest()) for number in range(3)]
POLICY = Policy(
    tender="T-1",
    version=1,
    deadline=datetime(2026, 11, 26, 9, tzinfo=UTC),
    needed=2,
    openers=tuple(
        KeyHolder(f"K-{at}", f"开标人 {at}", f"单位 {at}", key.public_key().public_bytes_raw().hex())
        for at, key in enumerate(KEYS)
    ),
    beacon={"source": "none"},
    draw="draw-v1",
)
PROPOSAL = "我们将如期完成。\n“Quotes” and 😀"


def published(policy: Policy) -> dict[str, Any]:
    """What the tender's page offers: every version, the newest last."""
    older = replace(policy, version=0)
    return {"policies": [{"sha256": each.sha256, "policy": each.as_json()} for each in (older, policy)]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bidder's folder: the program, the policy as downloaded and re-indented, a proposal."""
    (tmp_path / "seal_bid.py").write_text(sealer_source(), encoding="utf-8")
    (tmp_path / "policy.json").write_text(json.dumps(published(POLICY), indent=2), encoding="utf-8")
    (tmp_path / "proposal.txt").write_text(f"\ufeff{PROPOSAL}", encoding="utf-8")
    return tmp_path


def sealing(folder: Path, *arguments: str) -> CompletedProcess[str]:
    """Run the program where nothing of this house can be imported."""
    command = [sys.executable, "-I", "seal_bid.py", *arguments]
    return subprocess.run(  # noqa: S603 - our own program
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False, env={"PATH": os.defpath}
    )


def opened(written: bytes, openers: tuple[int, int]) -> dict[str, bytes]:
    bid = envelopes.read(written, POLICY.panel)
    assert bid.written() == written
    assert {key: bid.context[key] for key in ("tender", "bidder", "policy")} == {
        "tender": "T-1",
        "bidder": "O-ABCDEFGH",
        "policy": POLICY.sha256,
    }
    found = {}
    for name, part in bid.parts.items():
        context = bid.context_of(name)
        pads = {at: threshold.pads_of(POLICY.panel, context, part, at, KEYS[at]) for at in openers}
        dek = threshold.combined(POLICY.panel, part, pads)
        assert dek is not None
        assert threshold.is_honest(POLICY.panel, context, part, dek)
        found[name] = threshold.opened(context, part, dek)
    return found


def test_any_two_openers_open_what_was_sealed_at_home(folder: Path) -> None:
    given = ["policy.json", "--bidder", "O-ABCDEFGH", "--price", "¥86,000.50", "--proposal", "proposal.txt"]
    run = sealing(folder, *given, "-o", "bid.sealed.json")
    assert (run.returncode, run.stderr) == (0, "")
    written = (folder / "bid.sealed.json").read_bytes()
    for openers in ((0, 1), (0, 2), (1, 2)):
        found = opened(written, openers)
        assert len(found["nonce"]) == 32
        assert found["price"] == b'{"currency":"CNY","fen":8600050}'.ljust(4096)
        assert found["proposal"] == canonical({"files": [], "text": PROPOSAL}).encode().ljust(4096)
    assert envelopes.hash_of(written) in run.stdout
    assert POLICY.sha256 in run.stdout
    for opener in POLICY.openers:
        assert f"{opener.ref}  {opener.fingerprint}  {opener.name}, {opener.organisation}" in run.stdout


def test_a_bid_without_a_price_or_words(folder: Path) -> None:
    assert sealing(folder, "policy.json", "--bidder", "O-ABCDEFGH", "-o", "one").returncode == 0
    assert sealing(folder, "policy.json", "--bidder", "O-ABCDEFGH", "-o", "other").returncode == 0
    one, other = ((folder / name).read_bytes() for name in ("one", "other"))
    assert opened(one, (0, 1))["price"].rstrip() == b'{"currency":null,"fen":null}'
    assert opened(one, (0, 1))["nonce"] != opened(other, (0, 1))["nonce"]


def test_a_discount_rate_stands_in_the_place_of_a_price(folder: Path) -> None:
    run = sealing(folder, "policy.json", "--bidder", "O-ABCDEFGH", "--rate", "12.5%", "-o", "one")
    assert (run.returncode, run.stderr) == (0, "")
    assert opened((folder / "one").read_bytes(), (0, 1))["price"] == b'{"discount_rate":"12.50"}'.ljust(4096)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["policy.json", "--rate", "100"], "Write a percentage from 0 to 99.99"),
        (["policy.json", "--rate", "5", "--price", "5"], "not allowed with argument"),
        (["nowhere.json"], "nowhere.json: No such file"),
        (["proposal.txt"], "This is not a sealing policy."),
        (["tampered.json"], "This is not a sealing policy."),
        (["one.json"], "This is not a sealing policy."),
        (["policy.json", "--price", "cheap"], "Write the amount in yuan"),
        (["policy.json", "--price", ""], "Write the amount in yuan"),
        (["policy.json", "--price", "0"], "Offer a price above zero"),
        (["policy.json", "--price", "-1"], "Write the amount in yuan"),
        (["policy.json", "--proposal", "long.txt"], "20001 characters"),
        (["policy.json", "--proposal", "latin.txt"], "UTF-8"),
        (["policy.json", "--file", "a.pdf"], "unrecognized arguments"),
    ],
)
def test_bad_usage_is_said_and_seals_nothing(folder: Path, arguments: list[str], said: str) -> None:
    tampered = published(POLICY)
    tampered["policies"][-1]["policy"]["deadline"] = "2026-11-26T08:00:00+00:00"
    (folder / "tampered.json").write_text(json.dumps(tampered), encoding="utf-8")
    (folder / "one.json").write_text(json.dumps(published(replace(POLICY, needed=1))), encoding="utf-8")
    (folder / "long.txt").write_text("长" * 20_001, encoding="utf-8")
    (folder / "latin.txt").write_bytes(b"\xe9")
    run = sealing(folder, *arguments, "--bidder", "O-ABCDEFGH", "-o", "out.json")
    assert run.returncode == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert not (folder / "out.json").exists()


def test_the_file_is_always_the_same_and_needs_nothing_of_this_house() -> None:
    source = sealer_source()
    assert source == sealer_source()
    assert "marketplace." not in source
    assert "hpke" not in source.replace("_hpke", "").replace("HPKE", "")


def test_two_meanings_of_one_name_are_refused() -> None:
    def meaning(text: str) -> Source:
        return Source("", {"a": Definition("a", text, frozenset())}, {})

    both = Bundle({"one": meaning("a = 1"), "same": meaning("a = 1"), "other": meaning("a = 2")})
    both.take("one", "a")
    both.take("same", "a")
    with pytest.raises(ValueError, match="a means one thing in one and another in other"):
        both.take("other", "a")


def test_another_name_for_an_import_is_refused() -> None:
    source = Source("", {}, {"rules": ("marketplace.domain.bids.rules", "MAX_PROPOSAL")})
    with pytest.raises(ValueError, match="under another name"):
        Bundle({"one": source}).take("one", "rules")
