"""Words that one slip leads to."""

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
from whoosh.automata.lev import levenshtein_automaton
from whoosh.codec.base import Automata

from marketplace.adapters.search.whoosh.layout import SCHEMA, WORDS
from marketplace.adapters.search.whoosh.segments import Snapshot, View
from marketplace.domain.search.analysis import FIRST_HAN, LONGEST_TERM
from marketplace.domain.search.ports import Kind

SURROGATES = re.compile("[\ud800-\udfff]")
"""No term has any, and Whoosh cannot look for them."""


def near(snapshot: Snapshot, kind: Kind, word: str, limit: int) -> list[str]:
    """The Latin terms one slip away, the ones in most documents of the kind first."""
    if not word or len(word) > LONGEST_TERM + 1 or SURROGATES.search(word):
        return []
    automaton = levenshtein_automaton(word, 1).to_dfa()
    counts: Counter[str] = Counter()
    for view in snapshot.views.values():
        found = {
            match
            for field in WORDS
            for match in Automata.find_matches(automaton, view.segment.terms.cursor(field, SCHEMA[field]))
        }
        for term in {*found, *_swapped(word)} - {word}:
            if term[0] < FIRST_HAN:
                counts[term] += _documents(view, kind, term)
    return sorted((+counts).keys(), key=lambda term: (-counts[term], term))[:limit]


def _swapped(word: str) -> Iterator[str]:
    """Two neighbours the other way round, which counts as two slips elsewhere."""
    return (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))


def _documents(view: View, kind: Kind, term: str) -> int:
    has = np.zeros(view.segment.size, np.bool_)
    for _, extent in view.segment.extents(term):
        has[view.segment.terms.docs(extent)] = True
    return int(np.count_nonzero(has & view.of_kind(kind)))
