"""What a visitor finds, by reference; and how an index is brought up to date in a test."""

from collections.abc import Sequence

from marketplace.domain.search import finding, indexing
from marketplace.domain.search.documents import SOURCES
from marketplace.domain.search.finding import Asked
from marketplace.domain.search.ports import Kind
from marketplace.providers import Providers


def found(house: Providers, kind: Kind, text: str) -> Sequence[str]:
    """The references of the best ten."""
    numbers = finding.find(house.search, Asked(kind, text, limit=10)).answer.numbers
    with house.reading() as session:
        known = SOURCES[kind].known(session, numbers, ())
    return [known[number] for number in numbers]


def rebuild(house: Providers) -> int:
    """Bring the index to what the database says; answers how many documents there are."""
    return indexing.rebuild(house.looking, house.search.engine, lambda _done: None)


def faults(house: Providers) -> list[str]:
    """Where index and database disagree."""
    return list(indexing.faults(house.looking, house.search.engine))
