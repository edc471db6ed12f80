"""Reading the words and frames of one language from its table in ``frames/``."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "frames"

_WORD = re.compile(r"<([A-Z]+)>")
_HEAD = re.compile(r"^\[(\+?[A-Z_]+\d*)\]$")
_DEFINITION = re.compile(r"^([A-Z]+) = (.+)$")


@dataclass(frozen=True, slots=True)
class Shape:
    """What differs between languages: the gaps that ``~`` and ``~~`` stand for, and how far parts may stand apart."""

    short: str
    long: str
    reach: int
    whole_words: bool


SHAPES: Mapping[str, Shape] = {
    "zh": Shape("[^。；]{0,10}?", "[^。；]{0,30}?", 70, whole_words=False),
    "en": Shape("[^.;]{0,30}?", "[^.;]{0,90}?", 220, whole_words=True),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """Parts that must stand close together in any order, and parts that must not be in the clause."""

    parts: tuple[re.Pattern[str], ...]
    absent: tuple[re.Pattern[str], ...]
    reach: int

    def find(self, clause: str) -> tuple[int, int] | None:
        """Start and end of the tightest stretch of the clause that holds every part, or None."""
        if any(part.search(clause) for part in self.absent):
            return None
        anchors, *others = ([match.span() for match in part.finditer(clause)] for part in self.parts)
        if not all(others):
            return None
        for start, end in anchors:
            for spans in others:
                near = min(spans, key=lambda span: max(end, span[1]) - min(start, span[0]))
                start, end = min(start, near[0]), max(end, near[1])  # noqa: PLW2901 - the stretch grows
            if end - start <= self.reach:
                return start, end
        return None


@dataclass(frozen=True, slots=True)
class Grammar:
    """All frames of a language, by rule, and the guards: what takes a sentence or a part of it out of the check."""

    frames: Mapping[str, tuple[Frame, ...]]
    guards: Mapping[str, re.Pattern[str]]
    words: Mapping[str, re.Pattern[str]]


@dataclass(slots=True)
class _Reader:
    shape: Shape
    words: dict[str, str] = field(default_factory=dict)

    def pattern(self, text: str) -> str:
        return (
            _WORD.sub(lambda match: self.words[match[1]], text)
            .replace("~~", self.shape.long)
            .replace("~", self.shape.short)
        )

    def define(self, name: str, text: str) -> None:
        inner = f"(?:{self.pattern(text)})"
        self.words[name] = rf"(?<![a-z]){inner}(?![a-z])" if self.shape.whole_words else inner

    def compiled(self, text: str) -> re.Pattern[str]:
        inner = f"(?:{self.pattern(text)})"
        return re.compile(rf"(?<![a-z]){inner}(?![a-z])" if self.shape.whole_words else inner)

    def stem(self, text: str) -> re.Pattern[str]:
        """What must be absent is named by its stem: an "expert" also stands for experts."""
        inner = f"(?:{self.pattern(text)})"
        return re.compile(rf"(?<![a-z]){inner}" if self.shape.whole_words else inner)

    def frame(self, text: str) -> Frame:
        parts = [part.strip() for part in text.split(" & ")]
        return Frame(
            tuple(self.compiled(part) for part in parts if not part.startswith("!")),
            tuple(self.stem(part[1:]) for part in parts if part.startswith("!")),
            self.shape.reach,
        )


def _lines(table: str) -> Iterator[str]:
    for line in (FOLDER / f"{table}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


@cache
def grammar(language: str) -> Grammar:
    """The grammar of a language of `SHAPES`, read once."""
    return _read(language, _Reader(SHAPES[language]))


@cache
def structure(language: str) -> Grammar:
    """The frames of how a notice is built; words and guards that its table does not define are those of `grammar`."""
    known = grammar(language)
    reader = _Reader(SHAPES[language], {name: word.pattern for name, word in known.words.items()})
    own = _read(f"structure.{language}", reader)
    return Grammar(own.frames, {**known.guards, **own.guards}, own.words)


def _read(table: str, reader: _Reader) -> Grammar:
    frames: dict[str, list[Frame]] = {}
    guards: dict[str, list[str]] = {}
    section = ""
    for line in _lines(table):
        if head := _HEAD.match(line):
            section = head[1]
        elif definition := _DEFINITION.match(line):
            reader.define(definition[1], definition[2])
        elif section.startswith("+"):
            guards.setdefault(section[1:], []).append(reader.compiled(line).pattern)
        else:
            frames.setdefault(section, []).append(reader.frame(line))
    return Grammar(
        {rule: tuple(found) for rule, found in frames.items()},
        {name: re.compile("|".join(patterns)) for name, patterns in guards.items()},
        {name: re.compile(text) for name, text in reader.words.items()},
    )
