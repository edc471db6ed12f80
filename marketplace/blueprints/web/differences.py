"""Two wordings side by side, with the words in which they differ marked as deleted and inserted."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from markupsafe import Markup, escape

WORD = re.compile(r"[0-9A-Za-z]+|\s|.", re.DOTALL)
"""A Latin word or number, a blank, or a single sign: Chinese is compared character by character."""

MOST_STEPS = 1_000_000
"""Words of one passage times words of the other; longer ones are marked whole, a page does not wait [own default]."""
REMEMBERED = 256
DELETED, INSERTED = Markup("<del>{}</del>"), Markup("<ins>{}</ins>")

Piece = tuple[bool, str]
"""Whether it differs, and the text."""


@lru_cache(maxsize=REMEMBERED)
def marked(before: str, after: str) -> tuple[Markup, Markup]:
    """Both as HTML: what went in ``<del>``, what came in ``<ins>``; an empty one is a dash."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    gone: list[Piece] = []
    come: list[Piece] = []
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left, right = "".join(old[start:end]), "".join(new[first:last])
        if kind == "equal":
            gone.append((False, left))
            come.append((False, right))
        else:
            _passage(left, right, gone, come)
    return _html(gone, DELETED), _html(come, INSERTED)


def _passage(left: str, right: str, gone: list[Piece], come: list[Piece]) -> None:
    """Word by word, where that does not take too long."""
    old, new = WORD.findall(left), WORD.findall(right)
    if len(old) * len(new) > MOST_STEPS:
        gone.append((True, left))
        come.append((True, right))
        return
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone.append((kind != "equal", "".join(old[start:end])))
        come.append((kind != "equal", "".join(new[first:last])))


def _html(pieces: Sequence[Piece], element: Markup) -> Markup:
    return Markup().join(_parts(pieces, element)) or Markup("–")


def _parts(pieces: Sequence[Piece], element: Markup) -> Iterator[Markup]:
    for differs, text in pieces:
        if text:
            shown = Markup("<br>").join(escape(line) for line in text.split("\n"))
            yield element.format(shown) if differs else shown
