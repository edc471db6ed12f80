"""How a selection came out, read from the published evidence and put beside the bids the reader may know."""

from dataclasses import dataclass
from typing import Any

from marketplace.blueprints.public.dossier import Dossier
from marketplace.blueprints.public.listing import provider_path
from marketplace.blueprints.web.filters import money, translate
from marketplace.blueprints.web.words import called_by_name, in_language, state_label, state_tone
from marketplace.domain.awards.rules import price_of
from marketplace.domain.bids.queries import OpenedBid
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.tenders.notice import is_scored
from marketplace.kernel.i18n import from_json
from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Line:
    """One bid: its place and score where there is a selection, and every reason in the reader's language."""

    ref: str
    provider: str
    provider_href: str
    price: str
    rate: str
    """The discount rate that the price follows from, in percent; empty where an amount was offered."""
    rank: int | None
    score: str
    is_winner: bool
    label: str
    tone: str
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The table of bids and what the method computed; `failed` is the reason when nobody could be selected."""

    lines: list[Line]
    arithmetic: list[str]
    failed: str
    version: str
    seed: str
    digest: str


def of(facts: Dossier) -> Outcome | None:
    """The outcome, or the bids alone while only the department may know them; None when there is nothing to show."""
    fixed = facts.tender.ceiling if facts.price_is_fixed else None
    known = {one.bid.ref: one for one in facts.bids}
    if facts.selection is None:
        lines = [_line(ref, one, one.bid.price or fixed) for ref, one in known.items()]
        return Outcome(lines, [], "", "", "", "") if lines else None
    evidence = facts.selection.evidence
    result = evidence["result"]
    winner = result["winner"]
    ranking = result["ranking"]
    if not is_scored(facts.tender.method):  # where the price decides, the price is the score
        ranking = [{**place, "score": None} for place in ranking]
    price = {ref: Money.parse(said) if (said := price_of(evidence, ref)) else None for ref in known}
    lines = [_line(place["id"], known.get(place["id"]), price.get(place["id"]), place, winner) for place in ranking]
    lines += [
        _line(out["id"], known.get(out["id"]), price.get(out["id"]), {"reasons": [out["reason"]]})
        for out in result["excluded"]
    ]
    names = {ref: in_language(one.tenderer.name, one.tenderer.name_en) for ref, one in known.items()}
    names |= {criterion["code"]: criterion["label"] for criterion in facts.tender.criteria}
    shown = {line.ref for line in lines}
    lines += [_line(ref, one, price[ref]) for ref, one in known.items() if ref not in shown]
    return Outcome(
        lines=lines,
        arithmetic=[translate(called_by_name(line, names)) for line in result["arithmetic"]],
        failed=translate(from_json(result["failed"])) if result["failed"] else "",
        version=evidence["method"]["version"],
        seed=evidence["seed"],
        digest=facts.selection.digest,
    )


def method_summary(code: str) -> str:
    """How the method works, in a sentence."""
    return translate(from_json(dict(METHODS[code].summary))) if code in METHODS else ""


def _line(
    ref: str,
    opened: OpenedBid | None,
    price: Money | None,
    place: dict[str, Any] | None = None,
    winner: str | None = None,
) -> Line:
    found = place or {}
    is_winner = ref == winner
    reasons = [translate(from_json(reason)) for reason in found.get("reasons", [])]
    if opened is None:
        return Line(ref, "", "", "", "", found.get("rank"), found.get("score") or "", is_winner, "", "neutral", reasons)
    bid, tenderer = opened.bid, opened.tenderer
    if not reasons and bid.excluded_because is not None:
        reasons = [translate(from_json(bid.excluded_because))]
    return Line(
        ref=ref,
        provider=in_language(tenderer.name, tenderer.name_en),
        provider_href=provider_path(tenderer.id, tenderer.slug),
        price=money(price),
        rate="" if bid.rate is None else str(bid.rate),
        rank=found.get("rank"),
        score=found.get("score") or "",
        is_winner=is_winner,
        label=state_label(bid.state),
        tone=state_tone(bid.state),
        reasons=reasons,
    )
