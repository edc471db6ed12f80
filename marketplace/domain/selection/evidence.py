"""Evidence: one document from which anybody can compute a selection again, and the computing again.

The platform publishes the document and its digest; ``replay`` recomputes everything in it from its inputs alone.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import TypedDict

from marketplace.domain.selection.candidates import CANDIDATE_NAMES, read_candidates
from marketplace.domain.selection.canonical import canonical, digest, shown
from marketplace.domain.selection.core import decide, find
from marketplace.domain.selection.draw import DRAW_RULE, NO_NONCE, bidders_hash, drand_value, draw_seed, nonces_hash
from marketplace.domain.selection.fields import read_list, read_object
from marketplace.domain.selection.figures import CURRENCIES, read_label
from marketplace.domain.selection.texts import SelectionInputError, mark

SCHEMA = "selection-evidence-v1"
NO_BEACON = {"source": "none", "value": ""}
"""No public beacon: the draw rests on the nonces inside the sealed bids."""
DRAND = "drand-quicknet"
"""The quicknet chain of drand's League of Entropy; evidence that names it also holds the round and its signature."""
DRAND_NAMES = ("source", "round", "signature", "value")
ABSENT = "(absent)"
"""Stands in a difference for what is not there."""
INPUT_NAMES = ("tender", "lot", "method", "settings", "candidates", "beacon", "journal")
DRAW_NAMES = ("rule", "beacon", "bidders_hash", "nonces_hash", "unopened_nonces")
EVIDENCE_NAMES = (
    "schema",
    "tender",
    "lot",
    "method",
    "settings",
    "candidates",
    "draw",
    "seed",
    "journal",
    "result",
    "digest",
)

_NONCE = re.compile(r"[0-9a-f]{64}")
_BEACON = re.compile(r"(?:[0-9a-f]{2}){0,512}")


class Difference(TypedDict):
    """One place where a record and its recomputation part: where, what stands there, what should (null = nothing)."""

    path: str
    recorded: object
    recomputed: object


def make_evidence(inputs: object) -> dict[str, object]:
    """Compute a selection and write down everything that went into it and came out.

    ``inputs``: ``{"tender": ref, "lot": id, "method": code, "settings": {…}, "candidates": […], "beacon"?: {"source",
    "value": hex}, "journal"?: […]}``. The beacon ``DRAND`` also brings ``round`` and ``signature``; signature and value
    are empty where the round could not be had, and the draw then rests on the nonces alone. The candidates are *all*
    bidders of the closed list, those that evaluation found invalid with ``invalid_because``; each also carries
    ``nonce``, 64 hexadecimal digits, or null where nobody could open it (it then counts as zeros and its bidder is
    named). Figures are decimal strings.

    Answers ``{"schema", "tender", "lot", "method": {"code", "version"}, "settings", "candidates", "draw": {"rule",
    "beacon", "bidders_hash", "nonces_hash", "unopened_nonces"}, "seed", "journal", "result", "digest"}``; ``result`` is
    ``Result.document()`` and ``digest`` the SHA-256 of the canonical bytes of all the rest.
    Raises ``SelectionInputError``, also when the settings lack what a notice must publish.
    """
    canonical(inputs)
    given = read_object(inputs, INPUT_NAMES, "inputs")
    method = find(given.get("method"))
    tender, lot = (read_label(given.get(name), name) for name in ("tender", "lot"))
    settings = given.get("settings")
    places = CURRENCIES[method.read_settings(settings, notice=True).label("currency")]
    candidates, given_nonces = _bidders(given.get("candidates"), places)
    nonces = {id_: NO_NONCE if nonce is None else nonce for id_, nonce in given_nonces.items()}
    beacon, value = _beacon(given.get("beacon", NO_BEACON))
    seed = draw_seed(tender, lot, nonces, value)
    journal = list(read_list(given.get("journal", []), "journal"))
    document: dict[str, object] = {
        "schema": SCHEMA,
        "tender": tender,
        "lot": lot,
        "method": {"code": method.code, "version": method.version},
        "settings": settings,
        "candidates": [
            candidate | {"nonce": None if nonce is None else nonce.hex()}
            for candidate, nonce in zip(candidates, given_nonces.values(), strict=True)
        ],
        "draw": {
            "rule": DRAW_RULE,
            "beacon": beacon,
            "bidders_hash": bidders_hash(nonces).hex(),
            "nonces_hash": nonces_hash(nonces).hex(),
            "unopened_nonces": [id_ for id_, nonce in given_nonces.items() if nonce is None],
        },
        "seed": seed.hex(),
        "journal": journal,
        "result": decide(method, settings, candidates, seed.hex(), journal).document(),
    }
    return document | {"digest": digest(document)}


