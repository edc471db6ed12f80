"""What agencies have won, and at which prices: the awards that stand; one that ended before its contract is none."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import ENDED
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Median:
    """The middle one of `count` awarded prices; of two middle ones their mean, rounded down to the fen."""

    price: Money
    count: int


@dataclass(frozen=True, slots=True)
class ItemPrices:
    """What providers were awarded a catalogue item at: ``{organisation id: median}``."""

    item_code: str
    name_zh: str
    name_en: str
    medians: Mapping[int, Median]


def counts_of(session: Session, supplier_ids: Collection[int]) -> Mapping[int, int]:
    """``{organisation id: how many of its awards stand}``."""
    rows = session.execute(
        select(Award.supplier_id, func.count(Award.id))
        .where(Award.supplier_id.in_(supplier_ids), Award.state.not_in(ENDED))
        .group_by(Award.supplier_id)
    )
    return {supplier: number for supplier, number in rows}  # noqa: C416 - rows are no pairs to mypy


def prices_by_item(session: Session, supplier_ids: Collection[int]) -> list[ItemPrices]:
    """Medians of the prices of these providers' standing awards, by catalogue item, in one query."""
    found: dict[tuple[str, str, str], dict[int, list[int]]] = {}
    rows = session.execute(
        select(ServiceItem.code, ServiceItem.name_zh, ServiceItem.name_en, Award.supplier_id, Award.amount)
        .join(Tender, Tender.id == Award.tender_id)
        .join(ServiceItem, ServiceItem.code == Tender.item_code)
        .where(Award.supplier_id.in_(supplier_ids), Award.state.not_in(ENDED))
        .order_by(ServiceItem.code)
    )
    for code, name_zh, name_en, supplier, amount in rows:
        found.setdefault((code, name_zh, name_en), {}).setdefault(supplier, []).append(amount.fen)
    return [
        ItemPrices(*item, {supplier: _median(prices) for supplier, prices in by_supplier.items()})
        for item, by_supplier in found.items()
    ]


def _median(prices: list[int]) -> Median:
    ordered, middle = sorted(prices), len(prices) // 2
    fen = ordered[middle] if len(prices) % 2 else (ordered[middle - 1] + ordered[middle]) // 2
    return Median(Money(fen), len(prices))
