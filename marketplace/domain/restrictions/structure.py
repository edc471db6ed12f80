"""What a text says of how a notice is built: own rules S1, S2, S6, S10 and S11, read by frames of their own. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from marketplace.domain.restrictions import frames, sentences
from marketplace.domain.restrictions.checking import by_frames

ALONE = frozenset({"S1", "S2", "S6", "S10"})
"""The checks that a sentence decides by itself; S11 also needs the criteria of the notice."""


class Told(NamedTuple):
    """The number of a check, the stretch that it is about and the sentence around it, as places in the text."""

    check: str
    start: int
    end: int
    sentence: tuple[int, int]


def told(text: str, language: str | None = None) -> Sequence[Told]:
    """In the order of the text, each check once a sentence; what quotes the law or waives the thing is left out."""
    found = []
    for sentence in sentences.split(text, language):
        known = frames.structure(sentence.language)
        if known.guards["QUOTES"].search(sentence.plain):
            continue
        hits, _excused = by_frames(sentence, known)
        around = sentence.original(0, len(sentence.plain))
        found += [Told(hit.rule, *sentence.original(hit.start, hit.end), around) for hit in hits]
    return sorted(found, key=lambda each: (each.start, each.check))
