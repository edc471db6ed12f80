"""Which parts of a text a search has found, and the piece of it that is most worth showing. Pure."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

from marketplace.domain.search import places
from marketplace.domain.search.analysis import LONGEST_TERM, Analysis, is_chinese, standing
from marketplace.domain.search.places import Place
from marketplace.domain.search.ports import Need, Phrase, Start, Terms

ELLIPSIS = "…"

LEAD = 4
"""A snippet shows one part in so many of its length before the first hit [ours]."""

NEARLY = 12
"""Characters that a snippet gives up to begin and end between two words [ours]."""


Pieces = list[str]
"""A text in pieces, every second of which was looked for: the second, the fourth. Joined they are the text."""


class Sought(NamedTuple):
    """What is marked: terms, beginnings of terms, and what a name may sound like."""

    whole: frozenset[str]
    begins: tuple[str, ...]
    latin: tuple[Terms | Phrase | Start, ...]

    @classmethod
    def of(cls, needs: Sequence[Need]) -> "Sought":
        """Read once for many texts."""
        every = [one for need in needs for one in need]
        begins = tuple(one.text for one in every if isinstance(one, Start))
        whole = frozenset(term for one in every if not isinstance(one, Start) for term in one.terms)
        return cls(whole, begins, tuple(filter(_is_latin, every)))


def marked(texts: Sequence[str], sought: Sought, analysis: Analysis, *, is_named: bool = False) -> list[Pieces]:
    """Each whole text in pieces; whatever its case, width or script. Only the first and the last may be empty.

    In names, which are found by their sound too, the characters that sound as was typed are marked.
    """
    every = _hits(texts, sought, analysis)
    if is_named and sought.latin:
        every = [_with_heard(text, hits, sought.latin, analysis) for text, hits in zip(texts, every, strict=True)]
    return list(map(_pieces, texts, every))


def snippets(texts: Sequence[str], sought: Sought, analysis: Analysis, longest: int) -> list[Pieces]:
    """The stretch of each text of at most `longest` characters with most of what was looked for, ellipses included.

    Nothing where there is no hit. White space becomes single spaces.
    """
    lines = [" ".join(text.split()) for text in texts]
    return [_snippet(*each, longest) for each in zip(lines, _hits(lines, sought, analysis), strict=True)]


def _snippet(line: str, hits: Sequence[Place], longest: int) -> Pieces:
    if not hits:
        return []
    if len(line) <= longest:
        return _pieces(line, hits)
    room = longest - 2 * len(ELLIPSIS)
    begun = _richest(hits, room, len(line))
    begun, end = _between_words(line, begun, min(begun + room, len(line)), hits)
    inside = [Place(hit.term, hit.start - begun, min(hit.end, end) - begun) for hit in hits if begun <= hit.start < end]
    pieces = _pieces(line[begun:end], inside)
    pieces[0] = ELLIPSIS * (begun > 0) + pieces[0]
    pieces[-1] += ELLIPSIS * (end < len(line))
    return pieces


def _hits(texts: Sequence[str], sought: Sought, analysis: Analysis) -> list[list[Place]]:
    """What was asked for in each text: sought in all at once where they keep their places, else in one by one."""
    whole = "\n".join(texts)
    if sought.begins or not analysis.is_even(whole):
        return [_hits_of(text, sought, analysis) for text in texts]
    plain = analysis.plain(whole)
    placed = sorted((start, end, term) for term in sought.whole for start, end in standing(plain, term))
    found: list[list[Place]] = [[] for _ in texts]
    ends = [*accumulate(len(text) + 1 for text in texts)]
    for start, end, term in placed:
        number = bisect_right(ends, start)
        begun = ends[number] - len(texts[number]) - 1
        found[number].append(Place(term, start - begun, end - begun))
    return found


def _hits_of(text: str, sought: Sought, analysis: Analysis) -> list[Place]:
    """The terms of the text that were asked for, and the beginnings."""
    whole, begins, _ = sought
    plain, pieces = analysis.plain(text), (*whole, *begins)
    if not any(piece in plain for piece in pieces):  # whatever a text's terms are, they stand in it
        return []
    found = []
    for place in places.terms(text, analysis, pieces):
        if place.term in whole:
            found.append(place)
        elif place.term.startswith(begins):
            is_first_alone = is_chinese(place.term) and place.term not in begins
            found.append(place._replace(end=place.start + 1) if is_first_alone else place)
    return found


def _with_heard(text: str, hits: list[Place], asked: Sequence[Terms | Phrase | Start], of: Analysis) -> list[Place]:
    """With the characters by whose sound a name is found."""
    syllables = () if text.isascii() else of.script.syllables(of.plain(text))
    if not (heard := {at for one in asked for at in _sounding(one, syllables)}):
        return hits
    sounding = (place for at, place in enumerate(places.sounds(text, of)) if at in heard)
    return sorted([*hits, *sounding], key=attrgetter("start", "end"))


def _is_latin(one: Terms | Phrase | Start) -> bool:
    first = one.text if isinstance(one, Start) else next(iter(one.terms), "")
    return first.isascii() and first.isalpha()


def _sounding(one: Terms | Phrase | Start, syllables: Sequence[str]) -> Iterator[int]:
    """Which of the syllables: some alone, those that follow one another, or all by their first letters or as a word."""
    whole, initials = "".join(syllables), "".join(syllable[0] for syllable in syllables)
    match one:
        case Start(text):
            yield from (at for at, syllable in enumerate(syllables) if syllable.startswith(text))
            if initials.startswith(text):
                yield from range(len(text))
            if whole.startswith(text):
                ends = accumulate(map(len, syllables))
                yield from range(1 + sum(end < len(text) for end in ends))
        case Phrase(terms):
            size = len(terms)
            for at in range(len(syllables) - size + 1):
                if tuple(syllables[at : at + size]) == terms:
                    yield from range(at, at + size)
        case Terms(terms):
            yield from (at for at, syllable in enumerate(syllables) if syllable in terms)
            if whole[:LONGEST_TERM] in terms or initials[:LONGEST_TERM] in terms:
                yield from range(len(syllables))


def _richest(hits: Sequence[Place], room: int, size: int) -> int:
    """Where the stretch begins that holds most different hits, the earliest of equals."""
    ends = [hit.end for hit in hits]
    best, most = 0, 0
    for number, hit in enumerate(hits):
        begun = max(0, min(hit.start - room // LEAD, size - room))
        held = hits[number : bisect_right(ends, begun + room)]
        different = len({one.term for one in held})
        if different > most:
            best, most = begun, different
    return best


def _between_words(line: str, begun: int, end: int, hits: Sequence[Place]) -> tuple[int, int]:
    """The stretch a little shorter, so that it cuts no word in two; no hit is lost by it."""
    first = next((hit.start for hit in hits if hit.start >= begun), end)
    last = max((hit.end for hit in hits if begun <= hit.start and hit.end <= end), default=begun)
    if begun and (space := line.find(" ", begun - 1, min(begun + NEARLY, first))) >= 0:
        begun = space + 1
    if end < len(line) and (space := line.rfind(" ", max(end - NEARLY, last), end + 1)) > begun:
        end = space
    return begun, end


def _pieces(text: str, hits: Sequence[Place]) -> Pieces:
    pieces: Pieces = []
    done = 0
    for start, end in _joined(hits):
        pieces += (text[done:start], text[start:end])
        done = end
    pieces.append(text[done:])
    return pieces


def _joined(hits: Sequence[Place]) -> list[tuple[int, int]]:
    """Slices that overlap or touch become one."""
    joined: list[tuple[int, int]] = []
    for hit in hits:
        if joined and hit.start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], hit.end)
        else:
            joined.append((hit.start, hit.end))
    return joined
