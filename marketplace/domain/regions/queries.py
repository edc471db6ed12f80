"""Reading the divisions."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from marketplace.domain.regions.models import Region
from marketplace.kernel.errors import NotFound

PAGE_SIZE = 50
MAX_PAGE = 100
"""There are some 3,200 divisions down to counties."""
CODE_DIGITS = 6
"""GB/T 2260."""


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


def names(session: Session, places: Collection[str]) -> list[tuple[str, str, str]]:
    """(place, Chinese, English) of places, each a code without the zeros that stand for all of it."""
    codes = {place.ljust(CODE_DIGITS, "0"): place for place in places}
    rows = session.execute(select(Region.code, Region.name_zh, Region.name_en).where(Region.code.in_(codes)))
    return [(codes[row.code], row.name_zh, row.name_en) for row in rows]


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
