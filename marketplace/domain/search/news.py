"""How much of what a search finds is new since a moment."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.awards.models import Award
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.saved_searches.rules import Saved
from marketplace.domain.search import finding
from marketplace.domain.search.documents import decisions
from marketplace.domain.search.finding import Asked, Desk
from marketplace.domain.search.ports import Facet, Kind, Order
from marketplace.domain.tenders.models import Tender

LOOKED_AT = 100
"""The newest hits that are looked at; more of them are "so many or more" [ours]."""

TOLD_OF = frozenset({Kind.TENDER, Kind.PROVIDER, Kind.AWARD, Kind.DECISION})
"""Kinds whose documents come at a time, providers when they enter the market; services are there or not."""

_CAME_AT = {
    Kind.TENDER: (Tender.id, Tender.published_at),
    Kind.PROVIDER: (Organisation.id, Organisation.decided_at),
    Kind.AWARD: (Award.id, Award.announced_at),
}


def new_since(session: Session, desk: Desk, saved: Saved, since: datetime) -> int | None:
    """How many of the `LOOKED_AT` newest hits are newer; None for a kind in which nothing comes at a time."""
    kind = Kind(saved.kind)
    if kind not in TOLD_OF:
        return None
    chosen = {Facet(name): frozenset(values) for name, values in saved.chosen.items()}
    asked = Asked(kind, saved.words, chosen, Order.NEWEST, limit=LOOKED_AT)
    return _newer(session, kind, finding.find(desk, asked).answer.numbers, since)


def _newer(session: Session, kind: Kind, numbers: Sequence[int], since: datetime) -> int:
    if kind is Kind.DECISION:
        return sum(line.at > since for line in decisions.these(session, numbers))
    key, at = _CAME_AT[kind]
    return session.scalar(select(func.count(key)).where(key.in_(numbers), at > since)) or 0
