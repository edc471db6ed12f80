"""Check a receipt, or a kept checkpoint, against what a site's log answers, without trusting the site.

The second of two programs that do this: `marketplace/static/auditing.js` is the other one. It is served bundled into
one file (`bundle.receipt_verifier_source`), with the sources of the tree and of the canonical form.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from marketplace.kernel.canonical import canonical, digest
from marketplace.kernel.merkle import is_consistent, is_included, leaf_hash

USAGE = "usage: python3 verify_receipt.py https://the.site file.json [file.json ...]\n"
TIMEOUT_SECONDS = 30
UNKNOWN = (404, 422)
"""How a site says that its log does not know something: over a signed receipt that alone is a proof against it."""

Ask = Callable[[str], Any]
Steps = Iterator[tuple[str, bool | None]]
"""Each step in words, and whether it agrees; None where the log has nothing to say yet."""


def main(words: list[str]) -> int:
    """Exit 0 when everything that can be checked agrees, 1 when something differs, 2 for bad usage."""
    if len(words) < 2 or not words[0].startswith(("http://", "https://")):  # noqa: PLR2004 - a site and a file
        sys.stderr.write(USAGE)
        return 2
    site = f"{words[0].rstrip('/')}/api/v1/audit/"

    def ask(path: str) -> Any:  # noqa: ANN401 - JSON
        try:
            with urlopen(site + path, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - http and https only, see above
                return json.load(answer)
        except HTTPError as refused:
            if refused.code not in UNKNOWN:
                raise
            return None

    has_failed = False
    for name in words[1:]:
        for step, agrees in checked(json.loads(Path(name).read_text(encoding="utf-8")), ask):
            said = {True: "agrees ", False: "DIFFERS", None: "not yet"}[agrees]
            sys.stdout.write(f"{said}  {name}: {step}\n")
            has_failed |= agrees is False
    sys.stdout.write("NOT VERIFIED\n" if has_failed else "VERIFIED\n")
    return int(has_failed)


def checked(document: Any, ask: Ask) -> Steps:  # noqa: ANN401 - JSON
    """Every step for a checkpoint, a receipt, or a file of receipts."""
    keys = ask("keys")["keys"]
    if "checkpoint" in document:
        yield from _checkpoint(document, keys, ask)
        return
    for each in document.get("envelopes", [document]):
        if "receipt" in each:
            yield from _receipt(each["receipt"], each["signature"], keys, ask)


def _checkpoint(kept: Any, keys: list[str], ask: Ask) -> Steps:  # noqa: ANN401
    document = kept["checkpoint"]
    yield "the key is one that the site publishes", document["key"] in keys
    yield "the signature is over exactly these words", _is_signed(document, kept["signature"])
    yield "the log of today begins with the log of that day", _is_appended(document, ask)


def _receipt(receipt: Any, signature: str, keys: list[str], ask: Ask) -> Steps:  # noqa: ANN401
    yield "the key is one that the site publishes", receipt["key"] in keys
    yield "the signature is over exactly these words", _is_signed(receipt, signature)
    asked = {"tender": receipt["tender"], "envelope": receipt["envelope_sha256"]}
    proof = ask("proof?" + urlencode(asked))
    if proof is None:
        yield "the log knows the envelope", False
        return
    entry, opening, tree, closing = proof["entry"], proof["opening"], proof["tree"], proof["closing"]
    yield (
        "the blinded place of the envelope is in the log",
        entry and (entry["kind"], entry["value"]) == ("tree", receipt["position"]) and _is_logged(entry),
    )
    logged = [one for one in (entry, closing and closing["entry"]) if one]
    yield "the head of the log is signed", all(_is_head(one, keys, ask) for one in logged) if logged else None
    yield (
        "the place that was told after the closing is the one that was promised",
        opening and digest(opening) == receipt["position"],
    )
    ending = closing and closing["document"]
    leaf = leaf_hash(bytes.fromhex(receipt["envelope_sha256"]))
    yield (
        "the envelope is among those that the tender closed with",
        tree
        and (tree["index"], tree["size"], tree["root"]) == (opening["index"], ending["size"], ending["root"])
        and _is_under(leaf, tree),
    )
    yield (
        "what the tender closed with is in the log",
        closing
        and closing["entry"]
        and ending["tender"] == receipt["tender"]
        and (closing["entry"]["kind"], closing["entry"]["value"]) == ("closing", digest(ending))
        and _is_logged(closing["entry"]),
    )


def _is_appended(document: Any, ask: Ask) -> bool:  # noqa: ANN401
    latest = (ask("checkpoint") or {"checkpoint": {"size": 0, "root": ""}})["checkpoint"]
    proof = ask("proof?" + urlencode({"first": document["size"], "second": latest["size"]}))
    if proof is None:
        return False
    path = [bytes.fromhex(node) for node in proof["path"]]
    before, after = bytes.fromhex(document["root"]), bytes.fromhex(latest["root"])
    return is_consistent(document["size"], latest["size"], path, before, after)


def _is_signed(document: Any, signature: str) -> bool:  # noqa: ANN401
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(document["key"]))
        key.verify(bytes.fromhex(signature), canonical(document).encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _is_head(way: Any, keys: list[str], ask: Ask) -> bool:  # noqa: ANN401
    found = ask("checkpoint?" + urlencode({"size": way["size"]}))
    if found is None:
        return False
    document = found["checkpoint"]
    fits = (document["size"], document["root"]) == (way["size"], way["root"])
    return fits and document["key"] in keys and _is_signed(document, found["signature"])


def _is_logged(entry: Any) -> bool:  # noqa: ANN401
    return _is_under(leaf_hash(f"{entry['index']}:{entry['kind']}:{entry['value']}".encode()), entry)


def _is_under(leaf: bytes, way: Any) -> bool:  # noqa: ANN401
    path = [bytes.fromhex(node) for node in way["path"]]
    return is_included(leaf, way["index"], way["size"], path, bytes.fromhex(way["root"]))
