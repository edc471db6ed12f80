"""Expressions that mean the same, in both languages: a table beside the code, one group of equals a line. Pure."""

import csv
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from marketplace.domain.search.analysis import Analysis, is_chinese, pairs
from marketplace.domain.search.asking import Synonyms

TABLE = Path(__file__).with_name("synonyms.csv")


@cache
def table() -> tuple[tuple[str, ...], ...]:
    """The groups of equal expressions as they are written down."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return tuple(tuple(filter(None, map(str.strip, row))) for row in csv.reader(lines))


def read(groups: Iterable[Sequence[str]], analysis: Analysis) -> Synonyms:
    """The groups as questions use them; an expression in two groups is equal to the members of both."""
    equals: dict[str, dict[tuple[str, ...], None]] = {}
    for group in groups:
        for expression in group:
            others = equals.setdefault(" ".join(analysis.runs(expression)), {})
            own = _terms(expression, analysis)
            others.update(dict.fromkeys(each for other in group if (each := _terms(other, analysis)) != own))
    return {expression: tuple(others) for expression, others in equals.items() if others}


def _terms(expression: str, analysis: Analysis) -> tuple[str, ...]:
    """What a document that holds the expression holds wherever it stands."""
    return tuple(term for run in analysis.runs(expression) for term in (pairs(run) if is_chinese(run) else (run,)))
