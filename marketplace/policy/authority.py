"""The policy page put to work: facts of the object, rows of the permission."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor
from marketplace.policy.facts import Facts
from marketplace.policy.policy import PERMISSIONS, SEES, Rows

FactsOf = Mapping[type, Callable[[Session, Any], Facts]]

NO_FACTS = Facts()


def granted(rows: Rows, actor: Actor, facts: Facts) -> bool:
    """Whether all predicates of any one row hold."""
    return any(all(predicate(actor, facts) for predicate in row) for row in rows)


class PolicyPage:
    """Fills the kernel's `Authority`. `facts_of` names, for each kind of object, who knows its facts."""

    def __init__(self, facts_of: FactsOf) -> None:
        self._facts_of = facts_of

    def permits(self, session: Session, actor: Actor, permission: str, subject: object) -> bool:
        """Whether `actor` may do `permission` with `subject` (None: with the platform as a whole)."""
        return granted(PERMISSIONS[permission], actor, self._facts(session, subject))

    def sees(self, session: Session, actor: Actor, subject: object) -> bool:
        """Whether `actor` may know that `subject` exists; the platform as a whole is known to all."""
        return subject is None or granted(SEES, actor, self._facts(session, subject))

    def _facts(self, session: Session, subject: object) -> Facts:
        return NO_FACTS if subject is None else self._facts_of[type(subject)](session, subject)
