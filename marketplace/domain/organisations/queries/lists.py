"""The public directory: whole pages of it, chosen rows, and what the rows say of themselves."""

from collections.abc import Callable, Collection, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.queries.directory import PROVIDERS_PER_PAGE
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.kernel.database import AnyRow
from marketplace.kernel.paging import Place, Walk

_O = Organisation.__table__.c
_LISTED = (_O.kind == OrganisationKind.AGENCY) & (_O.state == OrganisationState.ACTIVE)
_LINE = select(_O.id, _O.ref, _O.slug, _O.name, _O.name_en).where(_LISTED)
_BY_NAME = Walk(_LINE, _LISTED, (_O.slug,), PROVIDERS_PER_PAGE)
_THESE = _LINE.where(_O.id.in_(bindparam("numbers", expanding=True)))
_TEXTS = select(_O.id, _O.description).where(_LISTED, _O.id.in_(bindparam("numbers", expanding=True)))
"""Statements are built once: the directory is among the pages most read."""


def providers_by_name(session: Session, place: Place, count: Callable[[], int]) -> Sequence[AnyRow]:
    """One page of (id, ref, slug, name, name_en) of all active agencies; `count` as for `Walk.read`."""
    return _BY_NAME.read(session, place, count)


def these_providers(session: Session, numbers: Sequence[int]) -> list[AnyRow]:
    """As `providers_by_name`, the agencies with these numbers, in this order; those not active are left out."""
    rows = {row.id: row for row in session.execute(_THESE, {"numbers": list(numbers)})}
    return [rows[number] for number in numbers if number in rows]


def descriptions(session: Session, numbers: Sequence[int]) -> dict[int, str]:
    """What active agencies say of themselves: ``{number: text}``."""
    return {row.id: row.description for row in session.execute(_TEXTS, {"numbers": list(numbers)})}


def names(session: Session, refs: Collection[str]) -> list[tuple[str, str, str]]:
    """(reference, Chinese, English) of organisations; for what is public of them anyway."""
    rows = session.execute(select(_O.ref, _O.name, _O.name_en).where(_O.ref.in_(refs)))
    return [(row.ref, row.name, row.name_en) for row in rows]
