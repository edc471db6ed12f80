"""What stands now: what the present state of a thing means, who must act, what they must do, and by when.

Each module has one table a lifecycle, ``state -> Duty``, and one function an object, which gives the table's row the
object's own date. A page shows the answer with the component ``standing``. Dates come from the domain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from marketplace.blueprints.web.work import current_actor, now, providers, reading
from marketplace.domain.contracts.rules import PAY_WITHIN
from marketplace.domain.regimes.rules import SIGN_WITHIN
from marketplace.domain.tenders.rules import AWARD_WITHIN
from marketplace.kernel.actor import ANYONE
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.lifecycle import Lifecycle

NO_DATE = mark("No rule sets a date for this.")
PAY_TERM = mark("Within %(days)s days from when it is payable (保障中小企业款项支付条例 Art 9).", days=PAY_WITHIN)
AWARD_TERM = mark("Within %(days)s working days of the opening (财政部令第87号 Art 69).", days=AWARD_WITHIN)
SIGN_TERM = mark(
    "Usually within %(days)s working days of the end of the publicity, as the regime of the tender says; "
    "within the limit of 政府采购法 Art 46.",
    days=SIGN_WITHIN,
)


@dataclass(frozen=True, slots=True)
class Duty:
    """What one state asks: `who` does `what`. Without `who` nobody must act, and `what` says what follows for whom.

    Whoever has the `permission` for the object reads "You". `term` is how long the rule gives, with its source; `then`
    is what happens once the time is over.
    """

    what: Text
    who: Text | None = None
    permission: str = ""
    term: Text | None = None
    then: Text | None = None


Duties = Mapping[Any, Duty]
"""By the state of one lifecycle."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A duty as one reader sees it. `meanings` of a thing and of what follows from it, the thing's own first."""

    names: str
    meanings: tuple[Text, ...]
    duty: Duty
    is_reader: bool
    due_at: datetime | None
    is_overdue: bool

    def within(self, lifecycle: Lifecycle[Any], state: StrEnum) -> "Standing":
        """The same, on the page of the larger thing of which this is the part that goes on."""
        return replace(
            self,
            names=f"{_name(lifecycle, state)} {self.names}",
            meanings=(lifecycle.meanings[state], *self.meanings),
        )


def stand(
    lifecycle: Lifecycle[Any],
    state: StrEnum,
    duty: Duty,
    subject: object,
    due_at: datetime | None = None,
    *,
    is_reader: bool | None = None,
) -> Standing:
    """How a thing stands for the reader; `is_reader` says that the duty is theirs where no permission can."""
    if is_reader is None:
        is_reader = _is_the_readers(duty, subject)
    is_overdue = due_at is not None and due_at <= now()
    return Standing(_name(lifecycle, state), (lifecycle.meanings[state],), duty, is_reader, due_at, is_overdue)


def _is_the_readers(duty: Duty, subject: object) -> bool:
    if not duty.permission or current_actor() == ANYONE:
        return False
    return providers().authority.permits(reading(), current_actor(), duty.permission, subject)


def _name(lifecycle: Lifecycle[Any], state: StrEnum) -> str:
    return f"{lifecycle.name.replace(' ', '-')}:{state}"
