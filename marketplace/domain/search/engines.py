"""Whether the engine in use still fits the market, for whoever runs it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from marketplace.kernel.i18n import Text, mark

WHOOSH_DOCUMENTS = 50_000
"""Beyond these, searches of the embedded engine grow slower than a page may be (docs/adr/0016)."""

NEARLY = 0.8
"""From this share of a limit on, it is time to think of the change [ours]."""


class EngineName(StrEnum):
    """Which engine an instance searches with."""

    WHOOSH = "whoosh"
    """Embedded and pure Python: one machine, tens of thousands of documents."""
    TANTIVY = "tantivy"
    """Embedded and compiled: one machine, millions."""
    POSTGRES = "postgres"
    """In the market's own database: any number of machines."""


EMBEDDED = frozenset({EngineName.WHOOSH, EngineName.TANTIVY})
"""Their index is a folder of one machine."""

WEIGHED: Mapping[EngineName, int] = {EngineName.POSTGRES: 500}
"""Engines that work out relevance for so many hits only, by a rule that `/ranking` tells [ours]."""


class Often(NamedTuple):
    """What is done with a word alone that is found in many documents: `/ranking` tells it."""

    beyond: int
    """In more documents than these [ours]."""
    best: int
    """So many are ordered by relevance, the best of all; the others follow by their numbers [ours]."""


OFTEN: Mapping[EngineName, Often] = {EngineName.TANTIVY: Often(beyond=20_000, best=100)}
"""Engines that do so: to order twenty thousand takes longer than to find them."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What an engine has to bear."""

    engine: EngineName
    documents: int
    machines: int
    is_current: bool
    """Whether the index was made by the analysis of this program."""


def advice(situation: Situation) -> Iterator[Text]:
    """What should be done, the most urgent first; nothing where all is well."""
    if not situation.is_current:
        yield mark("The search index was made by another analysis of texts: run `flask search rebuild`.")
    if situation.engine in EMBEDDED and situation.machines > 1:
        yield mark(
            "The search engine %(engine)s keeps its index on one machine, and %(machines)s serve this market: "
            "set search_engine = postgres.",
            engine=situation.engine,
            machines=situation.machines,
        )
    if situation.engine is EngineName.WHOOSH and situation.documents >= WHOOSH_DOCUMENTS * NEARLY:
        yield mark(
            "The search engine whoosh is made for %(limit)s documents, and there are %(documents)s: "
            "set search_engine = tantivy, or postgres for several machines.",
            limit=WHOOSH_DOCUMENTS,
            documents=situation.documents,
        )
