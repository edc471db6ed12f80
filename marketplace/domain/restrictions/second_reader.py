"""A second reader for sentences in which no frame is found: a linear model over words, word pairs and defined words.

It was taught with the project's own training sentences (see ``tests/domain/restrictions``) and is plain data: one
weight a feature, so that every answer can be explained by the features that weighed most.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from marketplace.domain.restrictions.frames import grammar
from marketplace.domain.restrictions.sentences import Sentence

FOLDER = Path(__file__).parent / "weights"

FLAGGED_FROM: Mapping[str, float] = {"zh": 1.3, "en": 1.4}
"""Scores from which it raises a finding by itself, chosen on sentences that had taught nothing yet [own default]."""

FEWEST_FEATURES = 12
"""Known features below which the second reader has no opinion: a word or two say nothing [own default]."""

SHOWN_FEATURES = 3
"""Features that explain an answer."""

_TOKEN = re.compile(r"[a-z']+|#+|▲|%")
_DIGITS = re.compile(r"\d[\d,.]*")
_SILENT = re.compile(r"[（）()、，,：:\"“”]")
_ENDINGS = ("ations", "ation", "ing", "ies", "ed", "es", "s", "ly")
_SHORTEST_STEM = 4
_LONGEST_RUN = 3
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
    for name, span in (*seen, *_defined(sentence)):
        found.setdefault(name, span)
    return found


def score(sentence: Sentence, seen: Mapping[str, Span]) -> float:
    """How much a sentence looks like a restrictive condition; from 0 on it is more likely one than not."""
    known = weights(sentence.language)
    weighed = [known.condition[name] for name in seen if name in known.condition]
    if len(weighed) < FEWEST_FEATURES:
        return known.bias
    return known.bias + sum(weighed) / math.sqrt(len(weighed) + 1)


def opinion(sentence: Sentence, seen: Mapping[str, Span]) -> tuple[str, int, int]:
    """The rule that a flagged sentence most likely breaks, and the stretch of the heaviest features."""
    known = weights(sentence.language)
    rule = max(known.rules, key=lambda name: (sum(known.rules[name].get(feature, 0.0) for feature in seen), name))
    worth = {name: known.condition.get(name, 0.0) + known.rules[rule].get(name, 0.0) for name in seen}
    heaviest = sorted(worth, key=lambda name: (-worth[name], name))[:SHOWN_FEATURES]
    return rule, min(seen[name][0] for name in heaviest), max(seen[name][1] for name in heaviest)


def _words(plain: str) -> Iterator[tuple[str, Span]]:
    text = _DIGITS.sub(lambda match: "#" * len(match[0]), plain)
    tokens = [("#" if match[0][0] == "#" else _stem(match[0]), match.span()) for match in _TOKEN.finditer(text)]
    yield from tokens
    for (one, (start, _)), (other, (_, end)) in pairwise(tokens):
        yield f"{one} {other}", (start, end)
    for (one, (start, _)), (other, (_, end)) in zip(tokens, tokens[2:], strict=False):
        yield f"{one} _ {other}", (start, end)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def _runs(plain: str) -> Iterator[tuple[str, Span]]:
    signs: list[tuple[str, Span]] = []
    position = 0
    while position < len(plain):
        number = _DIGITS.match(plain, position)
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
