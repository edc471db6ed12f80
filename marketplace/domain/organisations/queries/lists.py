"""What agencies say of themselves in public, and names, for many at once."""

from collections.abc import Collection, Sequence
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.queries.directory import PROVIDERS_PER_PAGE
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.kernel import prepared
from marketplace.kernel.database import AnySelect

_O = Organisation.__table__.c
_LISTED = (_O.kind == OrganisationKind.AGENCY) & (_O.state == OrganisationState.ACTIVE)


@lru_cache(maxsize=2 * PROVIDERS_PER_PAGE)
def _texts(number: int) -> AnySelect:
    """A statement for so many agencies."""
    return select(_O.id, _O.description).where(_LISTED, prepared.one_of(_O.id, number))


def descriptions(session: Session, numbers: Sequence[int]) -> dict[int, str]:
    """What active agencies say of themselves: ``{number: text}``."""
    if not numbers:
        return {}
    found = prepared.rows(session, _texts(len(numbers)), prepared.numbered(numbers))
    return {row.id: row.description for row in found}


def names(session: Session, refs: Collection[str]) -> list[tuple[str, str, str]]:
    """(reference, Chinese, English) of organisations; for what is public of them anyway."""
    rows = session.execute(select(_O.ref, _O.name, _O.name_en).where(_O.ref.in_(refs)))
    return [(row.ref, row.name, row.name_en) for row in rows]
