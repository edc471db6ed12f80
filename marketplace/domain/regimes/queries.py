"""Which figures hold where and when."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from marketplace.domain.regimes.models import RegimeEntry
from marketplace.domain.regimes.rules import DEFAULT_TABLE, Table
from marketplace.domain.regions import queries as regions
from marketplace.domain.regions.models import Region


def in_force(session: Session, region_code: str, day: date) -> Table:
    """The figures of every regime in a region on a day: the nearest region's, of the latest year, entered last.

    Where neither the region nor what it lies in has an entry, or there is no such region, the named default.
    """
    known = session.get(Region, region_code) is not None
    path = [region.code for region in reversed(regions.path(session, region_code))] if known else []
    nearest = {code: rank for rank, code in enumerate([*path, None])}
    found = session.scalars(
        select(RegimeEntry).where(
            RegimeEntry.year <= day.year, or_(RegimeEntry.region_code.is_(None), RegimeEntry.region_code.in_(path))
        )
    ).all()
    table = dict(DEFAULT_TABLE)
    for entry in sorted(found, key=lambda each: (-nearest[each.region_code], each.year, each.id)):
        table[entry.regime] = entry.figures
    return table


def entries(session: Session) -> Sequence[RegimeEntry]:
    """Every entry, the newest first."""
    return session.scalars(select(RegimeEntry).order_by(RegimeEntry.id.desc())).all()
