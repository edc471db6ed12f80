"""What a visitor finds, by reference."""

from collections.abc import Sequence

from marketplace.domain.search import finding
from marketplace.domain.search.ports import Kind
from marketplace.providers import Providers


def found(house: Providers, kind: Kind, text: str) -> Sequence[str]:
    """The references of the best ten."""
    with house.reading() as session:
        return finding.refs(session, house.search, house.analysis, kind, text, 10)
