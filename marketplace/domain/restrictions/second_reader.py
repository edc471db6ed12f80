"""A second reader for sentences in which no frame is found: a linear model over words, word pairs and concepts.

It was taught with the project's own training sentences (see ``tests/domain/restrictions``) and is plain data: one
weight a feature, so that every answer can be explained by the features that weighed most.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

from marketplace.domain.restrictions import concepts
from marketplace.domain.restrictions.frames import grammar
from marketplace.domain.restrictions.sentences import Sentence

FOLDER = Path(__file__).parent / "weights"

FLAGGED_FROM: Mapping[str, float] = {"zh": 0.7, "en": 0.9}
"""Scores from which it raises a finding by itself, chosen on sentences that had taught nothing yet [own default]."""

AGREES_FROM = -1.0
"""The score below which it speaks against what a frame found, and the finding falls [own default].

Chosen on sentences by other hands that had taught nothing: it takes every fifth false finding away, and next to no true
one.
"""

SHOWN_FEATURES = 3
"""Features that explain an answer."""

_TOKEN = re.compile(r"[a-z']+|#+|▲|%")
_SILENT = re.compile(r"[（）()、，,：:\"“”]")
_LONGEST_RUN = 3
_NEIGHBOURS = 2
_FARTHEST = 3
_SHOWN_SIGNS = re.compile(r"[|│:：?？;；\"“《]")
_CLOSED = re.compile(r"[。.;；]\s*$")
_SIGNS_A_STEP = {"zh": 6, "en": 20}
_LONGEST_STEP = 6
_ALWAYS_PAIRED = frozenset({"L", "NL", "FIRM", "MUST", "PTS", "OUT", "ONLY", "PERSON", "OVER"})

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned for one language: is it a condition at all, and of which rule."""

    bias: float
    condition: Mapping[str, float]
    rules: Mapping[str, Mapping[str, float]]


@cache
def weights(language: str) -> Weights:
    """The committed weights of a language."""
    stored = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return Weights(stored["bias"], stored["condition"], stored["rules"])


def features(sentence: Sentence) -> dict[str, Span]:
    """What is seen in a sentence, each with its first place in `plain`."""
    found: dict[str, Span] = {}
    seen = _words(sentence.plain) if sentence.language == "en" else _runs(sentence.plain)
    for name, span in (*seen, *_defined(sentence), *_conceived(sentence), *_shape(sentence)):
        found.setdefault(name, span)
    return found


def score(sentence: Sentence, seen: Mapping[str, Span]) -> float:
    """How much a sentence looks like a restrictive condition; from 0 on it is more likely one than not."""
    known = weights(sentence.language)
    weighed = [known.condition[name] for name in seen if name in known.condition]
    return known.bias + sum(weighed) / math.sqrt(len(weighed) + 1)


def opinion(sentence: Sentence, seen: Mapping[str, Span]) -> tuple[str, int, int]:
    """The rule that a flagged sentence most likely breaks, and the stretch of the heaviest features."""
    known = weights(sentence.language)
    rule = max(known.rules, key=lambda name: (sum(known.rules[name].get(feature, 0.0) for feature in seen), name))
    worth = {name: known.condition.get(name, 0.0) + known.rules[rule].get(name, 0.0) for name in seen}
    heaviest = sorted(worth, key=lambda name: (-worth[name], name))[:SHOWN_FEATURES]
    return rule, min(seen[name][0] for name in heaviest), max(seen[name][1] for name in heaviest)


def _words(plain: str) -> Iterator[tuple[str, Span]]:
    text = concepts.FIGURE.sub(lambda match: "#" * len(match[0]), plain)
    tokens = [("#" if match[0][0] == "#" else concepts.stem(match[0]), match.span()) for match in _TOKEN.finditer(text)]
    yield from tokens
    for (one, (start, _)), (other, (_, end)) in pairwise(tokens):
        yield f"{one} {other}", (start, end)
    for (one, (start, _)), (other, (_, end)) in zip(tokens, tokens[2:], strict=False):
        yield f"{one} _ {other}", (start, end)


def _runs(plain: str) -> Iterator[tuple[str, Span]]:
    signs: list[tuple[str, Span]] = []
    position = 0
    while position < len(plain):
        number = concepts.FIGURE.match(plain, position)
        end = number.end() if number else position + 1
        if number or not _SILENT.match(plain, position):
            signs.append(("#" if number else plain[position], (position, end)))
        position = end
    for length in range(1, _LONGEST_RUN + 1):
        for index in range(len(signs) - length + 1):
            run = signs[index : index + length]
            yield "".join(sign for sign, _ in run), (run[0][1][0], run[-1][1][1])


def _defined(sentence: Sentence) -> Iterator[tuple[str, Span]]:
    known = grammar(sentence.language)
    words = {name: match.span() for name, word in known.words.items() if (match := word.search(sentence.plain))}
    guards = {name: match.span() for name, guard in known.guards.items() if (match := guard.search(sentence.plain))}
    for name, span in words.items():
        yield f"<{name}>", span
    for name, span in guards.items():
        yield f"[{name}]", span
    names = sorted(words)
    for index, one in enumerate(names):
        for other in names[index + 1 :]:
            if one in _ALWAYS_PAIRED or other in _ALWAYS_PAIRED:
                yield f"<{one}&{other}>", words[one]
    for guard, span in guards.items():
        for name in names:
            yield f"[{guard}&{name}]", span


def _conceived(sentence: Sentence) -> Iterator[tuple[str, Span]]:
    """Each concept, every two that stand in the sentence, and in their order those that stand close together."""
    words = list(concepts.seen(sentence.plain, sentence.language))
    first: dict[str, Span] = {}
    for names, span in words:
        for name in names:
            first.setdefault(name, span)
    yield from ((f"@{name}", span) for name, span in first.items())
    yield from ((f"@{one}&{other}", first[one]) for one, other in combinations(sorted(first), 2))
    for distance in range(1, _FARTHEST + 1):
        mark = ">" if distance <= _NEIGHBOURS else ">>"
        for (ones, (start, _)), (others, (_, end)) in zip(words, words[distance:], strict=False):
            yield from ((f"@{one}{mark}{other}", (start, end)) for one in ones for other in others)


def _shape(sentence: Sentence) -> Iterator[tuple[str, Span]]:
    """How long it is, how it ends and what signs it holds: a title or a cell of a table looks unlike a condition."""
    whole = (0, len(sentence.plain))
    yield f"~{min(_LONGEST_STEP, len(sentence.plain) // _SIGNS_A_STEP[sentence.language])}", whole
    if not _CLOSED.search(sentence.plain):
        yield "~open", whole
    yield from ((f"~{match[0]}", match.span()) for match in _SHOWN_SIGNS.finditer(sentence.plain))
