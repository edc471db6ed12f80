"""Counting the public figures anew from the ratings, and keeping them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.contracts.models import Contract
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.ratings import circles, star
from marketplace.domain.ratings.models import ProviderStanding, Rating, RatingMean
from marketplace.domain.ratings.rules import HUNDREDTH, PRIOR_MEAN, PRIOR_UNTIL, WEIGHTS, Stars
from marketplace.domain.ratings.star import Counted, Figures
from marketplace.kernel.database import AnyRow

CIRCLE = 0
"""The voice of all who are in a circle with a provider; organisations count from one."""

OF_A_PROVIDER = Rating.by_supplier.is_(False)
WEIGHS = OF_A_PROVIDER & Rating.is_affiliated.is_(False)
"""What those say of each other who belong together is read, and weighs nothing [ours]."""

_COUNTED = select(
    Rating.supplier_id, Rating.buyer_id, Rating.at, Rating.contract_amount, *(getattr(Rating, name) for name in WEIGHTS)
).order_by(Rating.id)


def figures(session: Session, supplier_ids: Collection[int], now: datetime, prior: Decimal) -> dict[int, Figures]:
    """``{organisation id: what its ratings come to at `now`}``; whoever was never rated has the assumed mean."""
    rows: dict[int, list[AnyRow]] = defaultdict(list)
    for row in session.execute(_COUNTED.where(Rating.supplier_id.in_(supplier_ids), WEIGHS, Rating.shown_at <= now)):
        rows[row.supplier_id].append(row)
    authors = {key: {row.buyer_id for row in those} for key, those in rows.items()}
    circular = circles.voices(session, authors, now)
    return {
        key: star.figures([_counted(row, circular.get(key, set())) for row in rows[key]], now, prior)
        for key in supplier_ids
    }


def _counted(row: AnyRow, circle: Collection[int]) -> Counted:
    given = Stars(**{name: getattr(row, name) for name in WEIGHTS})
    return Counted(given, row.at, row.contract_amount, CIRCLE if row.buyer_id in circle else row.buyer_id)


def prior(session: Session) -> Decimal:
    """The mean that is assumed of everybody, as it was counted last."""
    latest = latest_mean(session)
    return PRIOR_MEAN if latest is None or latest.count < PRIOR_UNTIL else latest.mean


def latest_mean(session: Session) -> RatingMean | None:
    """The platform's mean as it was counted last."""
    return session.scalars(select(RatingMean).order_by(RatingMean.counted_at.desc()).limit(1)).first()


def platform_mean(session: Session, now: datetime) -> tuple[Decimal, int]:
    """The plain mean of all ratings that weigh something, and how many there are."""
    number, mean = session.execute(
        select(func.count(Rating.id), func.avg(Rating.score)).where(WEIGHS, Rating.shown_at <= now)
    ).one()
    return (Decimal(mean).quantize(HUNDREDTH, ROUND_HALF_UP) if number else PRIOR_MEAN), number


def keep(session: Session, supplier_ids: Collection[int], now: datetime) -> Sequence[str]:
    """Write the figures of these providers down; gives the references of those whose public figures moved."""
    known = {
        row.organisation_id: row
        for row in session.scalars(select(ProviderStanding).where(ProviderStanding.organisation_id.in_(supplier_ids)))
    }
    moved = []
    for key, counted in figures(session, supplier_ids, now, prior(session)).items():
        columns = asdict(counted)
        row = known.get(key)
        if row is None:
            session.add(ProviderStanding(organisation_id=key, counted_at=now, **columns))
        else:
            has_moved = differs(row, columns)
            for name, value in {**columns, "counted_at": now}.items():
                setattr(row, name, value)
            if not has_moved:
                continue
        moved.append(key)
    return session.scalars(select(Organisation.ref).where(Organisation.id.in_(moved)).order_by(Organisation.id)).all()


def differs(row: ProviderStanding, columns: Mapping[str, Any]) -> bool:
    """Whether a kept row says something else than these columns."""
    return any(getattr(row, name) != value for name, value in columns.items())


def batch(session: Session, after: int, size: int) -> Sequence[int]:
    """The next providers by their key that have contracts, and so may have figures."""
    return session.scalars(
        select(Contract.supplier_id)
        .where(Contract.supplier_id > after)
        .distinct()
        .order_by(Contract.supplier_id)
        .limit(size)
    ).all()
