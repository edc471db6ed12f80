"""Reading the divisions."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from marketplace.domain.regions.models import Region, RegionLevel
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import NotFound

PAGE_SIZE = 50
MAX_PAGE = 100
"""There are some 3,200 divisions down to counties."""


def by_code(session: Session, code: str) -> Region:
    """One division; raises NotFound."""
    region = session.get(Region, code)
    if region is None:
        raise NotFound
    return region


def everywhere(session: Session) -> Sequence[Region]:
    """All divisions by code, so each stands before what lies in it."""
    return session.scalars(select(Region).order_by(Region.code)).all()


def path(session: Session, code: str) -> list[Region]:
    """A division and all above it, province first; templates join the names. Raises NotFound."""
    found = [by_code(session, code)]
    while found[0].parent is not None:
        found.insert(0, by_code(session, found[0].parent))
    return found


def provinces_and_prefectures(session: Session) -> Sequence[AnyRow]:
    """(code, name_zh, name_en, level) of the two upper levels, each province before its prefectures."""
    return session.execute(
        select(Region.code, Region.name_zh, Region.name_en, Region.level)
        .where(Region.level != RegionLevel.COUNTY)
        .order_by(Region.code),
    ).all()


def listing(session: Session, q: str, page: int) -> tuple[Sequence[Region], int]:
    """One page of divisions by code, those whose code or name holds `q`, and how many there are."""
    wanted = []
    if part := q.strip().replace("\0", ""):
        columns = (Region.code, Region.name_zh, Region.name_en)
        wanted.append(or_(*(column.icontains(part, autoescape=True) for column in columns)))
    total = session.scalar(select(func.count(Region.code)).where(*wanted)) or 0
    found = session.scalars(
        select(Region).where(*wanted).order_by(Region.code).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    ).all()
    return found, total
