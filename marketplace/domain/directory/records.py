"""Gathering what a record says, for many agencies at once; the same facts always give the same value."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.awards import track_records as awards
from marketplace.domain.awards.track_records import Outcome
from marketplace.domain.contracts import track_records as contracts
from marketplace.domain.contracts.track_records import TrackRecord
from marketplace.domain.directory import market_facts, own_facts, rules
from marketplace.domain.directory.shapes import Json, columns
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.domain.ratings import queries as ratings
from marketplace.domain.ratings.models import ProviderStanding

RULINGS_SHOWN = 10
"""Decisions on complaints that a record names; all of them are counted [ours]."""
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Record:
    """What `ProviderRecord` stores of one agency; days and instants are ISO texts, money is in fen.

    `record` is what a comparison shows: ``services`` and ``certificates`` (lists), ``figures`` (`Outcome` and
    `TrackRecord` in one), ``prices`` (its medians by item), ``rating`` (count, star, means by dimension, how many were
    said, interval and distribution), ``upheld_at`` (when each complaint found right was published), ``unfounded`` (how
    many were not), ``disputes`` (decided ones by state). `details` is what its page shows besides: ``texts`` (by
    service), ``commitments``, the latest ``ratings``, the yearly ``grades``, ``wins``, ``rulings``.
    """

    star: int
    ratings: int
    awards: int
    line: list[Any]
    record: Json
    details: Json


def gather(session: Session, ids: Collection[int], now: datetime) -> Mapping[int, Record]:
    """``{organisation id: record}`` of those that are agencies, in a fixed number of queries."""
    agencies = session.scalars(
        select(Organisation.id).where(Organisation.id.in_(ids), Organisation.kind == OrganisationKind.AGENCY)
    ).all()
    certificates, services = own_facts.certificates(session, agencies), own_facts.services(session, agencies)
    commitments, disputes = own_facts.commitments(session, agencies), own_facts.disputes(session, agencies)
    texts = own_facts.texts(session, agencies)
    outcomes, served = awards.outcomes(session, agencies), contracts.track_records(session, agencies)
    prices, wins, rulings = (
        market_facts.prices(session, agencies),
        market_facts.wins(session, agencies),
        market_facts.rulings(session, agencies),
    )
    standings = ratings.standings(session, agencies, now)
    said, numbers = market_facts.ratings(session, agencies, now), market_facts.rating_numbers(session, agencies, now)
    grades = market_facts.grades(session, agencies)
    found = {}
    for one in agencies:
        outcome, standing = outcomes.get(one, Outcome()), standings.get(one)
        has_star = standing is not None and standing.is_sufficient
        found[one] = Record(
            star=int(standing.star * HUNDREDTHS) if standing and has_star else 0,
            ratings=standing.count if standing else 0,
            awards=outcome.won,
            line=[_line(service, certificates[one]) for service in services[one]],
            record={
                "services": services[one],
                "certificates": certificates[one],
                "figures": columns(outcome) | columns(served.get(one, TrackRecord())),
                "prices": prices[one],
                "rating": _rating(standing, numbers.get(one, 0)),
                "upheld_at": [ruling["at"] for ruling in rulings[one] if ruling["is_founded"]],
                "unfounded": sum(not ruling["is_founded"] for ruling in rulings[one]),
                "disputes": disputes[one],
            },
            details={
                "texts": texts[one],
                "commitments": commitments[one],
                "ratings": said[one],
                "grades": grades[one],
                "wins": wins[one],
                "rulings": rulings[one][:RULINGS_SHOWN],
            },
        )
    return found


def _rating(standing: ProviderStanding | None, said: int) -> Json:
    """Below the sufficient number only the counts."""
    has_star = standing is not None and standing.is_sufficient
    return {
        "count": standing.count if standing else 0,
        "said": said,
        "distribution": standing.distribution if standing else [],
        "star": str(standing.star) if standing and has_star else "",
        "between": [str(standing.low), str(standing.high)] if standing and has_star else [],
        "means": {name: f"{mean:.1f}" for name, mean in standing.means.items()} if standing and has_star else {},
    }


def _line(service: Json, certificates: Sequence[Json]) -> list[Any]:
    spans = rules.spans_of(certificates, service["needs_zh"]) if service["needs_zh"] else None
    return [service["zh"], service["en"], spans]
