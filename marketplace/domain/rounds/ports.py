"""What rounds need from a later stage: credit, where a method ranks by it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from sqlalchemy.orm import Session


class Credit(Protocol):
    """Credit points of agencies, from 0 to 100, by their keys.

    They rest on nothing bound to a region or to ownership (招标投标领域公平竞争审查规则 2024 Art 9).
    """

    def __call__(self, session: Session, agency_ids: Collection[int], now: datetime, /) -> Mapping[int, Decimal]:
        """Points of those of whom something is known; the others have `rules.NEUTRAL_CREDIT`."""


def nothing_known(_session: Session, _agency_ids: Collection[int], _now: datetime) -> Mapping[int, Decimal]:
    """Everybody alike."""
    return {}
