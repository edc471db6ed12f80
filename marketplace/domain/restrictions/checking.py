"""The check itself: frames are looked for clause by clause; guards take out what only sounds like a condition."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from marketplace.domain.regimes.states import Regime
from marketplace.domain.restrictions import frames, second_reader, sentences
from marketplace.domain.restrictions.frames import Grammar, grammar
from marketplace.domain.restrictions.rules import RULES, Binding, Rule, Severity
from marketplace.domain.restrictions.sentences import Sentence
from marketplace.kernel.i18n import Text

_CLAUSE = {"zh": re.compile(r"[；;]"), "en": re.compile(r";")}
_PART = {"zh": re.compile(r"[，,：:（）()]|但|；|;"), "en": re.compile(r"[,:;()]| but | however ")}

_FIGURE = {
    "zh": re.compile(r"[人民币\d.一二三四五六七八九十百千万亿]+(?:元|人|年|家|项|分|%)?"),
    "en": re.compile(r"[ ]?(?:rmb|usd|rs\.?|n|kes|cny)? ?\d[\d,.]*\d?(?: ?%| (?:million|crore|lakh|years|points))?"),
}
"""A figure right behind the words belongs to them."""


class Hit(NamedTuple):
    """Code of a rule, start and end; `is_worded`: a frame of the rule fits, it is not the second reader's opinion."""

    rule: str
    start: int
    end: int
    is_worded: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a stretch ``text[start:end]`` breaks, as it stands in one regime."""

    rule: Rule
    regime: Regime
    start: int
    end: int
    is_worded: bool = True
    """Whether the words themselves fit the rule; otherwise the sentence as a whole looks like such a condition."""

    @property
    def severity(self) -> Severity:
        """How hard the rule is in this regime. What only looks like a condition never blocks: a person judges it."""
        severity = self.rule.severity_in(self.regime)
        return severity if self.is_worded or severity is not Severity.BLOCK else Severity.WARN

    @property
    def binding(self) -> Binding:
        """Whether it binds this notice directly."""
        return self.rule.binding_in(self.regime)

    @property
    def advice(self) -> Text:
        """How to say it lawfully."""
        return self.rule.advice


def check(text: str, language: str | None = None, regime: Regime = Regime.BELOW_THRESHOLD) -> Sequence[Finding]:
    """Findings in the order of the text, each rule at most once a sentence; empty when nothing is wrong.

    `language` is ``zh`` or ``en``; without it the script of the text decides, sentence by sentence.
    """
    return [Finding(RULES[hit.rule], regime, hit.start, hit.end, hit.is_worded) for hit in hits(text, language)]


@cache
def version() -> str:
    """A number that changes whenever words, frames or weights do: ``2-`` and twelve hex digits."""
    digest = hashlib.sha256()
    for folder in (frames.FOLDER, second_reader.FOLDER):
        for path in sorted(folder.iterdir()):
            digest.update(path.name.encode() + path.read_bytes())
    return f"2-{digest.hexdigest()[:12]}"


def hits(text: str, language: str | None = None) -> list[Hit]:
    """Every rule once a sentence, at its first place."""
    found = [
        Hit(rule, *sentence.original(start, end), is_worded)
        for sentence in sentences.split(text, language)
        for rule, start, end, is_worded in in_sentence(sentence)
    ]
    return sorted(found, key=lambda hit: (hit.start, hit.rule))


def in_sentence(sentence: Sentence) -> list[Hit]:
    """Rules and stretches of `sentence.plain`: by frames, else in the opinion of the second reader.

    A sentence in which a guard excused something is not read a second time. Words that fit a frame are no finding where
    the whole sentence clearly looks like no condition, unless it waives something else, which would make it look so.
    """
    known = grammar(sentence.language)
    if known.guards["QUOTES"].search(sentence.plain):
        return []
    found, excused = by_frames(sentence, known)
    if excused:
        return found
    seen = second_reader.features(sentence)
    score = second_reader.score(sentence, seen)
    if found:
        waives = known.guards["WAIVES"].search(sentence.plain)
        return found if waives or score >= second_reader.AGREES_FROM else []
    if score < second_reader.FLAGGED_FROM[sentence.language]:
        return []
    return [Hit(*second_reader.opinion(sentence, seen), is_worded=False)]


def by_frames(sentence: Sentence, known: Grammar) -> tuple[list[Hit], bool]:
    """What the frames find, one stretch a rule, and whether a guard took something out."""
    found: dict[str, Hit] = {}
    excused = False
    for offset, clause in _pieces(sentence.plain, _CLAUSE[sentence.language]):
        if known.guards["SUBJECT"].search(clause) and not known.guards["DEMANDS"].search(clause):
            excused = True
            continue
        waived = list(_waived(clause, known, _PART[sentence.language]))
        for rule, worded in known.frames.items():
            for frame in worded:
                span = frame.find(clause)
                if span is None:
                    continue
                if not any(_overlap(span, gone) for gone in waived):
                    figure = _FIGURE[sentence.language].match(clause, span[1])
                    end = figure.end() if figure else span[1]
                    found.setdefault(rule, Hit(rule, offset + span[0], offset + end, is_worded=True))
                    break
                excused = True
    return list(found.values()), excused


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _pieces(text: str, mark: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    start = 0
    for match in mark.finditer(text):
        yield start, text[start : match.start()]
        start = match.end()
    yield start, text[start:]


def _waived(clause: str, known: Grammar, mark: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Stretches in which a restriction is forbidden, waived or said to play no part."""
    parts = [(start, start + len(part)) for start, part in _pieces(clause, mark)]
    for match in known.guards["WAIVES"].finditer(clause):
        yield match.start(), next(end for _, end in parts if match.start() <= end)
    for match in known.guards["EVEN"].finditer(clause):
        index = next(index for index, (_, end) in enumerate(parts) if match.start() <= end)
        yield parts[max(0, index - 1)][0], parts[index][1]
