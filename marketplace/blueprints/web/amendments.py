"""What corrigenda changed, part by part, as everybody reads it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from marketplace.blueprints.web.differences import marked
from marketplace.blueprints.web.filters import deadline, translate
from marketplace.blueprints.web.requirements import in_lines
from marketplace.blueprints.web.words import EARLIER_ROLES
from marketplace.domain.tenders.models import TenderAmendment
from marketplace.domain.tenders.requirements import read
from marketplace.domain.tenders.states import EarlierRole
from marketplace.kernel.i18n import Text, mark

LABELS: Mapping[str, Text] = {
    "description": mark("Description"),
    "requirements": mark("Requirements"),
    "conditions": mark("What providers must have"),
    "service_days": mark("Time for the service (working days)"),
    "files": mark("Files of the notice"),
    "recusals": mark("Who must stay out"),
    "openers": mark("Who opens the bids"),
    "deadline_at": mark("Bids are due by"),
}
_SHOWN: Mapping[str, Callable[[Any], str]] = {
    "conditions": lambda written: in_lines(read(written)),
    "recusals": lambda written: "\n".join(
        f"{one['name']}: {translate(EARLIER_ROLES[EarlierRole(one['role'])])}. {one['reason']}" for one in written
    ),
    "deadline_at": lambda written: deadline(datetime.fromisoformat(written)),
}
"""How a reader sees what is not kept in words."""


@dataclass(frozen=True, slots=True)
class Change:
    """One part of the notice before and after, with the words that differ marked."""

    label: str
    before: Markup
    after: Markup


def changes(amendment: TenderAmendment) -> Sequence[Change]:
    """What one corrigendum changed."""
    return [
        compared(translate(LABELS[field]), *(_SHOWN.get(field, str)(change[side]) for side in ("before", "after")))
        for change in amendment.changes
        for field in (change["field"],)
    ]


def compared(label: str, before: str, after: str) -> Change:
    """Two wordings of a part."""
    return Change(label, *marked(before, after))
