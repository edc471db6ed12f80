"""What agencies say of themselves in public, and names, for many at once."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState

_O = Organisation.__table__.c
_LISTED = (_O.kind == OrganisationKind.AGENCY) & (_O.state == OrganisationState.ACTIVE)
_TEXTS = select(_O.id, _O.description).where(_LISTED, _O.id.in_(bindparam("numbers", expanding=True)))


def descriptions(session: Session, numbers: Sequence[int]) -> dict[int, str]:
    """What active agencies say of themselves: ``{number: text}``."""
    return {row.id: row.description for row in session.execute(_TEXTS, {"numbers": list(numbers)})}


def names(session: Session, refs: Collection[str]) -> list[tuple[str, str, str]]:
    """(reference, Chinese, English) of organisations; for what is public of them anyway."""
    rows = session.execute(select(_O.ref, _O.name, _O.name_en).where(_O.ref.in_(refs)))
    return [(row.ref, row.name, row.name_en) for row in rows]
