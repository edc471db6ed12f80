"""A directory of providers made up from the product's own words, the same at every run: half English, half Chinese.

Words are drawn by Zipf's law: the most frequent are those of the catalogue, the rare ones are made of its pieces.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from marketplace.domain.search.ports import Facet, Kind, Order, SearchDocument, Sort

SEED = 20_260_601
WORDS = 40_000
"""Different words a language [ours]."""
SHORTEST, LONGEST = 50, 200
"""Words of a description in English; as many characters, half as many words, in Chinese [performance notes, A]."""
CHUNK = 2_000
QUERIES = 24
"""Questions a class, half in each language [performance notes, A2]."""
_REFERENCE = Path(__file__).parents[2] / "marketplace" / "reference"
_ENDINGS = ("tech", "land", "ville", "works", "line", "ford", "stone", "field")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as a person puts it."""

    of: str
    """Its class."""
    text: str
    order: Order = Order.BEST
    offset: int = 0
    counted: tuple[Facet, ...] = ()
    unfinished: bool = False


@dataclass(frozen=True)
class Words:
    """One language: its words, the most frequent first, and what parts a name has."""

    all: Sequence[str]
    brands: Sequence[str]
    trades: Sequence[str]
    places: Sequence[str]
    joined: str


class Corpus:
    """Documents by number, from 1, and the questions asked of them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.regions = [row["code"].rstrip("0") for row in _rows("regions")]
        self.items = [row["code"] for row in _rows("catalogue")]
        self.english, self.chinese = _english(), _chinese()

    def documents(self, first: int = 1) -> Iterator[SearchDocument]:
        """All of them, or those from a number that begins a chunk."""
        for begun in range(first, self.size + 1, CHUNK):
            yield from self._chunk(begun, min(CHUNK, self.size + 1 - begun))

    def _chunk(self, first: int, count: int) -> Iterator[SearchDocument]:
        chance = np.random.default_rng([SEED, first])
        sizes = chance.integers(SHORTEST, LONGEST + 1, count)
        drawn = _zipf(chance, int(sizes.sum()))
        ends = np.cumsum(sizes)
        regions = _pareto(chance, len(self.regions), count)
        items = _pareto(chance, len(self.items), count * 3).reshape(count, 3)
        stars = chance.integers(0, 501, count)
        parts = chance.integers(0, 1 << 30, (count, 3))
        for at in range(count):
            number = first + at
            words = self.chinese if number % 2 else self.english
            size = int(sizes[at]) // (2 if words is self.chinese else 1)
            ranks = drawn[ends[at] - sizes[at] :][:size].tolist()
            picked = [words.all[rank] for rank in ranks]
            text = (
                "，".join("".join(picked[n : n + 6]) for n in range(0, size, 6))
                if words.joined == ""
                else " ".join(picked)
            )
            region, star = self.regions[regions[at]], int(stars[at])
            yield SearchDocument(
                Kind.PROVIDER,
                number,
                f"P-{number}",
                self._name(words, *parts[at].tolist()),
                text,
                is_named=True,
                facets={
                    Facet.REGION: tuple(region[:cut] for cut in (2, 4, 6) if cut <= len(region) or cut == 2),
                    Facet.ITEM: tuple({self.items[item] for item in items[at]}),
                    Facet.RATING: tuple(str(band) for band in range(1, star // 100 + 1)),
                },
                sorts={Sort.STAR: star, Sort.AT: 1_780_000_000 + number},
            )

    def _name(self, words: Words, one: int, two: int, three: int) -> str:
        parts = (words.places[one % len(words.places)], words.brands[two % len(words.brands)])
        trade = words.trades[three % len(words.trades)]
        return words.joined.join((*parts, trade, "有限公司" if words is self.chinese else "Company"))

    def questions(self) -> Sequence[Asked]:
        """Of every class the same number; what is common is in a tenth to a half of the documents of its language."""
        found: list[Asked] = []
        half = QUERIES // 2
        for words in (self.english, self.chinese):
            common, usual = words.all[: half * 4 : 4], words.all[2 : half * 4 : 4]
            found += [Asked("common", word) for word in common]
            found += [Asked("AND", f"{one} {other}") for one, other in zip(common, usual, strict=True)]
            found += [Asked("phrase", f'"{phrase}"') for phrase in self._phrases(words, half)]
            found += [Asked("prefix", start, unfinished=True) for start in _starts(words, half)]
            counted = (Facet.REGION, Facet.ITEM, Facet.RATING)
            found += [Asked("facets", word, Order.RATING, counted=counted) for word in common]
            found += [Asked("page 1000", word, offset=19_980) for word in common]
        brands = self.english.brands[:QUERIES]
        return [*found, *(Asked("fuzzy", _slipped(brand, n)) for n, brand in enumerate(brands))]

    def _phrases(self, words: Words, count: int) -> Iterator[str]:
        """Two neighbours, out of descriptions."""
        even = 0 if words is self.chinese else 1
        for document in list(self._chunk(1, count * 2))[even::2]:
            pair = document.body.split("，")[0][:4] if words is self.chinese else " ".join(document.body.split()[3:5])
            yield pair


def _starts(words: Words, count: int) -> Sequence[str]:
    """What one has typed of a word: three letters, one character."""
    return [word[:3] if words.joined else word[:1] for word in words.all[count : count * 2]]


def _slipped(word: str, n: int) -> str:
    at = 2 + n % (len(word) - 3)
    made = (
        word[:at] + word[at + 1 :],
        f"{word[:at]}q{word[at:]}",
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return made[n % len(made)]


def _zipf(chance: np.random.Generator, count: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Ranks below `WORDS`, each with a weight of one over its own."""
    weights = 1 / (np.arange(WORDS) + 2.7)
    return np.searchsorted(np.cumsum(weights / weights.sum()), chance.random(count)).clip(0, WORDS - 1)


