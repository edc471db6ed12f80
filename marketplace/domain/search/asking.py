"""What a person types becomes needs. Nothing is syntax but quotation marks, which keep words together. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from marketplace.domain.search.analysis import LONGEST_TERM, Analysis, is_chinese, pairs
from marketplace.domain.search.ports import Need, Phrase, Start, Terms

MOST_TERMS = 64
"""Terms beyond these are ignored, so that a pasted page is not a costly search [ours]."""

LONGEST_SYNONYM = 4
"""Latin words of a synonym [ours]."""

LONGEST_EXPRESSION = 16
"""Chinese characters of a synonym [ours]."""

_QUOTED = re.compile('["“”„«»「」『』＂]([^"“”„«»「」『』＂]*)["“”„«»「」『』＂]?')

Synonyms = Mapping[str, tuple[tuple[str, ...], ...]]
"""``{runs joined by spaces: (the terms of each equal expression, …)}``; an expression is not among its own equals."""


def read(text: str, analysis: Analysis, synonyms: Synonyms, *, unfinished: bool = False) -> tuple[Need, ...]:
    """The needs of a text; `unfinished` where the last word is still being typed."""
    needs: list[Need] = []
    rest = 0
    for quoted in _QUOTED.finditer(text):
        needs += _loose(text[rest : quoted.start()], analysis, synonyms)
        needs += _phrase(quoted.group(1), analysis)
        rest = quoted.end()
    last = _loose(text[rest:], analysis, synonyms)
    if last and unfinished:
        last[-1] = _begun(last[-1])
    return tuple(_affordable(dict.fromkeys([*needs, *last])))


def _loose(text: str, analysis: Analysis, synonyms: Synonyms) -> list[Need]:
    runs = analysis.runs(text)[:MOST_TERMS]
    needs: list[Need] = []
    at = 0
    while at < len(runs):
        if is_chinese(runs[at]):
            needs += _chinese(runs[at], synonyms)
            at += 1
        else:
            need, taken = _latin(runs[at : at + LONGEST_SYNONYM], analysis, synonyms)
            needs.append(need)
            at += taken
    return needs


def _latin(runs: Sequence[str], analysis: Analysis, synonyms: Synonyms) -> tuple[Need, int]:
    """The need of the first word, or of the longest known expression that begins there, and how many words it took."""
    for length in range(len(runs), 0, -1):
        if equals := synonyms.get(" ".join(runs[:length])):
            return (Terms(tuple(runs[:length])), *map(Terms, equals)), length
    word = runs[0][:LONGEST_TERM]
    spelled = analysis.script.spelled(word)
    return (Terms((word,)), *([Phrase(tuple(spelled)), Start(word)] if spelled else ())), 1


def _chinese(run: str, synonyms: Synonyms) -> Iterator[Need]:
    """Known expressions within a stretch are needs of their own, what stands between them too."""
    begun = at = 0
    while at < len(run):
        for end in range(min(len(run), at + LONGEST_EXPRESSION), at + 1, -1):
            equals = synonyms.get(run[at:end])
            if equals and at - begun != 1 and len(run) - end != 1:
                yield from _stretch(run[begun:at])
                yield (Terms(tuple(pairs(run[at:end]))), *map(Terms, equals))
                begun = at = end
                break
        else:
            at += 1
    yield from _stretch(run[begun:])


def _stretch(run: str) -> Iterator[Need]:
    if len(run) == 1:
        yield (Start(run),)
    elif run:
        yield (Terms(tuple(pairs(run))),)


def _phrase(text: str, analysis: Analysis) -> Iterator[Need]:
    runs = analysis.runs(text)
    terms = analysis.terms(text)
    if runs and is_chinese(runs[-1]) and len(terms) > 1:
        terms.pop()
    if len(runs) == 1 and len(runs[0]) == 1 and is_chinese(runs[0]):
        yield (Start(runs[0]),)
    elif terms:
        yield (Phrase(tuple(terms)),) if len(terms) > 1 else (Terms(tuple(terms)),)


def _begun(need: Need) -> Need:
    first = need[0]
    return (*need, Start(first.terms[-1])) if isinstance(first, Terms) and len(first.terms) == 1 else need


def _affordable(needs: Iterable[Need]) -> Iterator[Need]:
    left = MOST_TERMS
    for need in needs:
        first = need[0]
        size = 1 if isinstance(first, Start) else len(first.terms)
        if size > left:
            if left and isinstance(first, Terms):
                yield (Terms(first.terms[:left]),)
            return
        left -= size
        yield need
