"""One analysis for every engine: Latin words, and Chinese as overlapping pairs, which find any substring."""

import re
import unicodedata
from collections.abc import Iterator

_RUN = re.compile(r"[0-9a-z]+|[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


def _runs(text: str) -> Iterator[str]:
    return (run.group() for run in _RUN.finditer(unicodedata.normalize("NFKC", text).casefold()))


def index_terms(text: str) -> list[str]:
    """Every term a document is found by: words, single characters and pairs."""
    terms: list[str] = []
    for run in _runs(text):
        if run[0].isascii():
            terms.append(run)
        else:
            terms += [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
    return terms


def query_terms(text: str) -> list[str]:
    """The terms that must all be present: words, pairs, and a character only where it stands alone."""
    terms: list[str] = []
    for run in _runs(text):
        if run[0].isascii() or len(run) == 1:
            terms.append(run)
        else:
            terms += [run[i : i + 2] for i in range(len(run) - 1)]
    return list(dict.fromkeys(terms))
