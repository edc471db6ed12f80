"""THE TABLE: which event is news, for whom, in which words, with which link. Its rows stand in order of the purchase.

What changes a contract and what is complained of follow at the end.

To tell of something more, add one row. The event (any `kernel.events.Event` that an operation emits) needs no other
wiring: the job that writes the news is made from this table. Places like ``%(title)s`` in the words and in the link
are names of `statements.FACTS`; audiences stand in `audiences`. Of several rows that fit one event a person gets the
first. A kind is never renamed nor taken away, since inboxes hold it; its words may change at any time.

A row needs a scene in `tests/domain/notifications/scenes.py`, or the tests say so.
"""

from collections.abc import Mapping, Sequence

from marketplace.domain.notifications.news import (
    changes,
    complaints,
    doubts,
    entry,
    evaluation,
    objections,
    overrides,
    purchase,
    questions,
    ratings,
    rounds,
    service,
    unsigned,
)
from marketplace.domain.notifications.news.row import News
from marketplace.kernel.events import Event

NEWS: Sequence[News] = (
    *entry.ROWS,
    *overrides.ROWS,
    *purchase.ROWS,
    *rounds.ROWS,
    *doubts.ROWS,
    *evaluation.ROWS,
    *questions.ROWS,
    *unsigned.ROWS,
    *objections.ROWS,
    *service.ROWS,
    *ratings.ROWS,
    *changes.ROWS,
    *complaints.ROWS,
)

BY_KIND: Mapping[str, News] = {row.kind: row for row in NEWS}

EVENTS: Sequence[type[Event]] = tuple(dict.fromkeys(row.event for row in NEWS))
"""Every event that is news for somebody."""


def job_of(event: type[Event]) -> str:
    """The name of the job that tells of it."""
    return f"tell_{event.__name__}"
