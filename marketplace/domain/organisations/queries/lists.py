"""Names of many at once."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.organisations.models import Organisation

_O = Organisation.__table__.c


def names(session: Session, refs: Collection[str]) -> list[tuple[str, str, str]]:
    """(reference, Chinese, English) of organisations; for what is public of them anyway."""
    rows = session.execute(select(_O.ref, _O.name, _O.name_en).where(_O.ref.in_(refs)))
    return [(row.ref, row.name, row.name_en) for row in rows]
