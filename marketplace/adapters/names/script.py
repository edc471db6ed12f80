"""Chinese characters: simplified forms out of OpenCC's table, sounds out of pypinyin's."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import opencc
from pypinyin import Style, lazy_pinyin, load_phrases_dict, pinyin_dict
from pypinyin.contrib.tone_convert import to_normal

from marketplace.adapters.names.pinyin import MISREAD

LONGEST_SYLLABLE = 6
FEWEST = 2
"""Syllables of a Latin word that may be a name written by its sound; a single one is a word like any other [ours]."""


def _simplified() -> dict[int, str]:
    table = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    pairs = (line.split() for line in table.read_text(encoding="utf-8").splitlines())
    return {ord(pair[0]): pair[1] for pair in pairs if len(pair) > 1 and pair[0] != pair[1]}


def _known_syllables() -> frozenset[str]:
    common = range(0x4E00, 0x9FA6)
    readings = (pinyin_dict.pinyin_dict.get(code, "") for code in common)
    plain = {to_normal(reading) for each in readings for reading in each.split(",") if reading}
    return frozenset(one for one in plain if one.isascii() and one.isalpha())


class ChineseScript:
    """What the two libraries know, kept in tables made once."""

    version = f"{version('opencc-python-reimplemented')}-{version('pypinyin')}"

    def __init__(self) -> None:
        load_phrases_dict(MISREAD)
        self.simplified: Mapping[int, str] = _simplified()
        self._known = _known_syllables()
        self.syllables = lru_cache(maxsize=65_536)(self._syllables)

    def _syllables(self, name: str) -> Sequence[str]:
        found = lazy_pinyin(name, style=Style.NORMAL, errors="ignore")
        return tuple(one for one in found if one.isascii() and one.isalpha())

    def spelled(self, word: str) -> Sequence[str]:
        """The syllables that a Latin word of at least two syllables is written with; the longest first."""
        if not (word.isascii() and word.isalpha()):
            return ()
        found = self._split(word)
        return found if len(found) >= FEWEST else ()

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
