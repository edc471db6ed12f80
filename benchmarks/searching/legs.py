"""What a benchmark needs of an engine: ours behind the port, and the same questions put to the engine barely."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from benchmarks.searching.corpus import Asked
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.ports import Facet, SearchDocument, SearchEngine

Found = tuple[Sequence[int], int]
"""The numbers of a page and how many there are in all."""


@dataclass(frozen=True)
class Goal:
    """What was asked for, what came out, and whether that is enough."""

    name: str
    got: str
    is_met: bool


class Whole(NamedTuple):
    """All that an engine itself finds."""

    keys: Mapping[int, float]
    """What each number is ordered by, the largest first."""
    counts: Mapping[Facet, Mapping[str, int]]
    is_all: bool
    """Whether ours may find no more than this."""
    is_ordered: bool
    """Whether ours stands in the same order, but for equals."""


class Leg(Protocol):
    """One engine. Made from an empty folder."""

    engine: SearchEngine
    """Ours."""

    def reader(self) -> SearchEngine:
        """Ours opened once more, as another process has it."""

    def fill_bare(self, documents: Iterable[SearchDocument]) -> float | None:
        """Index them barely, as well as one knows how: seconds; nothing where the bare calls read our index."""

    def prepare(self, asked: Asked) -> None:
        """Analyse the question for the bare call: that costs it nothing."""

    def bare(self, asked: Asked) -> Found:
        """The answer by the engine's own calls."""

    def whole(self, asked: Asked) -> Whole | None:
        """The whole answer by the engine's own calls; None where they read our index, or mean something else."""

    def goals(self, ratios: Mapping[str, float]) -> Sequence[Goal]:
        """By the ratios ours to bare of each class, with the rows on both sides."""


def terms_of(asked: Asked, analysis: Analysis) -> list[str]:
    """The terms of a question, without the single character that ends each stretch of Chinese."""
    terms = analysis.terms(asked.text)
    return [term for term in terms if len(term) > 1] or terms


class Rows:
    """The providers' rows in the database, read by one prepared statement of twenty on either side."""

    def __init__(self, file: Path, documents: Iterable[SearchDocument]) -> None:
        self._database = sqlite3.connect(file)
        self._database.execute("CREATE TABLE provider (id INTEGER PRIMARY KEY, ref TEXT, name TEXT, star INTEGER)")
        self._database.executemany(
            "INSERT INTO provider VALUES (?, ?, ?, ?)",
            ((one.number, one.key, one.title, next(iter(one.sorts.values()), 0)) for one in documents),
        )
        self._database.commit()
        self._select = f"SELECT id, ref, name, star FROM provider WHERE id IN ({', '.join('?' * 20)})"  # noqa: S608 - question marks

    def of(self, numbers: Sequence[int]) -> Sequence[tuple[int, str, str, int]]:
        """The rows of a page in its order."""
        found = {row[0]: row for row in self._database.execute(self._select, [*numbers, *[0] * (20 - len(numbers))])}
        return [found[number] for number in numbers]
