"""Which hits of tantivy's stand on a page."""

from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import accumulate
from typing import NamedTuple

from tantivy import FieldType, Occur, Query, Searcher, SearchResult
from tantivy import Order as Direction

from marketplace.adapters.search.tantivy_entries import NUMBER, SCHEMA, SORTING, TEXT
from marketplace.domain.search.engines import OFTEN, EngineName
from marketplace.domain.search.ports import SORTED_BY, SORTS, Order, Question, Terms

ORDERED = OFTEN[EngineName.TANTIVY]
WINDOWS = 64
"""So many parts of an index are counted to find where a page behind the best begins [ours]."""
NARROWEST = 1 << 14
"""Numbers in such a part at least: tantivy counts 65,000 parts at most, and numbers may have gaps [ours]."""


class Page(NamedTuple):
    """The numbers of its documents, and how many hits there are on all pages."""

    numbers: list[int]
    total: int


def page(searcher: Searcher, query: Query, question: Question) -> Page:
    """The page that `question` asks of the hits of `query`."""
    limit = max(question.limit, 1)
    offset = min(question.offset, searcher.num_docs)
    if offset + limit > ORDERED.best and _is_often(searcher, question):
        found = _reaching_behind(searcher, query, offset, limit)
    else:
        field = _field(question)
        direction = Direction.Asc if field else Direction.Desc
        hits = searcher.search(query, limit, offset=offset, order_by_field=field, order=direction)
        found = Page(_numbers(searcher, hits), hits.count)  # type: ignore[attr-defined]  # its stub forgets it
    return found._replace(numbers=found.numbers[: question.limit])


def _is_often(searcher: Searcher, question: Question) -> bool:
    """Whether one word alone is looked for, and stands in many documents: then the best are found without scoring all.

    Of several words or behind a filter they are not.
    """
    if question.order is not Order.BEST or question.chosen:
        return False
    words = [one.terms for need in question.needs for one in need if isinstance(one, Terms)]
    parts = sum(map(len, question.needs))
    return parts == len(words) == 1 == len(words[0]) and searcher.doc_freq(TEXT, words[0][0]) > ORDERED.beyond


def _reaching_behind(searcher: Searcher, query: Query, offset: int, limit: int) -> Page:
    """A page that ends behind the best: the others follow by their numbers, of which only a stretch is sorted."""
    best = _numbers(searcher, searcher.search(query, ORDERED.best, count=False))
    width = max(NARROWEST, searcher.num_docs // WINDOWS)
    counting = {"windows": {"histogram": {"field": NUMBER, "interval": width, "min_doc_count": 1}}}
    windows = {
        int(one["key"]) // width: one["doc_count"] for one in searcher.aggregate(query, counting)["windows"]["buckets"]
    }
    taken = Counter(number // width for number in best)
    ends = [*accumulate(count - taken[window] for window, count in windows.items())]
    page, total = best[offset:], sum(windows.values())
    start, wanted = max(0, offset - ORDERED.best), limit - len(page)
    first, last = bisect_right(ends, start), bisect_left(ends, start + wanted)
    if first == len(ends):
        return Page(page, total)
    keys = [*windows]
    low, high = keys[first] * width, (keys[min(last, len(keys) - 1)] + 1) * width - 1
    inside = {number for number in best if low <= number <= high}
    stretch = [(Occur.Must, query), (Occur.Must, Query.range_query(SCHEMA, NUMBER, FieldType.Integer, low, high))]
    hits = searcher.search(
        Query.const_score_query(Query.boolean_query(stretch), 1.0),
        wanted + len(inside),
        count=False,
        order_by_field=NUMBER,
        offset=start - (ends[first - 1] if first else 0),
        order=Direction.Asc,
    ).hits
    # In front of where it begins stand some of the best too, and the others that many places earlier.
    early = sum(number < hits[0][0] for number in inside)
    return Page([*page, *[number for number, _ in hits if number not in inside][early:]], total)


def _numbers(searcher: Searcher, found: SearchResult) -> list[int]:
    addresses = [address for _, address in found.hits]
    return [int(number or 0) for number in searcher.fast_field_values(NUMBER, addresses)]


def _field(question: Question) -> str | None:
    """What the hits are sorted by, the smallest first; None for relevance."""
    if question.order is Order.BEST:
        return None if question.needs else NUMBER
    sort, _ = SORTED_BY[question.order]
    return SORTING[question.order] if sort in SORTS[question.kind] else NUMBER
