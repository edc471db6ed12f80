"""How a contract's milestones must add up, and what exactly is signed. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import ZERO, Money

MAX_MILESTONES = 12
"""[own default]"""

MAX_TITLE = 120

ACCEPT_WITHIN = 5
"""Working days to accept or return a deliverable; then it counts as accepted and is marked so [own default]."""


@dataclass(frozen=True, slots=True)
class Part:
    """One milestone as planned."""

    title: str
    amount: Money
    days: int


def check(parts: Sequence[Part], amount: Money, service_days: int) -> None:
    """Raise Invalid unless the parts are within the service time and add up to the awarded price to the fen."""
    found: dict[str, Text] = {}
    if not 1 <= len(parts) <= MAX_MILESTONES:
        found["milestones"] = mark("Plan 1 to %(most)s milestones.", most=MAX_MILESTONES)
    elif any(not part.title.strip() or len(part.title) > MAX_TITLE or part.amount.fen <= 0 for part in parts):
        found["milestones"] = mark("Each milestone needs a title and an amount above zero.")
    elif any(not 1 <= part.days <= service_days for part in parts):
        found["milestones"] = mark(
            "Each milestone falls within the %(days)s working days of the service.", days=service_days
        )
    elif (total := sum((part.amount for part in parts), ZERO)) != amount:
        found["milestones"] = mark(
            "The milestones add up to %(total)s; the awarded price is %(amount)s.",
            total=total,
            amount=amount,
        )
    if found:
        raise Invalid(fields=found)


def terms_hash(terms: Mapping[str, object]) -> str:
    """SHA-256 of the canonical JSON of the terms; a signature is a person, an instant and this hash."""
    written = json.dumps(terms, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
