"""What search needs from outside: an engine, and what Chinese characters are in simplified script and in sound."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Protocol


class Kind(StrEnum):
    """What can be found."""

    TENDER = "tender"
    PROVIDER = "provider"
    AWARD = "award"
    ITEM = "item"
    DECISION = "decision"


class Facet(StrEnum):
    """What a search can be narrowed by and is counted by; a document may have several values of one."""

    ITEM = "item"
    """Codes of service items."""
    REGION = "region"
    """GB/T 2260 codes without their trailing ``00``: a place and every place around it, e.g. 51, 5101, 510107."""
    RATING = "rating"
    """The band of the public star: 1 to 4 for "at least so many"; none while the data are insufficient."""
    QUALIFICATION = "qualification"
    STATUS = "status"
    METHOD = "method"
    DEPARTMENT = "department"
    CATEGORY = "category"
    PAYER = "payer"
    YEAR = "year"


class Order(StrEnum):
    """What hits can be sorted by; equals follow by `number`, the smaller first, but for equal relevance.

    Hits of equal relevance stand in an order of the engine's, the same on every page as long as nothing changes.
    """

    BEST = "best"
    """Relevance: BM25 over words, a hit in the title counting more; all equal where nothing is asked.

    Behind the first hundreds of many hits an engine may follow an order of its own, which `/ranking` tells.
    """
    NEWEST = "newest"
    """`Sort.AT`, the largest first."""
    RATING = "rating"
    """`Sort.STAR`, the largest first."""
    DEADLINE = "deadline"
    """`Sort.UNTIL`, the smallest first."""
    CHEAPEST = "cheapest"
    """`Sort.PRICE`, the smallest first."""
    DEAREST = "dearest"
    """`Sort.PRICE`, the largest first."""


class Sort(StrEnum):
    """The numbers a document is sorted by, 0 where it has none."""

    AT = "at"
    """Seconds since 1970."""
    STAR = "star"
    """The public star in hundredths, 0 while the data are insufficient."""
    UNTIL = "until"
    """Seconds since 1970."""
    PRICE = "price"
    """Fen."""


SORTED_BY: Mapping[Order, tuple[Sort, bool]] = {
    Order.NEWEST: (Sort.AT, True),
    Order.RATING: (Sort.STAR, True),
    Order.DEADLINE: (Sort.UNTIL, False),
    Order.CHEAPEST: (Sort.PRICE, False),
    Order.DEAREST: (Sort.PRICE, True),
}
"""The number behind an order, and whether the largest comes first."""


SORTS: Mapping[Kind, frozenset[Sort]] = {
    Kind.TENDER: frozenset({Sort.AT, Sort.UNTIL, Sort.PRICE}),
    Kind.PROVIDER: frozenset({Sort.AT, Sort.STAR}),
    Kind.AWARD: frozenset({Sort.AT, Sort.PRICE}),
    Kind.ITEM: frozenset(),
    Kind.DECISION: frozenset({Sort.AT}),
}
"""The numbers that documents of a kind may have; sorted by another one, all are equal."""


RANKING = "2"
"""The version of the published order: counted on whenever the same documents would stand in another one."""


HANDED_OVER = 200_000
"""Documents that a rebuild puts into an index at once, some 400 MB: an engine takes in few large lots at twice the rate
of many small ones, and answers the quicker for it [ours]."""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What an engine indexes. `number` is the row's key in the database, which an answer names, unique within a kind.

    `key` is the public reference. `title` is a name of its own: it is found by its sound too where `is_named`. `facets`
    and `sorts` hold only what is there; no value of a facet has a line break.
    """

    kind: Kind
    number: int
    key: str
    title: str
    body: str
    is_named: bool = False
    facets: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    sorts: Mapping[Sort, int] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Tells whether an index holds this very document."""
        # The lengths tell where a text ends, whatever is in it.
        lines = [f"{self.number}|{self.is_named}|{len(self.title)}|{len(self.body)}", self.title, self.body]
        for facet, values in sorted(self.facets.items()):
            if values:
                lines += (facet, str(len(values)), *sorted(values))
        for sort, value in sorted(self.sorts.items()):
            if value:
                lines += (sort, str(value))
        return sha256("\n".join(lines).encode(errors="surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Terms:
    """All of these are in the document, wherever."""

    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """These follow one another, within the title or within the body."""

    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """Some term begins so."""

    text: str


Need = tuple[Terms | Phrase | Start, ...]
"""One of these must hold."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: every need holds, and of every facet in `chosen` the document has one of the values.

    Without needs all documents of the kind are meant. `counted` facets are counted over the documents that the needs
    and the *other* chosen facets leave, so that one sees what another choice would bring.
    """

    kind: Kind
    needs: tuple[Need, ...] = ()
    chosen: Mapping[Facet, frozenset[str]] = field(default_factory=dict)
    order: Order = Order.BEST
    offset: int = 0
    limit: int = 20
    counted: tuple[Facet, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """`numbers` of one page of documents in their order, how many there are, ``{facet: {value: documents}}``."""

    numbers: Sequence[int]
    total: int
    counts: Mapping[Facet, Mapping[str, int]] = field(default_factory=dict)


class SearchEngine(Protocol):
    """One contract, several engines, one analysis: the one they are made with.

    Strings of any characters, lone surrogates too, are answered. Readers in other processes see a change in a second.
    One writer waits for another, and raises `kernel.errors.Unavailable` where that one takes too long.
    """

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace by kind and key, visible here when this returns; many at a time are quicker."""

    def remove(self, kind: Kind, keys: Sequence[str]) -> None:
        """Take out, gone here when this returns."""

    def find(self, question: Question) -> Answer:
        """One page of what is looked for; any page, however deep."""

    def near(self, kind: Kind, word: str, limit: int) -> Sequence[str]:
        """Latin terms that one slip makes of `word`: a character left out, put in, changed, or two neighbours swapped.

        The ones in most documents first; `word` itself is not among them.
        """

    def digests(self, kind: Kind) -> Iterator[tuple[str, str]]:
        """(key, digest) of all that is indexed."""

    def is_current(self) -> bool:
        """Whether the index was made by the analysis of this program; otherwise it must be rebuilt."""

    def tidy(self) -> None:
        """What makes later searches quicker and takes long; run at night."""

    def clear(self) -> None:
        """Forget everything; the index is then made by the analysis of this program."""


class Script(Protocol):
    """What Chinese characters are."""

    version: str
    """Changes whenever an answer does."""

    @property
    def simplified(self) -> Mapping[int, str]:
        """Traditional characters and their simplified forms, as `str.translate` takes them."""

    def syllables(self, name: str) -> Sequence[str]:
        """How a name sounds: a syllable a Chinese character, lower case without tones; other characters give none."""

    def alike(self, character: str) -> Sequence[str]:
        """The common characters that may sound as this one usually does; it is not among them."""

    def spelled(self, word: str) -> Sequence[str]:
        """The syllables, at least two, that a Latin word is written with; empty where it is not such a word."""
