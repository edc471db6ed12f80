"""Searching a bilingual directory: ours from the typed text to the rows, against the engine's bare calls.

Both sides answer the same questions in turns in one run, and both end with the same prepared SELECT of twenty rows.
A question counts by the quickest of its rounds, so that a busy machine does not decide; a class by the 50th and 95th
percentile of its questions. Exit code 1 when a goal is missed.
"""

import argparse
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple

from benchmarks.searching.bare_postgres import PostgresLeg
from benchmarks.searching.bare_tantivy import TantivyLeg
from benchmarks.searching.bare_whoosh import WhooshLeg
from benchmarks.searching.corpus import Asked, Corpus
from benchmarks.searching.legs import Found, Goal, Leg, Rows
from marketplace.adapters.names.script import ChineseScript
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.asking import read
from marketplace.domain.search.ports import HANDED_OVER, Kind, Question, SearchDocument, SearchEngine, Terms

LEGS: Mapping[str, Callable[[Path, Analysis], Leg]] = {
    "whoosh": WhooshLeg,
    "tantivy": TantivyLeg,
    "postgres": PostgresLeg,
}
DEEP = 0.9
"""The deep page is the thousandth, or where there is none, the one after so much of what is found [performance notes,
A]."""
ROUNDS = 9
CHANGES = 40
INDEXED_A_SECOND = 10_000
VISIBLE_WITHIN = 1.0
EXPONENT = 0.7
"""Of the time that the usual question takes [performance notes, A2]."""
SLOWEST = {"AND": EXPONENT, "facets": EXPONENT}
"""Of what the slowest take, where that is asked for; it is 1 for the other classes [performance notes, E]."""
MEASURED = 0.95
EQUAL = 1e-6
"""Scores that differ by less are equal."""


class Times(NamedTuple):
    """Milliseconds of a class: half of its questions take less, nineteen of twenty."""

    half: float
    most: float

    def __str__(self) -> str:
        return f"{self.half:8.3f} / {self.most:8.3f} ms"

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        """From what each question took."""
        ranked = sorted(one * 1000 for one in seconds)
        return cls(statistics.median(ranked), ranked[min(len(ranked) - 1, int(len(ranked) * MEASURED))])


def ours(engine: SearchEngine, analysis: Analysis, asked: Asked) -> Found:
    """What the directory does with a text: needs, one question, and another in the nearest words where nothing is."""
    needs = read(asked.text, analysis, {}, unfinished=asked.unfinished)
    question = Question(Kind.PROVIDER, needs, {}, asked.order, asked.offset, counted=asked.counted)
    answer = engine.find(question)
    if not answer.total and asked.of == "fuzzy":
        near = engine.near(Kind.PROVIDER, analysis.runs(asked.text)[0], 3)
        answer = engine.find(Question(Kind.PROVIDER, (tuple(Terms((word,)) for word in near),), {}, asked.order))
    return answer.numbers, answer.total


def build(leg: Leg, corpus: Corpus) -> float:
    """Index all through the port as a rebuild does: seconds in it, without those in which the documents are made up."""
    spent, documents = 0.0, corpus.documents()
    while batch := list(islice(documents, HANDED_OVER)):
        begun = time.perf_counter()
        leg.engine.put(batch)
        spent += time.perf_counter() - begun
    return spent


def measure(leg: Leg, corpus: Corpus, rows: Rows, analysis: Analysis) -> Mapping[str, tuple[Times, Times]]:
    """Ours and bare by class."""
    spent: dict[str, tuple[list[float], list[float]]] = {}
    for asked in (within(leg, analysis, asked) for asked in corpus.questions()):
        leg.prepare(asked)
        sides = (partial(ours, leg.engine, analysis, asked), partial(leg.bare, asked))
        compare(leg, analysis, asked, [side()[1] for side in sides])
        quickest = [math.inf, math.inf]
        for _ in range(ROUNDS):
            for at, side in enumerate(sides):
                begun = time.perf_counter()
                rows.of(side()[0])
                quickest[at] = min(quickest[at], time.perf_counter() - begun)
        mine, bare = spent.setdefault(asked.of, ([], []))
        mine.append(quickest[0])
        bare.append(quickest[1])
    return {of: (Times.of(mine), Times.of(bare)) for of, (mine, bare) in spent.items()}


def within(leg: Leg, analysis: Analysis, asked: Asked) -> Asked:
    """The question with a page that there is."""
    if not asked.offset:
        return asked
    _, total = ours(leg.engine, analysis, asked)
    return replace(asked, offset=min(asked.offset, int(total * DEEP)))


