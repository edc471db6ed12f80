"""Finding: a text and what narrows it become an answer, and where nothing is found, what would help. Writes nothing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from marketplace.domain.search import asking, places
from marketplace.domain.search.analysis import Analysis, is_chinese, pairs
from marketplace.domain.search.asking import Synonyms
from marketplace.domain.search.engines import EngineName
from marketplace.domain.search.ports import Answer, Facet, Kind, Need, Order, Question, SearchEngine, Terms

MOST_MENDED = 4
"""Words of a text that are mended or left out on trial, so that a long text is not a costly search [ours]."""

LONGEST_STRETCH = 24
"""Chinese characters of a stretch that is looked into for seams [ours]."""

MOST_ALIKE = 400
"""Other characters that are tried in a stretch, so that a common syllable is not a costly search [ours]."""

MOST_HINTS = 6
"""Ways out of an empty answer that are offered [ours]."""

_PIECE = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one asks, `providers.search`: an engine with its analysis, and the expressions that mean the same."""

    name: EngineName
    engine: SearchEngine
    analysis: Analysis
    synonyms: Synonyms

    def needs(self, text: str, *, unfinished: bool = False) -> tuple[Need, ...]:
        """What a text asks for; `unfinished` where its last word is still being typed."""
        return asking.read(text, self.analysis, self.synonyms, unfinished=unfinished)


@dataclass(frozen=True, slots=True)
class Asked:
    """One page of one kind: `text` as it was typed, facets chosen (one of the values each), order, page, counts.

    Without a text all of the kind are meant; `Order.BEST` then means the order of their numbers.
    """

    kind: Kind
    text: str = ""
    chosen: Mapping[Facet, frozenset[str]] = field(default_factory=dict)
    order: Order = Order.BEST
    offset: int = 0
    limit: int = 20
    counted: tuple[Facet, ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """What to leave out, a word as it was typed or one facet, and how many documents would then be found, never 0."""

    total: int
    word: str = ""
    facet: Facet | None = None
    text: str = ""
    """What to ask instead: the text without the word, or the text as it was."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer, and what it is an answer to."""

    answer: Answer
    understood: str
    """The text that was answered. Another than the one asked only where that one finds nothing: a page says so."""
    needs: tuple[Need, ...]
    """What the understood text asks for; `highlighting` marks it."""
    hints: tuple[Hint, ...] = ()
    """Where nothing is found in spite of all: ways out, the most fruitful first."""


def find(desk: Desk, asked: Asked) -> Found:
    """Answer; where the text as typed finds nothing, what it was probably meant to be is answered instead.

    First its last word may be the beginning of one. Then a misspelt Latin word becomes a word of the documents that one
    slip makes of it; Chinese gets one character for another of the same sound, or falls apart where no document joins
    what is written in one stretch. If nothing helps, `hints` say what to leave out.
    """
    found = _answered(desk, asked, asked.text)
    if found.answer.total or not found.needs:
        return found if found.answer.total else replace(found, hints=_hints(desk, asked))
    begun = _answered(desk, asked, asked.text, unfinished=True)
    if begun.answer.total:
        return begun
    mended = replace(asked, text=_mended(desk, asked))
    if mended.text != asked.text:
        other = _answered(desk, asked, mended.text)
        if other.answer.total:
            return other
    return replace(found, hints=_hints(desk, mended))


def suggest(desk: Desk, text: str, kinds: Sequence[Kind], limit: int) -> Mapping[Kind, Answer]:
    """The best few of each kind for a text whose last word is still being typed; kinds without a hit are left out."""
    needs = desk.needs(text, unfinished=True)
    if not needs:
        return {}
    answers = {kind: desk.engine.find(Question(kind, needs, limit=limit)) for kind in kinds}
    return {kind: answer for kind, answer in answers.items() if answer.total}


def _answered(desk: Desk, asked: Asked, text: str, *, unfinished: bool = False) -> Found:
    needs = desk.needs(text, unfinished=unfinished)
    question = Question(asked.kind, needs, asked.chosen, asked.order, asked.offset, asked.limit, asked.counted)
    return Found(desk.engine.find(question), text, needs)


def _total(desk: Desk, asked: Asked, needs: tuple[Need, ...]) -> int:
    return desk.engine.find(Question(asked.kind, needs, asked.chosen, limit=0)).total


def _is_known(desk: Desk, kind: Kind, need: Need) -> bool:
    return desk.engine.find(Question(kind, (need,), limit=0)).total > 0


def _mended(desk: Desk, asked: Asked) -> str:
    """The text with each word that no document of the kind holds put right, and each stretch of Chinese apart."""
    mended, done, left = "", 0, MOST_MENDED
    for place in places.runs(asked.text, desk.analysis):
        if left and (is_chinese(place.term) or not _is_known(desk, asked.kind, (Terms((place.term,)),))):
            left -= 1
            mended += asked.text[done : place.start] + _put_right(desk, asked.kind, place.term)
            done = place.end
    return mended + asked.text[done:]


def _put_right(desk: Desk, kind: Kind, run: str) -> str:
    if is_chinese(run):
        stretch = run[:LONGEST_STRETCH]
        pieces = list(_apart(desk, kind, stretch))
        return (_sounding_alike(desk, kind, pieces) or " ".join(pieces)) + run[LONGEST_STRETCH:]
    return next(iter(desk.engine.near(kind, run, 1)), run)


def _sounding_alike(desk: Desk, kind: Kind, pieces: Sequence[str]) -> str:
    """The stretch with another character of the same sound for one that joins none beside it, if documents hold that.

    Of several it is mostly the one in most documents; empty for none.
    """
    made: list[str] = []
    for at, piece in enumerate(pieces):
        if len(piece) == 1 < len(pieces):
            before, behind = "".join(pieces[:at]), "".join(pieces[at + 1 :])
            made += [f"{before}{one}{behind}" for one in desk.analysis.script.alike(piece)]

    def documents(some: Sequence[str]) -> int:
        any_of_them = tuple(Terms(tuple(pairs(one))) for one in some)
        return desk.engine.find(Question(kind, (any_of_them,), limit=0)).total if some else 0

    made = made[:MOST_ALIKE]
    if not documents(made):
        return ""
    while len(made) > 1:
        middle = len(made) // 2
        made = max(made[:middle], made[middle:], key=documents)
    return made[0]


def _apart(desk: Desk, kind: Kind, run: str) -> Iterator[str]:
    """The stretch, cut between two characters that stand side by side in no document of the kind."""
    begun = 0
    for at, pair in enumerate(pairs(run), 1):
        if not _is_known(desk, kind, (Terms((pair,)),)):
            yield run[begun:at]
            begun = at
    yield run[begun:]


def _hints(desk: Desk, asked: Asked) -> tuple[Hint, ...]:
    needs = desk.needs(asked.text)
    hints = []
    for facet in asked.chosen:
        others = {name: values for name, values in asked.chosen.items() if name is not facet}
        hints.append(Hint(_total(desk, replace(asked, chosen=others), needs), facet=facet, text=asked.text))
    pieces = list(_PIECE.finditer(asked.text))
    for piece in pieces[:MOST_MENDED]:
        rest = f"{asked.text[: piece.start()]} {asked.text[piece.end() :]}"
        if desk.needs(rest) or asked.chosen:
            total = _total(desk, asked, desk.needs(rest))
            hints.append(Hint(total, word=piece.group(), text=" ".join(rest.split())))
    fruitful = sorted((hint for hint in hints if hint.total), key=lambda hint: -hint.total)
    return tuple(fruitful[:MOST_HINTS])
