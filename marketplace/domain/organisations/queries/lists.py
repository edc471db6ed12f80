"""What agencies say of themselves in public, and names, for many at once."""

from collections.abc import Collection, Sequence
from functools import lru_cache

from sqlalchemy import bindparam, select
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
    numbers = [bindparam(f"number{place}", type_=_O.id.type) for place in range(number)]
    return select(_O.id, _O.description).where(_LISTED, _O.id.in_(numbers))


def descriptions(session: Session, numbers: Sequence[int]) -> dict[int, str]:
    """What active agencies say of themselves: ``{number: text}``."""
    asked = {f"number{place}": number for place, number in enumerate(numbers)}
    return {row.id: row.description for row in prepared.rows(session, _texts(len(asked)), asked)} if asked else {}


def names(session: Session, refs: Collection[str]) -> list[tuple[str, str, str]]:
    """(reference, Chinese, English) of organisations; for what is public of them anyway."""
    rows = session.execute(select(_O.ref, _O.name, _O.name_en).where(_O.ref.in_(refs)))
    return [(row.ref, row.name, row.name_en) for row in rows]
