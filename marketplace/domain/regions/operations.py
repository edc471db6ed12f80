"""Filling the table of divisions."""

from collections.abc import Sequence

from sqlalchemy import select

from marketplace import reference
from marketplace.domain.documents.tables import read_csv
from marketplace.domain.regions.models import Region, RegionLevel
from marketplace.kernel.unit_of_work import UnitOfWork


def seed(uow: UnitOfWork) -> Sequence[Region]:
    """Add the divisions the product carries and this instance lacks; returns what was added, parents first."""
    uow.require("platform:operate", None)
    known = set(uow.session.scalars(select(Region.code)))
    levels = list(RegionLevel)
    added = sorted(
        (
            Region(
                code=row.text("code", longest=6),
                name_zh=row.text("name_zh", longest=60),
                name_en=row.text("name_en", longest=100),
                level=row.choice("level", RegionLevel),
                parent=row.text("parent", longest=6, required=False) or None,
            )
            for row in read_csv(reference.content("regions.csv"))
            if row.cells["code"] not in known
        ),
        key=lambda region: (levels.index(region.level), region.code),
    )
    for level in levels:
        uow.session.add_all(region for region in added if region.level is level)
        uow.flush()
    if added:
        uow.record("region:seed", added[0], count=len(added))
    return added
