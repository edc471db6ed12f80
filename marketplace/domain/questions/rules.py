"""Until when one may ask, how much, and that a question does not name its asker. Pure."""

from collections.abc import Iterable
from datetime import datetime

from marketplace.domain.calendar.rules import WorkingCalendar, at_closing_hour
from marketplace.kernel.errors import Invalid, at_field
from marketplace.kernel.i18n import mark
from marketplace.kernel.texts import paragraphs

CUTOFF = 1
"""Working days before the deadline until which one may ask [own default; 招标投标法实施条例 Art 22 has 10 days for
statutory bidding]."""

MOST = 10
"""Questions of one agency about one tender, so that nobody holds a tender by asking [own default]."""

LONGEST_QUESTION = 2000
LONGEST_ANSWER = 4000
SHORTEST_NAME = 2
"""A single letter stands in every text and tells nobody."""


def open_until(calendar: WorkingCalendar, deadline: datetime) -> datetime:
    """Close of business, the cutoff before the deadline."""
    return at_closing_hour(calendar.working_day_before(deadline, CUTOFF))


def asked(written: str, names: Iterable[str]) -> str:
    """A question fit to publish; Invalid (field ``text``) when it is empty, too long, or tells by `names` who asks."""
    with at_field("text"):
        text = paragraphs(written, longest=LONGEST_QUESTION)
        told = text.casefold()
        for name in names:
            if len(name) >= SHORTEST_NAME and name.casefold() in told:
                raise Invalid(
                    mark("Leave out “%(name)s”: the question is published, and nobody is to know who asks.", name=name)
                )
    return text


def said(written: str, field: str) -> str:
    """An answer or a reason; Invalid (at `field`) when it is empty or too long."""
    with at_field(field):
        return paragraphs(written, longest=LONGEST_ANSWER)
