"""How well documents fit what is asked: BM25 as Whoosh computes it, for all of them at once."""

from collections.abc import Iterator, Sequence
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from marketplace.adapters.search.whoosh.layout import BODY, TITLE, WORDS
from marketplace.adapters.search.whoosh.packed import Extent
from marketplace.adapters.search.whoosh.segments import Mask, Snapshot, View
from marketplace.domain.search.ports import Need, Start

BOOST = {TITLE: 3.0, BODY: 1.0}
"""A hit in the title counts this many times one in the body [ours]."""

K1, B = 1.2, 0.75
"""How soon more of the same word counts no more, and how much length matters: BM25's usual values, Whoosh's too."""


class Found(NamedTuple):
    """The documents of one segment that a question means."""

    view: View
    mask: Mask
    docs: NDArray[np.intp]


def scores(snapshot: Snapshot, found: Sequence[Found], needs: Sequence[Need]) -> list[NDArray[np.float64]]:
    """For each segment the scores of its documents, the greater the better."""
    sums = [np.zeros(one.view.segment.size) for one in found]
    for term in _terms(needs):
        extents = {view: dict(view.segment.extents(term)) for view in snapshot.views.values()}
        for field in WORDS:
            documents = sum(fields[field].number for fields in extents.values() if field in fields)
            if documents:
                weight = log(snapshot.size / (documents + 1)) + 1
                average = snapshot.average_lengths[field]
                for one, summed in zip(found, sums, strict=True):
                    if field in extents[one.view]:
                        _add(one, field, extents[one.view][field], weight, average, summed)
    return [summed[one.docs] for one, summed in zip(found, sums, strict=True)]


def _terms(needs: Sequence[Need]) -> Iterator[str]:
    """The terms that count, as often as they are asked for; beginnings of words do not."""
    for need in needs:
        for one in need:
            if not isinstance(one, Start):
                yield from one.terms


def _add(one: Found, field: str, extent: Extent, weight: float, average: float, summed: NDArray[np.float64]) -> None:
    segment = one.view.segment
    docs = segment.terms.docs(extent)
    meant = one.mask[docs]
    docs = docs[meant]
    often = segment.terms.frequencies(extent)[meant] * BOOST[field]
    length = segment.lengths[field][docs]
    summed[docs] += weight * ((often * (K1 + 1)) / (often + K1 * ((1 - B) + B * length / average)))