def replay(evidence: object) -> list[Difference]:
    """Recompute evidence from its inputs alone and compare every value; an empty list says that all agree.

    Never raises for what the document holds: what cannot be recomputed is itself a difference, at the path "".
    """
    try:
        canonical(evidence)
        given = read_object(evidence, EVIDENCE_NAMES, "evidence")
        method = read_object(given.get("method"), ("code", "version"), "evidence.method")
        draw = read_object(given.get("draw"), DRAW_NAMES, "evidence.draw")
        inputs = {name: given.get(name) for name in INPUT_NAMES}
        again = make_evidence(inputs | {"method": method.get("code"), "beacon": draw.get("beacon")})
    except SelectionInputError as error:
        return [{"path": "", "recorded": "evidence", "recomputed": f"cannot be recomputed: {error}"}]
    return list(_differences("", given, again))


def _bidders(raw: object, places: int) -> tuple[list[dict[str, object]], dict[str, bytes | None]]:
    entries = [
        read_object(entry, (*CANDIDATE_NAMES, "nonce"), f"candidates[{index}]")
        for index, entry in enumerate(read_list(raw, "candidates"))
    ]
    plain = [{name: value for name, value in entry.items() if name != "nonce"} for entry in entries]
    ordered = [candidate.id for candidate in read_candidates(plain, places)]
    candidates = sorted(plain, key=lambda candidate: str(candidate["id"]))
    by_id = {entry["id"]: entry.get("nonce") for entry in entries}
    return candidates, {id_: _nonce(by_id[id_], id_) for id_ in ordered}


def _nonce(raw: object, id_: str) -> bytes | None:
    if raw is None:
        return None
    if not isinstance(raw, str) or not _NONCE.fullmatch(raw):
        raise SelectionInputError(
            mark(
                "candidates: the nonce of %(id)s is %(value)s: write 64 small hexadecimal digits, or null if unopened",
                id=id_,
                value=shown(raw),
            )
        )
    return bytes.fromhex(raw)


def _beacon(raw: object) -> tuple[dict[str, object], bytes]:
    is_drand = isinstance(raw, Mapping) and raw.get("source") == DRAND
    given = read_object(raw, DRAND_NAMES if is_drand else tuple(NO_BEACON), "beacon")
    value = _digits(given.get("value"), "value")
    beacon: dict[str, object] = {"source": read_label(given.get("source"), "beacon.source"), "value": value.hex()}
    if not is_drand:
        return beacon, value
    number, signature = given.get("round"), _digits(given.get("signature"), "signature")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise SelectionInputError(mark("beacon.round is %(value)s: write a whole number from 1", value=shown(number)))
    if value != (drand_value(signature) if signature else b""):
        raise SelectionInputError(mark("beacon.value is not the SHA-256 of beacon.signature"))
    return beacon | {"round": number, "signature": signature.hex()}, value


def _digits(raw: object, name: str) -> bytes:
    if not isinstance(raw, str) or not _BEACON.fullmatch(raw):
        raise SelectionInputError(
            mark("beacon.%(name)s is %(value)s: write pairs of small hexadecimal digits", name=name, value=shown(raw))
        )
    return bytes.fromhex(raw)


def _differences(path: str, recorded: object, recomputed: object) -> Iterator[Difference]:
    if isinstance(recorded, Mapping) and isinstance(recomputed, Mapping):
        for name in sorted(recorded.keys() | recomputed.keys()):
            yield from _differences(
                f"{path}.{name}".lstrip("."), recorded.get(name, ABSENT), recomputed.get(name, ABSENT)
            )
    elif isinstance(recorded, list) and isinstance(recomputed, list):
        for index, (there, here) in enumerate(zip_longest(recorded, recomputed, fillvalue=ABSENT)):
            yield from _differences(f"{path}[{index}]", there, here)
    elif canonical(recorded) != canonical(recomputed):
        yield {"path": path, "recorded": recorded, "recomputed": recomputed}
