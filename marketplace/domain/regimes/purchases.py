"""A purchase, and what else its buyer bought that may have to be added to it. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from marketplace.domain.regimes.states import Exemption, Funds
from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Related:
    """Another purchase by the same buyer, of the same item or for the same project."""

    ref: str
    title: str
    amount: Money
    published_at: datetime
    item_code: str
    is_recent: bool = True
    """Whether it was published within `rules.RELATED_WITHIN`; where it was not, the project alone relates it."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """What decides."""

    funds: Funds
    item_code: str
    amount: Money
    """The ceiling: the estimate that is published."""
    related: tuple[Related, ...] = ()
    exemption: Exemption | None = None

    @property
    def recent(self) -> tuple[Related, ...]:
        """What a year's purchases add up to; procurement law looks no further back (政府采购法实施条例 Art 28)."""
        return tuple(each for each in self.related if each.is_recent)

    def mergeable(self, items: Collection[str]) -> tuple[Related, ...]:
        """What the law on works merges: survey, design and supervision, of one project however long it takes.

        必须招标的工程项目规定 Art 5; `items` are the items of the catalogue that are such services.
        """
        return tuple(each for each in self.related if each.item_code in items)

    def total(self, related: Iterable[Related]) -> Money:
        """What it costs together with these."""
        return sum((each.amount for each in related), self.amount)
