"""How the search of an instance is: what its engine has to bear, and how many documents it holds."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.domain.search import engines, indexing
from marketplace.domain.search.engines import Situation
from marketplace.domain.search.finding import Desk
from marketplace.domain.search.ports import Kind, Question
from marketplace.kernel import heartbeat
from marketplace.kernel.i18n import Text


def advice(session: Session, desk: Desk, now: datetime) -> Iterator[Text]:
    """What should be done about it, the most urgent first; nothing where all is well."""
    machines = heartbeat.machines(session, now)
    return engines.advice(Situation(desk.name, indexing.count(session), machines, desk.engine.is_current()))


def held(desk: Desk) -> int:
    """How many documents are in the index."""
    return sum(desk.engine.find(Question(kind, limit=0)).total for kind in Kind)
