"""Which documents a question means, how well each fits, and the page asked for: all with whole columns at a time."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from marketplace.adapters.search.whoosh import relevance
from marketplace.adapters.search.whoosh.layout import WORDS, encoded
from marketplace.adapters.search.whoosh.packed import Extent
from marketplace.adapters.search.whoosh.relevance import Found
from marketplace.adapters.search.whoosh.segments import Mask, Segment, Snapshot, View
from marketplace.domain.search.ports import SORTED_BY, Answer, Facet, Need, Order, Phrase, Question, Start, Terms

Keys = NDArray[np.float64 | np.int64]
"""What documents are sorted by."""

PLACE_BITS = np.uint64(32)


def answer(snapshot: Snapshot, question: Question) -> Answer:
    """One page of what is looked for."""
    counts: dict[Facet, Counter[str]] = {facet: Counter() for facet in question.counted}
    found = [_found(view, question, counts) for view in snapshot.views.values()]
    found = [one for one in found if len(one.docs)]
    total = sum(len(one.docs) for one in found)
    if not total:
        return Answer([], 0, counts)
    keys = np.concatenate(_keys(snapshot, found, question))
    numbers = np.concatenate([one.view.segment.numbers[one.docs] for one in found])
    page = _page(keys, numbers, question.offset, question.limit)
    return Answer(page.tolist(), total, counts)


def _found(view: View, question: Question, counts: dict[Facet, Counter[str]]) -> Found:
    left = view.of_kind(question.kind)
    for need in question.needs:
        left = left & _holds(need, view.segment)
    chosen = {facet: view.in_facet(facet, values) for facet, values in question.chosen.items()}
    mask = left
    for each in chosen.values():
        mask = mask & each
    for facet, counter in counts.items():
        if column := view.segment.columns.get(facet):
            within = mask
            if facet in chosen:
                within = left
                for name, each in chosen.items():
                    within = within if name is facet else within & each
            for value, number in column.counts(within):
                counter[value] += number
    return Found(view, mask, np.flatnonzero(mask))


def _holds(need: Need, segment: Segment) -> Mask:
    found = np.zeros(segment.size, np.bool_)
    for one in need:
        match one:
            case Terms():
                found |= _with_all(one.terms, segment)
            case Phrase():
                _mark_phrase(one.terms, segment, found)
            case Start():
                for field in WORDS:
                    found[segment.terms.docs_of_start(field, encoded(one.text))] = True
    return found


def _with_all(terms: Sequence[str], segment: Segment) -> Mask:
    left = np.ones(segment.size, np.bool_)
    for term in terms:
        has = np.zeros(segment.size, np.bool_)
        for _, extent in segment.extents(term):
            has[segment.terms.docs(extent)] = True
        left &= has
    return left


def _mark_phrase(terms: Sequence[str], segment: Segment, found: Mask) -> None:
    """Mark the documents in which the terms follow one another in one field; no terms do in all."""
    if not terms:
        found[:] = True
    for field in WORDS:
        extents = [segment.terms.extent(field, encoded(term)) for term in terms]
        starts = _starts(segment, [extent for extent in extents if extent])
        if starts and len(starts) == len(terms):
            found[_common(starts) >> PLACE_BITS] = True


def _starts(segment: Segment, extents: Sequence[Extent]) -> list[NDArray[np.uint64]]:
    """For each term of a phrase the places at which the phrase would begin: document and position in one number."""
    starts = []
    for n, extent in enumerate(extents):
        docs = np.repeat(segment.terms.docs(extent), segment.terms.frequencies(extent)).astype(np.uint64)
        positions = segment.terms.positions(extent)
        whole = positions >= n
        starts.append((docs[whole] << PLACE_BITS) | (positions[whole] - np.uint32(n)))
    return starts


def _common(sets: list[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """What is in all of some sorted sets."""
    rest = sorted(sets, key=len)
    left = rest[0]
    for each in rest[1:]:
        if not len(each):
            return each
        at = np.minimum(np.searchsorted(each, left), len(each) - 1)
        left = left[each[at] == left]
    return left


def _keys(snapshot: Snapshot, found: Sequence[Found], question: Question) -> list[Keys]:
    """For the documents of each segment what they are sorted by, the smallest first."""
    if question.order is Order.BEST:
        return [-scores for scores in relevance.scores(snapshot, found, question.needs)]
    sort, is_descending = SORTED_BY[question.order]
    columns = [one.view.segment.sorts[sort][one.docs] for one in found]
    return [-column for column in columns] if is_descending else columns


def _page(keys: Keys, numbers: NDArray[np.int64], offset: int, limit: int) -> NDArray[np.int64]:
    """The numbers from `offset` on; what lies before and behind is told apart, but not sorted."""
    end = min(offset + limit, len(keys))
    if offset >= end:
        return numbers[:0]
    first, last = np.partition(keys, (offset, end - 1))[[offset, end - 1]]
    near = np.flatnonzero((keys >= first) & (keys <= last))
    before = np.count_nonzero(keys < first)
    order = np.lexsort((numbers[near], keys[near]))
    return numbers[near[order[offset - before : end - before]]]
