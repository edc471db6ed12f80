"""Words of the index that one slip leads to."""

from collections import Counter

import numpy as np

from marketplace.adapters.search.slips import slips
from marketplace.adapters.search.whoosh.segments import Snapshot, View
from marketplace.domain.search.analysis import LONGEST_TERM
from marketplace.domain.search.ports import Kind


def near(snapshot: Snapshot, kind: Kind, word: str, limit: int) -> list[str]:
    """The Latin terms one slip away, the ones in most documents of the kind first."""
    if len(word) > LONGEST_TERM + 1:
        return []
    counts = Counter(
        {term: sum(_documents(view, kind, term) for view in snapshot.views.values()) for term in slips(word)}
    )
    return sorted((+counts).keys(), key=lambda term: (-counts[term], term))[:limit]


def _documents(view: View, kind: Kind, term: str) -> int:
    docs = [view.segment.terms.docs(extent) for _, extent in view.segment.extents(term)]
    return int(np.count_nonzero(view.of_kind(kind)[np.unique(np.concatenate(docs))])) if docs else 0
