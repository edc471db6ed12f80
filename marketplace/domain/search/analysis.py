"""One analysis for every engine, of documents and of questions alike.

Words of Latin and other letters stay whole, without case, width and accents; Chinese, in simplified script, becomes
overlapping pairs of characters, which find any part of a name. A name is also found by its sound: syllables, all of
them in one word, and their first letters. Pure.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from operator import add
from typing import NamedTuple

from marketplace.domain.search.ports import Script, SearchDocument

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ASTRAL = "\U00010000"
_WORD = re.compile(rf"[^\W_{_HAN}]+")
_RUN = re.compile(rf"[{_HAN}]+|{_WORD.pattern}")
_EVEN = re.compile("[\0-\x7f·—‘’“”\u3000-\u3002\u3008-\u3011\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e]*").fullmatch
_MARKS = dict.fromkeys(range(768, 880))
FIRST_HAN = "\u3400"
"""Letters before this one are not Chinese; the few scripts after it are cut into pairs like Chinese."""

LONGEST_TERM = 60
"""Characters of a word that are indexed; longer ones are cut [ours]."""

# What each byte of an ASCII text becomes: itself or a space; an x or a space, to see how long words are.
_APART = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)).ljust(256)
_SHAPE = bytes(ord("x" if chr(code).isalnum() else " ") for code in range(128)).ljust(256)
_TOO_LONG = b"x" * (LONGEST_TERM + 1)

KNOWN = 16_384
"""Characters that are remembered; fewer than ten thousand are in common use [ours]."""

VERSION = "3"
"""Counted on whenever the same text would give other terms, or the same document another digest."""


class Analysed(NamedTuple):
    """The terms of a document in their order, apart by spaces; no term has white space in itself."""

    title: str
    body: str


class _Letters(dict[str, str]):
    """What each character becomes, found out once for the first `KNOWN`: a visitor may ask for all that there are."""

    def __init__(self, plain: Callable[[str], str]) -> None:
        super().__init__()
        self._plain = plain

    def __missing__(self, character: str) -> str:
        plain = self._plain(character)
        return self.setdefault(character, plain) if len(self) < KNOWN else plain


class Analysis:
    """The analysis with one knowledge of Chinese characters."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.version = f"{VERSION}-{script.version}"
        self._letters = {**script.simplified, **_MARKS}
        self._may_change = re.compile(_any_of(map(chr, self._letters))).search
        self._each = _Letters(self.plain)

    def plain(self, text: str) -> str:
        """The text without case, width, accents and traditional forms."""
        if text.isascii():
            return text.lower()
        folded = unicodedata.normalize("NFKD", text).casefold()
        return folded.translate(self._letters) if self._may_change(folded) else folded

    def plain_letters(self, text: str) -> list[str]:
        """What each character of a text becomes by itself, of any length."""
        return list(map(self._each.__getitem__, text))

    def runs(self, text: str) -> list[str]:
        """Words, and stretches of Chinese, in their order."""
        return _RUN.findall(self.plain(text))

    def is_even(self, text: str) -> bool:
        """Whether surely each character becomes one: then a place in the plain text is that place in the text."""
        return _EVEN(text) is not None

    def terms(self, text: str) -> list[str]:
        """The terms of a text in their order: words, pairs of characters, and the last character of a stretch alone."""
        return self.line(text).split()

    def line(self, text: str) -> str:
        """The terms of a text apart by spaces; of English nothing but what parts its words changes."""
        plain = self.plain(text)
        if plain.isascii():
            written = plain.encode("ascii")
            if _TOO_LONG not in written.translate(_SHAPE):
                return written.translate(_APART).decode("ascii")
        found: list[str] = []
        for run in _RUN.findall(plain):
            if run < FIRST_HAN:
                found.append(run if len(run) <= LONGEST_TERM else run[:LONGEST_TERM])
            else:
                found += map(add, run, run[1:])
                found.append(run[-1])
        return " ".join(found)

    def document(self, document: SearchDocument) -> Analysed:
        """The terms of a document; those of its sound stand behind those of its title."""
        title = self.line(document.title)
        if document.is_named:
            title = " ".join([title, *self.sounds(document.title)])
        return Analysed(title, self.line(document.body))

    def sounds(self, name: str) -> list[str]:
        """Each syllable, all in one word, and the first letters in one word."""
        syllables = [] if name.isascii() else list(self.script.syllables(self.plain(name)))
        if not syllables:
            return []
        whole, initials = "".join(syllables), "".join(syllable[0] for syllable in syllables)
        return [*syllables, whole[:LONGEST_TERM], initials[:LONGEST_TERM]]


def standing(plain: str, term: str) -> Iterator[tuple[int, int]]:
    """Where a term stands in what `Analysis.plain` makes of an even text: slices of that, and so of the text."""
    at = plain.find(term)
    while at >= 0:
        if found := _RUN.match(plain, at):
            run = found[0]
            if run >= FIRST_HAN:
                if run[:2] == term:
                    yield at, at + len(term)
            elif run[:LONGEST_TERM] == term and not (at and _WORD.match(plain, at - 1)):
                yield at, found.end()
        at = plain.find(term, at + 1)


def is_chinese(run: str) -> bool:
    """Whether a run is cut into pairs."""
    return run[0] >= FIRST_HAN


def pairs(run: str) -> Iterator[str]:
    """The pairs of a stretch of at least two characters."""
    return (run[at : at + 2] for at in range(len(run) - 1))


def _any_of(characters: Iterable[str]) -> str:
    """A pattern of one of these characters, or of any beyond the first 65,536: few, and to name them would be slow."""
    return f"[{''.join(re.escape(one) for one in characters if one < _ASTRAL)}{_ASTRAL}-\U0010ffff]"