def compare(leg: Leg, analysis: Analysis, asked: Asked, totals: Sequence[int]) -> None:
    """Fail where ours does not find the same documents, count the same values and give the same order but for equals.

    Where a leg says that its engine means something else, ours must find no fewer.
    """
    assert totals[0] >= totals[1] or asked.of == "fuzzy", (asked, totals)
    whole = leg.whole(asked)
    if whole is None:
        return
    needs = read(asked.text, analysis, {}, unfinished=asked.unfinished)
    answer = leg.engine.find(Question(Kind.PROVIDER, needs, {}, asked.order, 0, totals[0], asked.counted))
    assert len({*answer.numbers}) == answer.total == totals[0], asked
    assert {*whole.keys} <= {*answer.numbers}, asked
    if whole.is_all:
        assert {*whole.keys} == {*answer.numbers}, asked
        assert answer.counts == whole.counts, asked
        if whole.is_ordered:
            keys = [whole.keys[number] for number in answer.numbers]
            assert all(one >= other - EQUAL for one, other in pairwise(keys)), asked


def visible(leg: Leg, corpus: Corpus, analysis: Analysis) -> Times:
    """From handing over one changed document until another reader finds it."""
    reader, spent = leg.reader(), []
    for n, document in enumerate(islice(corpus.documents(), CHANGES)):
        word = f"changed{n}"
        changed = SearchDocument(Kind.PROVIDER, document.number, document.key, word, document.body)
        question = Question(Kind.PROVIDER, read(word, analysis, {}))
        begun = time.perf_counter()
        leg.engine.put([changed])
        while not reader.find(question).total:
            time.sleep(0.001)
        spent.append(time.perf_counter() - begun)
    return Times.of(spent)


def run(name: str, size: int, folder: Path, analysis: Analysis) -> tuple[Mapping[str, Times], Sequence[Goal]]:
    """One engine at one size: what ours takes by class, and what was asked of it."""
    corpus, leg = Corpus(size), LEGS[name](folder / "index", analysis)
    seconds = build(leg, corpus)
    bare = leg.fill_bare(corpus.documents())
    print(f"\n{name}, {size:,} documents: {size / seconds:,.0f} a second", f"(bare {size / bare:,.0f})" if bare else "")
    times = measure(leg, corpus, Rows(folder / "rows.sqlite", corpus.documents()), analysis)
    for of, (mine, bare_times) in times.items():
        ratio = mine.most / bare_times.most
        print(f"  {of:10} ours {mine}   bare {bare_times}   {ratio:.2f}x")
    change = visible(leg, corpus, analysis)
    print(f"  one change is visible after {change.half:.0f} / {change.most:.0f} ms")
    goals = [
        *leg.goals({of: mine.most / bare_times.most for of, (mine, bare_times) in times.items()}),
        Goal(f"visible within {VISIBLE_WITHIN} s", f"{change.most:.0f} ms", change.most <= VISIBLE_WITHIN * 1000),
    ]
    if name == "tantivy":
        rate = size / seconds
        goals.append(Goal(f"{INDEXED_A_SECOND:,} documents a second", f"{rate:,.0f}", rate >= INDEXED_A_SECOND))
    return {of: mine for of, (mine, _) in times.items()}, goals


def growth(name: str, sizes: Sequence[int], times: Sequence[Mapping[str, Times]]) -> Sequence[Goal]:
    """The exponent k of time ~ sizeᵏ from the smallest to the largest, of the usual question and of the slowest."""
    goals = []
    for of in times[0]:
        half, most = (
            math.log(last / first) / math.log(sizes[-1] / sizes[0])
            for first, last in zip(times[0][of], times[-1][of], strict=True)
        )
        limit = SLOWEST.get(of, 1.0)
        goals += [
            Goal(f"{name}: {of} grows by at most N^{EXPONENT}", f"{half:.2f}", half <= EXPONENT),
            Goal(f"{name}: {of}, its slowest, by at most N^{limit}", f"{most:.2f}", most <= limit),
        ]
    return goals


def main() -> int:
    """Print everything; 1 when a goal of the largest size is missed."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--size", type=int, nargs="+", default=[10_000])
    options.add_argument("--engine", choices=LEGS, nargs="+", default=list(LEGS))
    chosen = options.parse_args()
    analysis, goals, sizes = Analysis(ChineseScript()), [], sorted(chosen.size)
    for name in chosen.engine:
        times = []
        for size in sizes:
            with tempfile.TemporaryDirectory(prefix="market-search-") as folder:
                taken, due = run(name, size, Path(folder), analysis)
            times.append(taken)
        goals += [*due, *(growth(name, sizes, times) if len(sizes) > 1 and name == "tantivy" else ())]
    print(f"\nAt {sizes[-1]:,} documents:")
    for goal in goals:
        print(f"  {'met   ' if goal.is_met else 'MISSED'} {goal.name}: {goal.got}")
    return 0 if all(goal.is_met for goal in goals) else 1


if __name__ == "__main__":
    sys.exit(main())
