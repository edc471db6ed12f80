"""How long a public list is. Counting costs more than reading a page of it, so a long list is counted now and then."""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, timedelta

from flask import current_app

from marketplace.blueprints.web.work import now

FRESH = timedelta(seconds=10)
REMEMBERED = 1024
"""How many narrowed lists are remembered at most."""
KEPT = "marketplace.public.counts"


def total(asked: Hashable, found: Sequence[object], page: int, size: int, count: Callable[[], int]) -> int:
    """The rows of the whole list, of which `found` is page `page` of `size` rows.

    A page that is not full is the last, and tells the total by itself. Else it is what `count` last said for what was
    `asked`, at most ten seconds ago.
    """
    if len(found) < size and (found or page == 1):
        return (page - 1) * size + len(found)
    kept: dict[Hashable, tuple[datetime, int]] = current_app.extensions.setdefault(KEPT, {})
    at, known = kept.get(asked, (None, 0))
    if at is not None and at <= now() < at + FRESH:
        return known
    if len(kept) >= REMEMBERED:
        kept.clear()
    known = count()
    kept[asked] = (now(), known)
    return known
