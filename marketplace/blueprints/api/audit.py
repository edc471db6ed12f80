"""The log as programs read it: keys, checkpoints, proofs. Before a tender's closing nothing tells how many bid."""

import base64
import json
import re
from dataclasses import asdict
from typing import Any

from flask import Response, request

from marketplace.blueprints.web.work import providers, reading
from marketplace.domain.log import queries as log
from marketplace.domain.log import rules
from marketplace.domain.log.models import Checkpoint
from marketplace.domain.log.queries import EnvelopeProof, Inclusion
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import mark

SIZE = re.compile(r"[1-9][0-9]{0,14}")
SHA256 = re.compile(r"[0-9a-f]{64}")


def keys() -> Response:
    """The public keys that this instance signs checkpoints and receipts with, the one in use last."""
    return _json({"algorithm": "Ed25519", "keys": list(providers().signer.keys)})


def checkpoint() -> Response:
    """The latest signed checkpoint, or with ``?size=`` the one over so many entries."""
    found = log.checkpoint(reading(), _size("size") if "size" in request.args else None)
    stamp = log.stamp(reading(), found)
    return _json(
        {
            "checkpoint": found.document,
            "signature": found.signature,
            "stamp": base64.b64encode(stamp.answer).decode() if stamp else None,
        }
    )


def proof() -> Response:
    """``?tender=…&envelope=…``: where an envelope stands. ``?first=…&second=…``: that the log was only appended to."""
    if "first" in request.args or "second" in request.args:
        found = log.consistency(reading(), _size("first"), _size("second"))
        return _json({"first": _head(found.first), "second": _head(found.second), "path": list(found.path)})
    tender, envelope = request.args.get("tender", ""), request.args.get("envelope", "")
    if not SHA256.fullmatch(envelope):
        raise Invalid(fields={"envelope": mark("“envelope” must be a SHA-256: 64 digits from 0 to 9 and a to f.")})
    return _json(_envelope(tender, log.prove(reading(), tender, envelope)))


def _envelope(tender: str, found: EnvelopeProof) -> dict[str, Any]:
    leaf, closed = found.leaf, found.closed
    document: dict[str, Any] = {
        "tender": tender,
        "envelope_sha256": leaf.envelope_sha256,
        "entry": _entry(rules.TREE, leaf.position, found.entry),
        "opening": None,
        "tree": None,
        "closing": None,
    }
    if closed is not None:
        [(kind, value)] = closed.logged(tender).items()
        document["opening"] = rules.opening(leaf.place, leaf.root, leaf.blind)
        document["tree"] = asdict(found.in_tree) if found.in_tree else None
        document["closing"] = {
            "document": closed.document(tender),
            "entry": _entry(kind, value, found.closing_entry),
        }
    return document


def _entry(kind: str, value: str, found: Inclusion | None) -> dict[str, Any] | None:
    """An entry of the platform's log and the way to the head of the latest checkpoint; None while none covers it."""
    return None if found is None else {"kind": kind, "value": value, **asdict(found)}


def _head(found: Checkpoint) -> dict[str, Any]:
    return {"size": found.size, "root": found.root}


def _size(name: str) -> int:
    written = request.args.get(name, "")
    if not SIZE.fullmatch(written):
        raise Invalid(fields={name: mark("“%(name)s” must be a whole number from 1 on.", name=name)})
    return int(written)


def _json(document: dict[str, Any]) -> Response:
    return Response(json.dumps(document, ensure_ascii=False) + "\n", content_type="application/json")
