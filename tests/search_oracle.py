"""A search engine that a reader can check by eye: what the real ones are compared with."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from marketplace.domain.search.analysis import FIRST_HAN, Analysis
from marketplace.domain.search.ports import (
    SORTED_BY,
    Answer,
    Facet,
    Kind,
    Need,
    Order,
    Phrase,
    Question,
    SearchDocument,
    Start,
    Terms,
)

TITLE = 3
"""A term in the title counts this many times one in the body; there is no other relevance here."""


class Held(NamedTuple):
    """The terms of a document in their order."""

    title: list[str]
    body: list[str]


class Oracle:
    """All documents in a dictionary; every question looks at each."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._held: dict[tuple[Kind, str], tuple[SearchDocument, Held]] = {}

    def put(self, documents: Iterable[SearchDocument]) -> None:
        for document in documents:
            title, body = self._analysis.document(document)
            self._held[document.kind, document.key] = document, Held(title.split(), body.split())

    def remove(self, kind: Kind, keys: Sequence[str]) -> None:
        for key in keys:
            self._held.pop((kind, key), None)

    def find(self, question: Question) -> Answer:
        left = [
            (document, terms)
            for document, terms in self._held.values()
            if document.kind is question.kind and all(_holds(need, terms) for need in question.needs)
        ]
        found = [document for document, _ in left if _is_chosen(document, question.chosen)]
        scores = {document.number: _score(question.needs, terms) for document, terms in left}
        if question.order is Order.BEST:
            found.sort(key=lambda one: (-scores[one.number], one.number))
        else:
            sort, is_descending = SORTED_BY[question.order]
            sign = -1 if is_descending else 1
            found.sort(key=lambda one: (sign * one.sorts.get(sort, 0), one.number))
        counts = {}
        for facet in question.counted:
            others = {name: values for name, values in question.chosen.items() if name is not facet}
            counts[facet] = dict(
                Counter(
                    value
                    for document, _ in left
                    if _is_chosen(document, others)
                    for value in set(document.facets.get(facet, ()))
                )
            )
        page = found[question.offset : question.offset + question.limit]
        return Answer([one.number for one in page], len(found), counts)

    def near(self, kind: Kind, word: str, limit: int) -> Sequence[str]:
        seen: Counter[str] = Counter()
        for (held, _), (_, terms) in self._held.items():
            if held is kind:
                seen.update({term for term in (*terms.title, *terms.body) if term[0] < FIRST_HAN})
        ranked = sorted(seen, key=lambda term: (-seen[term], term))
        return [term for term in ranked if term != word and is_one_slip(term, word)][:limit]

    def digests(self, kind: Kind) -> Iterator[tuple[str, str]]:
        return iter([(key, document.digest) for (held, key), (document, _) in self._held.items() if held is kind])

    def is_current(self) -> bool:
        return True

    def tidy(self) -> None:
        pass

    def clear(self) -> None:
        self._held.clear()


def _is_chosen(document: SearchDocument, chosen: Mapping[Facet, frozenset[str]]) -> bool:
    return all(values & set(document.facets.get(facet, ())) for facet, values in chosen.items())


def _holds(need: Need, terms: Held) -> bool:
    return any(_is_in(one, terms) for one in need)


def _is_in(one: Terms | Phrase | Start, terms: Held) -> bool:
    match one:
        case Terms():
            return {*one.terms} <= {*terms.title, *terms.body}
        case Phrase():
            size = len(one.terms)
            return any(
                tuple(field[at : at + size]) == one.terms
                for field in (terms.title, terms.body)
                for at in range(len(field) - size + 1)
            )
        case Start():
            return any(term.startswith(one.text) for term in (*terms.title, *terms.body))


def _score(needs: Sequence[Need], terms: Held) -> int:
    return sum(
        TITLE * terms.title.count(term) + terms.body.count(term)
        for need in needs
        for one in need
        if not isinstance(one, Start)
        for term in one.terms
    )


def is_one_slip(one: str, other: str) -> bool:
    """Whether a single deletion, insertion, change or swap of neighbours leads from one to the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[at:], other[at:]
    is_swap = len(rest) > 1 and len(others) > 1 and rest[0] == others[1] and rest[1] == others[0]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] or (is_swap and rest[2:] == others[2:])
