"""Openers' keys: what the browser locks Python unlocks and the other way round; codes survive paper, slips do not."""

import json
import unicodedata
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from marketplace.adapters.sealing import key_files
from marketplace.domain.openers.panels import fingerprint
from marketplace.kernel.entropy import SeededEntropy
from marketplace.kernel.errors import Invalid
from tests.static.conftest import Run

PASSPHRASE = "rivière 钥匙 🔑 stone"
DECOMPOSED = unicodedata.normalize("NFD", PASSPHRASE)
"""As some keyboards type it."""
UNLOCK = """const found = await it.unlock(given.document, given.passphrase);
return found.refusal ?? hex(found.privateKey);"""
READ = "const found = await it.readRecoveryCode(given); return found.refusal ?? hex(found.privateKey);"


def test_python_unlocks_what_the_browser_made(run: Run) -> None:
    made = run(
        "keys.js",
        """const { document, privateKey, publicKey } = await it.make(given);
        return { document, private: hex(privateKey), public: hex(publicKey),
          fingerprint: await it.fingerprint(publicKey), code: await it.recoveryCode(privateKey) };""",
        PASSPHRASE,
    )
    private = bytes.fromhex(made["private"])
    assert key_files.unlock(made["document"], DECOMPOSED) == private
    assert made["document"]["public_key"] == made["public"] == key_files.public_key_of(private).hex()
    assert made["fingerprint"] == fingerprint(bytes.fromhex(made["public"]))
    assert made["code"] == key_files.recovery_code(private)
    assert key_files.read_recovery_code(made["code"]) == private
    assert made["private"] not in json.dumps(made["document"])


def test_the_browser_unlocks_what_python_made(run: Run) -> None:
    document, private = key_files.make(PASSPHRASE, SeededEntropy("a key"))
    assert X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw().hex() == document["public_key"]
    assert run("keys.js", UNLOCK, {"document": document, "passphrase": DECOMPOSED}) == private.hex()
    assert run("keys.js", READ, key_files.recovery_code(private)) == private.hex()


@pytest.mark.parametrize(
    ("change", "passphrase", "field", "refusal"),
    [
        ({}, "another passphrase", "passphrase", "passphrase"),
        ({"public_key": "00" * 32}, PASSPHRASE, "passphrase", "passphrase"),
        ({"sealed": "00" * 48}, PASSPHRASE, "passphrase", "passphrase"),
        ({"sealed": "xyz"}, PASSPHRASE, "key_file", "file"),
        ({"format": "opener-key-v2"}, PASSPHRASE, "key_file", "file"),
        ({"iv": "00"}, PASSPHRASE, "key_file", "file"),
        ({"kdf": None}, PASSPHRASE, "key_file", "file"),
        ({"kdf": {"name": "PBKDF2-SHA-256", "rounds": 10**9, "salt": "00" * 16}}, PASSPHRASE, "key_file", "file"),
    ],
)
def test_both_say_what_is_wrong(run: Run, change: dict[str, Any], passphrase: str, field: str, refusal: str) -> None:
    document, _private = key_files.make(PASSPHRASE, SeededEntropy("a key"))
    with pytest.raises(Invalid) as refused:
        key_files.unlock(document | change, passphrase)
    assert set(refused.value.fields) == {field}
    assert run("keys.js", UNLOCK, {"document": document | change, "passphrase": passphrase}) == refusal


def test_what_is_no_key_file(run: Run) -> None:
    for nothing in (None, [], "key", {}):
        assert run("keys.js", UNLOCK, {"document": nothing, "passphrase": PASSPHRASE}) == "file"
    with pytest.raises(Invalid):
        key_files.unlock({}, PASSPHRASE)


def test_a_short_passphrase_locks_nothing(run: Run) -> None:
    least = key_files.SHORTEST_PASSPHRASE
    assert run("keys.js", "return it.SHORTEST_PASSPHRASE;") == least
    short, enough = "🔑" * (least - 1), "🔑" * least
    with pytest.raises(Invalid) as refused:
        key_files.make(short, SeededEntropy("a key"))
    assert set(refused.value.fields) == {"passphrase"}
    assert run("keys.js", "return (await it.lock(new Uint8Array(32).fill(7), given)).refusal;", short) == "short"
    assert run("keys.js", "return (await it.make(given)).refusal ?? null;", enough) is None
    key_files.make(enough, SeededEntropy("a key"))


def test_a_code_survives_paper_and_every_single_slip_is_found(run: Run) -> None:
    entropy = SeededEntropy("codes")
    for _ in range(5):
        private = entropy.token(32)
        code = key_files.recovery_code(private)
        assert [len(group) for group in code.split(" ")] == [4] * 14
        read_aloud = code.lower().replace("o", "0").replace("i", "1").replace("b", "8").replace(" ", "-")
        assert key_files.read_recovery_code(f"\n{read_aloud}\t") == private
        assert run("keys.js", READ, f"\n{read_aloud}\t") == private.hex()

    letters = code.replace(" ", "")
    slips = [letters[:at] + ("A" if letters[at] != "A" else "C") + letters[at + 1 :] for at in range(len(letters))]
    swapped = [letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :] for at in range(len(letters) - 1)]
    wrong = [*slips, *(one for one in swapped if one != letters), letters[:-1], f"{letters}A", "", f"{letters[:-1]}é"]
    for one in wrong:
        with pytest.raises(Invalid) as refused:
            key_files.read_recovery_code(one)
        assert set(refused.value.fields) == {"recovery_code"}
    found = run(
        "keys.js",
        "return Promise.all(given.map(async (code) => (await it.readRecoveryCode(code)).refusal));",
        wrong,
    )
    assert found == ["code"] * len(wrong)
