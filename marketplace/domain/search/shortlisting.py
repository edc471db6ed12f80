"""What a search of providers finds, with the figures that a short-list shows beside each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.awards import track_records as awards
from marketplace.domain.contracts.track_records import TrackRecord, track_records
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.ratings import queries as ratings
from marketplace.domain.ratings.queries import Standing
from marketplace.domain.ratings.rules import SUFFICIENT
from marketplace.domain.search import finding
from marketplace.domain.search.finding import Desk
from marketplace.domain.search.ports import RANKING, Facet, Kind, Order
from marketplace.domain.shortlists.rules import FIRST, Asked, Found, Listed
from marketplace.kernel import canonical
from marketplace.kernel.database import AnyRow
from marketplace.kernel.i18n import Text, mark

HUNDREDTHS = 100
_NAMES = select(Organisation.id, Organisation.ref, Organisation.slug, Organisation.name, Organisation.name_en)

ORDERS = (Order.BEST, Order.RATING)
"""By what a short-list can be ordered."""

NARROWS: Mapping[str, Facet] = {"item": Facet.ITEM, "rating": Facet.RATING, "qualification": Facet.QUALIFICATION}
"""The facets behind the filters that a short-list may have."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a search of providers shows before it is locked."""

    asked: Asked
    """What was asked, as it was understood."""
    found: Found
    names: Mapping[int, AnyRow]
    """(id, ref, slug, name, name_en) of those found, by their key."""
    qualifications: Sequence[str]
    """By which it could be narrowed, the most frequent first."""

    @property
    def digest(self) -> str:
        """Of who was found, in their order: what is locked is what was seen."""
        return canonical.digest([listed.number for listed in self.found.providers])


def search(session: Session, desk: Desk, asked: Asked, now: datetime) -> Sight:
    """What a search finds, with the figures that a short-list shows.

    A filter that no short-list may have narrows nothing here; `shortlists.rules.faults` says why it is refused.
    """
    chosen = {NARROWS[name]: frozenset(values) for name, values in asked.filters.items() if name in NARROWS and values}
    chosen[Facet.ITEM] = frozenset({asked.item_code})
    order = Order(asked.order) if asked.order in ORDERS else Order.BEST
    found = finding.find(
        desk,
        finding.Asked(Kind.PROVIDER, asked.words, chosen, order, limit=FIRST, counted=(Facet.QUALIFICATION,)),
    )
    answer = found.answer
    is_ordered = bool(found.needs) or order is not Order.BEST
    listed = _listed(session, answer.numbers, asked.item_code, order if is_ordered else None, now)
    rows = session.execute(_NAMES.where(Organisation.id.in_(answer.numbers)))
    counts = answer.counts.get(Facet.QUALIFICATION, {})
    return Sight(
        replace(asked, words=found.understood, order=str(order)),
        Found(answer.total, listed, _index(desk), RANKING),
        {row.id: row for row in rows},
        sorted(counts, key=lambda name: (-counts[name], name)),
    )


def _index(desk: Desk) -> str:
    return f"{desk.name} {desk.analysis.version}"


def _listed(
    session: Session, numbers: Sequence[int], item_code: str, order: Order | None, now: datetime
) -> tuple[Listed, ...]:
    """In the order of `numbers`; `order` is None where nothing was asked for that could order them."""
    standings = ratings.standings(session, numbers, now)
    records = track_records(session, numbers)
    won = awards.counts_of(session, numbers)
    prices = next((each.medians for each in awards.prices_by_item(session, numbers) if each.item_code == item_code), {})
    found = []
    for number in numbers:
        standing, record = standings.get(number), records.get(number, TrackRecord())
        has_star = standing is not None and standing.is_sufficient
        median = prices.get(number)
        found.append(
            Listed(
                number,
                _because(order, standing if has_star else None),
                ratings=standing.count if standing else 0,
                star=int(standing.star * HUNDREDTHS) if standing and has_star else None,
                awards=won.get(number, 0),
                price=median.price if median else None,
                delivered=record.delivered,
                on_time=record.on_time if record.delivered >= SUFFICIENT else None,
            )
        )
    return tuple(found)


def _because(order: Order | None, standing: Standing | None) -> Text:
    if order is None:
        return mark("In the order in which providers entered the market; nothing was searched for")
    if order is Order.BEST:
        return mark("By how well name, services and description fit the words")
    if standing is None:
        return mark("Too few ratings for a star: behind those that have one, the earlier entry first")
    return mark(
        "By the public star: %(star)s from %(count)s ratings", star=f"{standing.star:.2f}", count=standing.count
    )
