"""Candidates: the providers whose bids take part, as a document gives them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from marketplace.domain.selection.canonical import shown
from marketplace.domain.selection.fields import read_list, read_object
from marketplace.domain.selection.figures import read_label, read_number, read_reason, read_scaled
from marketplace.domain.selection.texts import SelectionInputError, mark

CANDIDATE_NAMES = ("id", "price", "scores", "credit", "invalid_because", "discount_rate")


@dataclass(frozen=True)
class Candidate:
    """One candidate: ``price`` in minor units, ``scores`` points by criterion, ``credit`` points.

    ``discount_rate`` is the percentage off the ceiling that was quoted instead of a price (下浮率).
    ``invalid_because`` is the written reason why evaluation excluded the bid before the selection, else None.
    """

    id: str
    price: int | None
    scores: Mapping[str, Fraction]
    credit: Fraction | None
    invalid_because: str | None
    discount_rate: Fraction | None = None


def read_candidates(raw: object, places: int) -> tuple[Candidate, ...]:
    """Read a list of candidates and order it by id, so that the order of arrival means nothing.

    Raises ``SelectionInputError`` for wrong kinds, unknown names and an id that stands twice.
    """
    read = [
        _candidate(entry, f"candidates[{index}]", places) for index, entry in enumerate(read_list(raw, "candidates"))
    ]
    read.sort(key=lambda candidate: candidate.id)
    for former, latter in pairwise(read):
        if former.id == latter.id:
            raise SelectionInputError(
                mark("candidates: the id %(id)s stands twice: give each candidate once", id=shown(former.id))
            )
    return tuple(read)


def read_scores(raw: object, label: str) -> Mapping[str, Fraction]:
    """Read points by criterion code."""
    if not isinstance(raw, Mapping):
        raise SelectionInputError(
            mark('%(label)s is %(value)s: write an object {"criterion": "points"}', label=label, value=shown(raw))
        )
    return {
        read_label(code, f"{label}: a criterion"): read_number(points, f"{label}.{code}")
        for code, points in raw.items()
    }


def _candidate(entry: object, label: str, places: int) -> Candidate:
    given = read_object(entry, CANDIDATE_NAMES, label)
    price, scores, credit, invalid, rate = (given.get(name) for name in CANDIDATE_NAMES[1:])
    return Candidate(
        id=read_label(given.get("id"), f"{label}.id"),
        price=None if price is None else read_scaled(price, f"{label}.price", places),
        scores={} if scores is None else read_scores(scores, f"{label}.scores"),
        credit=None if credit is None else read_number(credit, f"{label}.credit"),
        invalid_because=None if invalid is None else read_reason(invalid, f"{label}.invalid_because"),
        discount_rate=None if rate is None else read_number(rate, f"{label}.discount_rate"),
    )
