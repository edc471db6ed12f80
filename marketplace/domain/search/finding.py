"""What a person types, found."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.organisations.models import Organisation
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.asking import read
from marketplace.domain.search.ports import Kind, Question, SearchEngine
from marketplace.domain.tenders.models import Tender

_REFS = {Kind.TENDER: (Tender.id, Tender.ref), Kind.PROVIDER: (Organisation.id, Organisation.ref)}


def refs(
    session: Session, engine: SearchEngine, analysis: Analysis, kind: Kind, text: str, limit: int
) -> Sequence[str]:
    """References of what holds every word of `text`, the best first."""
    needs = read(text, analysis, {})
    if not needs:
        return []
    numbers = engine.find(Question(kind, needs, limit=limit)).numbers
    number, ref = _REFS[kind]
    found = {row.id: row.ref for row in session.execute(select(number, ref).where(number.in_(numbers)))}
    return [found[one] for one in numbers if one in found]
