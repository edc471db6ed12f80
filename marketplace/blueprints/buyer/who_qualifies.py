"""How many providers qualify before and after each requirement, so that a tender cut for one of them is seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.blueprints.web.requirements import words
from marketplace.blueprints.web.work import now, reading
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.holdings import Holdings
from marketplace.domain.tenders import requirements
from marketplace.domain.tenders.requirements import Requirement


@dataclass(frozen=True, slots=True)
class Step:
    """One requirement: providers before and after it."""

    words: str
    before: int
    after: int


def narrowing(item: ServiceItem, conditions: Sequence[Requirement]) -> list[Step]:
    """Counted over the active providers that offer the service, as of today."""
    if not conditions:
        return []
    return [
        Step(words(step.requirement), step.before, step.after)
        for step in requirements.narrowing(conditions, everybody(item))
    ]


def everybody(item: ServiceItem) -> list[Holdings]:
    """What each active provider that offers the service can show today."""
    day = day_of(now())
    return [organisations.holdings(reading(), agency, day) for agency in organisations.offering(reading(), item.code)]