def _pareto(chance: np.random.Generator, among: int, count: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.minimum((chance.pareto(1.0, count) * among / 10).astype(np.int64), among - 1)


def _rows(name: str) -> Sequence[dict[str, str]]:
    with (_REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _english() -> Words:
    known = Counter(
        word
        for row in _rows("catalogue")
        for name, text in row.items()
        if name.endswith("_en")
        for word in re.findall("[a-z]{3,}", text.lower())
    )
    heads = [word for word, _ in known.most_common()]
    made = (first[:4] + second[-4:] for first in heads for second in heads if first != second)
    places = [row["name_en"] for row in _rows("regions")]
    brands = [f"{head[:5].title()}{ending}" for head in heads for ending in _ENDINGS if len(head) > 4]
    trades = sorted({row["category_en"].title() for row in _rows("catalogue") if row["category_en"]})
    return Words(_filled(heads, made), brands, trades, places, " ")


def _chinese() -> Words:
    known = Counter(
        word
        for row in _rows("catalogue")
        for name, text in row.items()
        if name.endswith("_zh")
        for stretch in re.findall("[\u4e00-\u9fff]+", text)
        for word in re.findall("..", stretch)
    )
    heads = [word for word, _ in known.most_common()]
    made = (first[0] + second[1] for first in heads for second in heads if first != second)
    places = [row["name_zh"] for row in _rows("regions")]
    brands = [first[0] + second[1] for first in heads[:60] for second in heads[60:120]]
    trades = sorted({row["category_zh"] for row in _rows("catalogue") if row["category_zh"]})
    return Words(_filled(heads, made), brands, trades, places, "")


def _filled(heads: Sequence[str], made: Iterator[str]) -> Sequence[str]:
    words = dict.fromkeys(heads)
    for word in made:
        if len(words) == WORDS:
            break
        words[word] = None
    assert len(words) == WORDS
    return list(words)
