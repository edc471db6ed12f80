"""The public directory: whole pages of it and chosen rows, each with what its record says."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from marketplace.domain.directory import records, rules
from marketplace.domain.directory.models import ProviderRecord
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.queries import PROVIDERS_PER_PAGE
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.kernel.database import AnyRow
from marketplace.kernel.paging import Place, Walk

_O, _R = Organisation.__table__.c, ProviderRecord.__table__.c
_LISTED = (_O.kind == OrganisationKind.AGENCY) & (_O.state == OrganisationState.ACTIVE)
_LINE = (
    select(_O.id, _O.ref, _O.slug, _O.name, _O.name_en, _R.version, _R.star, _R.ratings, _R.line)
    .outerjoin_from(Organisation.__table__, ProviderRecord.__table__, _R.organisation_id == _O.id)
    .where(_LISTED)
)
_BY_NAME = Walk(_LINE, _LISTED, (_O.slug,), PROVIDERS_PER_PAGE)
_THESE = _LINE.where(_O.id.in_(bindparam("numbers", expanding=True)))
"""Statements are built once: the directory is among the pages most read."""


class Said(NamedTuple):
    """What a line of the directory says beside the name: `services` are those that count that day, by code."""

    services: Sequence[tuple[str, str]]
    star: int
    """In hundredths; 0 while there are too few ratings."""
    ratings: int


def by_name(session: Session, place: Place, count: Callable[[], int]) -> Sequence[AnyRow]:
    """One page of all active agencies by name; `count` as for `Walk`.

    (id, ref, slug, name, name_en, version, star, ratings, line), the last four for `said_of`.
    """
    return _BY_NAME.read(session, place, count)


def these(session: Session, numbers: Sequence[int]) -> list[AnyRow]:
    """As `by_name`, the agencies with these numbers, in this order; those not active are left out."""
    rows = {row.id: row for row in session.execute(_THESE, {"numbers": list(numbers)})}
    return [rows[number] for number in numbers if number in rows]


def said_of(session: Session, rows: Sequence[AnyRow], on: date, now: datetime) -> list[Said]:
    """What the lines say, in their order; the record of a firm that came a moment ago is gathered here."""
    missing = [row.id for row in rows if not row.version]
    built = records.gather(session, missing, now) if missing else {}
    return [_said(built.get(row.id, row), on) for row in rows]


def _said(record: Any, on: date) -> Said:  # noqa: ANN401 - a row or a record, of the same columns
    return Said(rules.offered_on(record.line or (), on), record.star or 0, record.ratings or 0)
