"""The public directory: whole pages of it and chosen rows, each with what its record says."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from marketplace.domain.directory import records, rules
from marketplace.domain.directory.models import ProviderRecord
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.queries import PROVIDERS_PER_PAGE
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.kernel import prepared
from marketplace.kernel.database import AnySelect
from marketplace.kernel.paging import Place, Walk

_O, _R = Organisation.__table__.c, ProviderRecord.__table__.c
_LISTED = (_O.kind == OrganisationKind.AGENCY) & (_O.state == OrganisationState.ACTIVE)
_LINE_TEXT = cast(_R.line, Text).label("line")
"""As it is stored: whoever has shown it before need not read it again."""
_LINE = (
    select(_O.id, _O.ref, _O.slug, _O.name, _O.name_en, _R.version, _R.star, _R.ratings, _LINE_TEXT)
    .outerjoin_from(Organisation.__table__, ProviderRecord.__table__, _R.organisation_id == _O.id)
    .where(_LISTED)
)
_FOUND = _LINE.add_columns(_O.description)
"""With what an agency says of itself, where words are looked for in it."""
_BY_NAME = Walk(_LINE, _LISTED, (_O.slug,), PROVIDERS_PER_PAGE)
"""Statements are built once: the directory is among the pages most read."""


class Said(NamedTuple):
    """What a line of the directory says beside the name: `services` are those that count that day, by code."""

    services: Sequence[tuple[str, str]]
    star: int
    """In hundredths; 0 while there are too few ratings."""
    ratings: int


def by_name(session: Session, place: Place, count: Callable[[], int]) -> Sequence[Any]:
    """One page of all active agencies by name; `count` as for `Walk`.

    Named tuples (id, ref, slug, name, name_en, version, star, ratings, line), the last four for `said_of`, and empty
    where a record is not stored yet.
    """
    return _BY_NAME.read(session, place, count)


def these(session: Session, numbers: Sequence[int]) -> list[Any]:
    """As `by_name` with `description`, the agencies with these numbers, in this order; no others than active ones."""
    found = prepared.rows(session, _these(len(numbers)), prepared.numbered(numbers)) if numbers else []
    rows = {row.id: row for row in found}
    return [rows[number] for number in numbers if number in rows]


@lru_cache(maxsize=2 * PROVIDERS_PER_PAGE)
def _these(number: int) -> AnySelect:
    """A statement for so many agencies."""
    return _FOUND.where(prepared.one_of(_O.id, number))


def said_of(session: Session, rows: Sequence[Any], on: date, now: datetime) -> list[Said]:
    """What the lines say, in their order; the record of a firm that came a moment ago is gathered here."""
    missing = [row.id for row in rows if not row.version]
    built = records.gather(session, missing, now) if missing else {}
    stored = iter(said([row for row in rows if row.id not in built], on))
    return [_said(built[row.id], built[row.id].line, on) if row.id in built else next(stored) for row in rows]


def said(rows: Sequence[Any], on: date) -> list[Said]:
    """The same of rows whose records are stored."""
    lines = json.loads(f"[{','.join([row.line for row in rows])}]")  # one text is read quicker than many
    return [_said(row, line, on) for row, line in zip(rows, lines, strict=True)]


def _said(record: Any, line: Sequence[Any], on: date) -> Said:  # noqa: ANN401 - a row or a record, of the same columns
    return Said(rules.offered_on(line, on), record.star, record.ratings)
