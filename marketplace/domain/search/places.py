"""Where the runs and terms of a text stand in it as it is written: analysis changes lengths, a reader's text may not.

Pure.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from marketplace.domain.search.analysis import LONGEST_TERM, Analysis, is_chinese


class Place(NamedTuple):
    """A run or term of the analysis and the slice of the written text that it stands for."""

    term: str
    start: int
    end: int


def runs(text: str, analysis: Analysis) -> Iterator[Place]:
    """The runs of a text in their order, with their places."""
    for run, at in _located(text, analysis):
        yield Place(run, at[0], at[-1])


def terms(text: str, analysis: Analysis, sought: Collection[str] = ("",)) -> Iterator[Place]:
    """The terms of a text in their order, with their places; of the runs in which something sought stands."""
    for run, at in _located(text, analysis, sought):
        if is_chinese(run):
            for begun in range(len(run)):
                term = run[begun : begun + 2]
                yield Place(term, at[begun], max(at[begun + len(term)], at[begun] + 1))
        else:
            yield Place(run[:LONGEST_TERM], at[0], at[-1])


def sounds(text: str, analysis: Analysis) -> Iterator[Place]:
    """The syllables of a name in their order, each with the character that sounds so."""
    script = analysis.script
    sounding = [at for at, character in enumerate(text) for one in analysis.plain(character) if script.syllables(one)]
    for syllable, at in zip(script.syllables(analysis.plain(text)), sounding, strict=False):
        yield Place(syllable, at, at + 1)


def _located(text: str, analysis: Analysis, sought: Collection[str] = ("",)) -> Iterator[tuple[str, Sequence[int]]]:
    """Each run with the index in the text of each of its characters, and behind them where the run ends."""
    written: Sequence[int]
    if text.isascii():
        plain, written = text.lower(), range(len(text) + 1)
    else:
        folded = analysis.plain_letters(text)
        plain, written = "".join(folded), [*(at for at, piece in enumerate(folded) for _ in piece), len(text)]
    at = 0
    for run in analysis.runs(text):
        begun = plain.find(run, at)
        if begun < 0:  # marks of other scripts may change places when a whole text is folded
            continue
        at = begun + len(run)
        if any(one in run for one in sought):
            yield run, [*written[begun:at], max(written[at], written[at - 1] + 1)]
