"""How long a public list is. Counting costs more than reading a page of it, so a long list is counted now and then."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from flask import current_app

from marketplace.blueprints.web.work import now
from marketplace.domain.search.ports import Kind

FRESH = timedelta(seconds=10)
LONG = 10_000
"""From this length on a count stands for longer: nobody sees one row more, and counting takes milliseconds [ours]."""
FRESH_LONG = timedelta(minutes=5)
KEPT = "marketplace.public.counts"


def total(kind: Kind, found: Sequence[object], page: int, size: int, count: Callable[[], int]) -> int:
    """The rows of the whole list, of which `found` is page `page` of `size` rows.

    A page that is not full is the last, and tells the total by itself. Else it is as `known`.
    """
    if len(found) < size and (found or page == 1):
        return (page - 1) * size + len(found)
    return known(kind, count)


def known(kind: Kind, count: Callable[[], int]) -> int:
    """What `count` last said, for a short list at most ten seconds ago."""
    kept: dict[Kind, tuple[datetime, int]] = current_app.extensions.setdefault(KEPT, {})
    at, length = kept.get(kind, (None, 0))
    if at is not None and at <= now() < at + (FRESH_LONG if length >= LONG else FRESH):
        return length
    length = count()
    kept[kind] = (now(), length)
    return length
