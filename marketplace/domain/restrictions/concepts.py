"""Concepts: words that mean much the same in a notice, so that an unknown wording is read like a known one."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from marketplace.domain.restrictions import places
from marketplace.domain.restrictions.frames import FOLDER

Span = tuple[int, int]

FIGURE = re.compile(r"\d[\d,.]*")
"""A figure of any length says the same: that there is one."""

_WORD = re.compile(r"[a-z][a-z'-]*|#+|▲|%")
_ENDINGS = ("ations", "ation", "ing", "ies", "ed", "es", "s", "ly")
_SHORTEST_STEM = 4
_OF_A_PLACE = ("AREA", "PLACE")
_OF_A_FIGURE = ("NUM",)


def stem(word: str) -> str:
    """An English word without its ending."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def seen(plain: str, language: str) -> Iterator[tuple[tuple[str, ...], Span]]:
    """The words of a tidied sentence in order, each with the concepts it stands for (none: unknown) and its place."""
    return _english(plain) if language == "en" else _chinese(plain)


def _english(plain: str) -> Iterator[tuple[tuple[str, ...], Span]]:
    known = _table("en")
    for match in _WORD.finditer(FIGURE.sub(lambda figure: "#" * len(figure[0]), plain)):
        yield _special(match[0]) or known.get(match[0]) or known.get(stem(match[0]), ()), match.span()


def _chinese(plain: str) -> Iterator[tuple[tuple[str, ...], Span]]:
    known = _table("zh")
    for match in _chinese_words().finditer(plain):
        yield known.get(match[0]) or _special(match[0]), match.span()


def _special(word: str) -> tuple[str, ...]:
    if word[0] == places.SIGN:
        return _OF_A_PLACE
    return _OF_A_FIGURE if word[0] == "#" or word[0].isdecimal() else ()


@cache
def _table(language: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for line in (FOLDER / f"concepts_{language}.txt").read_text(encoding="utf-8").splitlines():
        name, _, words = line.partition(" = ")
        for word in words.split("|") if words else ():
            for form in {word, stem(word)}:
                found.setdefault(form, set()).add(name)
    return {word: tuple(sorted(names)) for word, names in found.items()}


@cache
def _chinese_words() -> re.Pattern[str]:
    words = sorted(_table("zh"), key=lambda word: (-len(word), word))
    return re.compile("|".join([f"{places.SIGN}+", FIGURE.pattern, *map(re.escape, words)]))
