"""The published evidence of a selection, its recomputation on this server, and the program to do it at home."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Response, render_template, request

from marketplace.blueprints.public import rows
from marketplace.blueprints.web.language import language
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.work import reading
from marketplace.domain.awards import queries as awards
from marketplace.domain.awards.models import Selection
from marketplace.domain.selection.bundle import verifier_source
from marketplace.domain.selection.canonical import canonical
from marketplace.domain.selection.evidence import Difference, replay
from marketplace.domain.tenders import queries as tenders
from marketplace.domain.tenders.beacons import CHAIN
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import ANYONE

CACHED = "public, max-age=3600"
"""Evidence never changes once it is published, and the verifier only with the software."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One value as it stands in the record and as it was computed again."""

    what: str
    recorded: str
    recomputed: str

    @property
    def agrees(self) -> bool:
        """Whether both are the same."""
        return self.recorded == self.recomputed


@dataclass(frozen=True, slots=True)
class DrawLine:
    """A line that the reader's browser computes: `name` is known to ``verifying.js``, `bids` is what it is about."""

    name: str
    label: str
    bids: tuple[str, ...] = ()


def evidence(ref: str) -> Response:
    """The document from which anybody computes the selection again: canonical JSON, byte for byte what was digested."""
    _tender, selection = _published(ref)
    return download(canonical(selection.evidence), "application/json", f"selection-{ref}.json")


def verify(ref: str) -> str:
    """Recompute the selection now, from the evidence alone, and show every value beside the record."""
    tender, selection = _published(ref)
    differences = replay(selection.evidence)
    return render_template(
        "public/tenders/verify.html",
        tender=tender,
        comparisons=compare(selection, differences),
        differences=differences,
        beacon_chain=CHAIN,
        draw_lines=draw_lines(selection.evidence),
        evidence=selection.evidence,
        method=rows.method_labels(language()).get(tender.method, tender.method),
    )


def verifier() -> Response:
    """``verify_selection.py``: the selection package joined into one file that needs nothing but Python."""
    return download(_verifier(), "text/x-python; charset=utf-8", "verify_selection.py")


def compare(selection: Selection, differences: list[Difference]) -> list[Comparison]:
    """The values a reader looks for, each with its recomputation; other differences are listed apart."""
    document = selection.evidence
    result = document["result"]
    changed = {difference["path"]: difference["recomputed"] for difference in differences}
    found = [
        ("draw.bidders_hash", _("Fingerprint of the list of bids"), document["draw"]["bidders_hash"]),
        ("draw.nonces_hash", _("Fingerprint of the secret numbers in the bids"), document["draw"]["nonces_hash"]),
        ("seed", _("Seed of the draw"), document["seed"]),
        ("result.winner", _("Selected bid"), result["winner"]),
    ]
    for place, standing in enumerate(result["ranking"]):
        path = f"result.ranking[{place}]"
        found += [
            (f"{path}.id", _("Place %(rank)s: bid", rank=standing["rank"]), standing["id"]),
            (f"{path}.score", _("Place %(rank)s: score", rank=standing["rank"]), standing["score"]),
        ]
    found += [
        (f"result.excluded[{place}].id", _("Excluded bid"), out["id"]) for place, out in enumerate(result["excluded"])
    ]
    found.append(("digest", _("Digest of the evidence (SHA-256)"), document["digest"]))
    unreadable = changed.get("")
    compared = [
        Comparison(label, _shown(value), _shown(unreadable or changed.get(path, value))) for path, label, value in found
    ]
    return [*compared, Comparison(_("Digest noted when the selection was made"), selection.digest, document["digest"])]


def draw_lines(document: Mapping[str, Any]) -> list[DrawLine]:
    """What a draw is made of, from the list of bids to the order of those that were equal."""
    lines = [
        DrawLine("bidders", _("Fingerprint of the list of bids")),
        DrawLine("nonces", _("Fingerprint of the secret numbers in the bids")),
    ]
    if "round" in document["draw"]["beacon"]:
        lines.append(DrawLine("beacon", _("Value of the public beacon, from its signature")))
    lines.append(DrawLine("seed", _("Seed of the draw")))
    for equals in _equals(document["result"]["ranking"]):
        lines += [DrawLine("ticket", _("Ticket of bid %(ref)s", ref=bid), (bid,)) for bid in equals]
        lines.append(DrawLine("order", _("Order of the equal bids, lowest ticket first"), equals))
    return [*lines, DrawLine("digest", _("Digest of the evidence (SHA-256)"))]


def _equals(ranking: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    """The bids of each group that a lot parted, in the order of the ranking."""
    group: list[str] = []
    for standing in ranking:
        lot = next((reason["params"] for reason in standing["reasons"] if "ticket" in reason["params"]), None)
        if lot is not None:
            group.append(standing["id"])
            if len(group) == lot["count"]:
                yield tuple(group)
                group = []


def _shown(value: Any) -> str:  # noqa: ANN401 - any value of the evidence
    return "–" if value is None else str(value)


def _published(ref: str) -> tuple[Tender, Selection]:
    return tenders.see(reading(), ANYONE, ref), awards.evidence_of(reading(), ref)


@cache
def _verifier() -> bytes:
    return verifier_source().encode()


def download(content: bytes, media_type: str, name: str) -> Response:
    """A file that everybody may keep for an hour."""
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = CACHED
    response.set_etag(hashlib.sha256(content).hexdigest())
    response.make_conditional(request)
    return response
