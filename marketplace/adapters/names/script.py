"""Chinese characters: simplified forms out of OpenCC's table, sounds out of pypinyin's."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import opencc
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from marketplace.adapters.names.pinyin import MISREAD

LONGEST_SYLLABLE = 6
FEWEST = 2
"""Syllables of a Latin word that may be a name written by its sound; a single one is a word like any other [ours]."""

LONGEST_PHRASE = 4
"""Characters of a phrase that tells how one of them is read; longer ones are sayings, not names [ours]."""

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))


class ChineseScript:
    """What the two libraries know, kept in tables made once, when they are first asked for."""

    version = f"{version('opencc-python-reimplemented')}-{version('pypinyin')}-{len(MISREAD)}"

    @cached_property
    def simplified(self) -> Mapping[int, str]:
        """Traditional characters by their code point."""
        table = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
        pairs = (line.split() for line in table.read_text(encoding="utf-8").splitlines())
        return {ord(pair[0]): pair[1] for pair in pairs if len(pair) > 1 and pair[0] != pair[1]}

    def syllables(self, name: str) -> Sequence[str]:
        """A syllable a character: the usual one, but where the longest phrase around it says otherwise."""
        usual, phrases = self._usual, self._phrases
        found: list[str] = []
        for at, character in enumerate(name):
            syllable = usual.get(character)
            if syllable is not None:
                found.append((character in phrases and _read(name, at, phrases[character])) or syllable)
        return found

    def alike(self, character: str) -> Sequence[str]:
        """Those of GB/T 2312."""
        return [one for one in self._by_sound.get(self._usual.get(character, ""), ()) if one != character]

    def spelled(self, word: str) -> Sequence[str]:
        """The syllables that a Latin word of at least two syllables is written with; the longest first."""
        if not (word.isascii() and word.isalpha()):
            return ()
        found = self._split(word)
        return found if len(found) >= FEWEST else ()

    @cached_property
    def _usual(self) -> Mapping[str, str]:
        first = _plain(readings.partition(",")[0] for readings in PINYIN_DICT.values())
        return {chr(code): one for code, one in zip(PINYIN_DICT, first, strict=True) if _is_syllable(one)}

    @cached_property
    def _phrases(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """Of characters that do not always sound as usual: how the phrases with them are read."""
        short = [phrase for phrase in PHRASES_DICT if len(phrase) <= LONGEST_PHRASE]
        read = _plain(" ".join(one[0] for one in PHRASES_DICT[phrase]) for phrase in short)
        read_so = {phrase: syllables.split(" ") for phrase, syllables in zip(short, read, strict=True)}
        usual = self._usual
        found: dict[str, dict[str, Sequence[str]]] = {
            character: {}
            for phrase, syllables in read_so.items()
            for character, one in zip(phrase, syllables, strict=False)
            if usual.get(character) != one
        }
        for phrase, syllables in read_so.items():
            for character in phrase:
                if character in found:
                    found[character][phrase] = syllables
        return found

    @cached_property
    def _by_sound(self) -> Mapping[str, Sequence[str]]:
        """Common characters by each of their readings."""
        codes = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
        common = b"".join(codes).decode("gb2312", errors="ignore")
        found: dict[str, list[str]] = {}
        for character, readings in zip(common, _plain(PINYIN_DICT[ord(one)] for one in common), strict=True):
            for syllable in dict.fromkeys(readings.split(",")):
                found.setdefault(syllable, []).append(character)
        return found

    @cached_property
    def _known(self) -> frozenset[str]:
        common = (PINYIN_DICT.get(code, "") for code in range(0x4E00, 0x9FA6))
        return frozenset(filter(_is_syllable, _plain(one for readings in common for one in readings.split(","))))

    def _split(self, word: str) -> tuple[str, ...]:
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for begun in range(max(0, end - LONGEST_SYLLABLE), end):
                before = best[begun]
                if before is not None and word[begun:end] in self._known:
                    here = (*before, word[begun:end])
                    known = best[end]
                    if known is None or len(here) < len(known):
                        best[end] = here
        return best[-1] or ()


def _read(name: str, at: int, phrases: Mapping[str, Sequence[str]]) -> str | None:
    for size in range(LONGEST_PHRASE, 1, -1):
        for begun in range(max(0, at - size + 1), at + 1):
            syllables = phrases.get(name[begun : begun + size])
            if syllables is not None:
                return syllables[at - begun]
    return None


def _plain(readings: Iterable[str]) -> list[str]:
    """Without tones, ü as it is typed, in one go."""
    whole = unicodedata.normalize("NFD", "\n".join(readings))
    return whole.translate(_TONES).replace("u\u0308", "v").split("\n")


def _is_syllable(text: str) -> bool:
    return text.isascii() and text.isalpha()
