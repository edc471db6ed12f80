"""Sentences and clauses of a text, tidied for matching, each sign with its place in the original."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.domain.restrictions import places

_ENDS = {
    "zh": re.compile(r"[。！？\n]+"),
    "en": re.compile(r"(?<=[a-z)\]%\"”0-9])[.!?](?=\s+[A-Z(\[\"“\d]|\s*$)|\n+"),
}
_ABBREVIATIONS = re.compile(r"\b(?:No|Nos|Rs|Art|Arts|approx|min|max|Ltd|Co|e\.g|i\.e|vs|St|Mr|Ms|Dr)$")
_CJK = re.compile(r"[一-鿿]")
_LATIN = re.compile(r"[A-Za-z]")
_LATIN_PER_CJK = 4
"""An English word has about four letters where Chinese has one character."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`plain` is what is matched: narrow signs, small letters, one sign a place; `at[i]` is where `plain[i]` stands."""

    plain: str
    at: tuple[int, ...]
    language: str

    def original(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of `plain` as a stretch of the original text."""
        return self.at[start], self.at[end]


def language_of(text: str) -> str:
    """``zh`` or ``en``, by which script says more."""
    return "zh" if len(_CJK.findall(text)) * _LATIN_PER_CJK >= len(_LATIN.findall(text)) else "en"


def split(text: str, language: str | None = None) -> Iterator[Sentence]:
    """The sentences of a text, in order."""
    for start, end in _stretches(text, language or language_of(text)):
        part = text[start:end]
        if part.strip():
            yield _tidy(part, start, language or language_of(part))


def _stretches(text: str, language: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in _ENDS[language].finditer(text):
        if language == "en" and _ABBREVIATIONS.search(text[start : mark.start()]):
            continue
        yield start, mark.end()
        start = mark.end()
    yield start, len(text)


def _tidy(part: str, offset: int, language: str) -> Sentence:
    named = dict(places.spans(part, language))
    signs: list[str] = []
    at: list[int] = []
    index = 0
    while index < len(part):
        if (end := named.get(index)) is not None:
            signs.append(places.SIGN)
            at.append(offset + index)
            index = end
            continue
        sign = part[index]
        if not sign.isspace():
            signs.append(_narrow(sign, language))
            at.append(offset + index)
        elif language == "en" and signs and signs[-1] != " ":
            signs.append(" ")
            at.append(offset + index)
        index += 1
    return Sentence("".join(signs), (*at, offset + len(part.rstrip())), language)


def _narrow(sign: str, language: str) -> str:
    if language == "zh":
        return (
            unicodedata.normalize("NFKC", sign)
            if sign.isalnum() and len(unicodedata.normalize("NFKC", sign)) == 1
            else sign
        )
    lower = unicodedata.normalize("NFKC", sign).lower()
    return {"’": "'", "‘": "'"}.get(sign, lower if len(lower) == 1 else sign)
