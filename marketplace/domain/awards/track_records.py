"""What agencies have won, and at which prices: the awards that stand; one that ended before its contract is none."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import ENDED, AwardState
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import BIDS_ARE_PUBLIC
from marketplace.kernel.money import Money

DROPPED = (AwardState.DECLINED, AwardState.LAPSED)
"""Awards of which nothing came because of the agency."""


class Quartiles(NamedTuple):
    """A quarter of the values is at most `low`, half at most `middle`, three quarters at most `high`."""

    low: int
    middle: int
    high: int


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an agency's bids that everybody may know of: `bids`, of which another was awarded in `lost`.

    `won` awards stand; `dropped` ones ended because the agency declined, did not sign or cannot perform.
    """

    bids: int = 0
    won: int = 0
    lost: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class ItemMarket:
    """What the standing awards of a catalogue item say: how many, by how many buyers, to how many agencies, in fen."""

    awards: int
    buyers: int
    winners: int
    price: Quartiles


def quartiles(values: Sequence[int]) -> Quartiles:
    """Of at least one value, by linear interpolation between the two nearest (Hyndman and Fan, type 7), down."""
    ordered, last = sorted(values), len(values) - 1

    def at(quarter: int) -> int:
        place, rest = divmod(last * quarter, 4)
        return ordered[place] if not rest else (ordered[place] * (4 - rest) + ordered[place + 1] * rest) // 4

    return Quartiles(at(1), at(2), at(3))


def outcomes(session: Session, agency_ids: Collection[int]) -> Mapping[int, Outcome]:
    """``{organisation id: outcome}`` of those who have bid in a tender whose bids are public, in two queries."""
    decided = select(Award.tender_id, Award.supplier_id).where(Award.state.not_in(ENDED)).subquery()
    bids = session.execute(
        select(
            Bid.tenderer_id,
            func.count(Bid.id),
            func.count(decided.c.supplier_id).filter(decided.c.supplier_id == Bid.tenderer_id),
            func.count(decided.c.supplier_id).filter(decided.c.supplier_id != Bid.tenderer_id),
        )
        .join(Tender, Tender.id == Bid.tender_id)
        .outerjoin(decided, decided.c.tender_id == Bid.tender_id)
        .where(
            Bid.tenderer_id.in_(agency_ids),
            Bid.state.in_((BidState.VALID, BidState.INVALID)),
            or_(Tender.state.in_(BIDS_ARE_PUBLIC), Tender.selected_by.is_not(None)),
        )
        .group_by(Bid.tenderer_id)
    )
    dropped = session.execute(
        select(Award.supplier_id, func.count(Award.id))
        .where(Award.supplier_id.in_(agency_ids), Award.state.in_(DROPPED))
        .group_by(Award.supplier_id)
    )
    ended = {supplier: number for supplier, number in dropped}  # noqa: C416 - rows are no pairs to mypy
    return {agency: Outcome(number, won, lost, ended.get(agency, 0)) for agency, number, won, lost in bids}


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
        ItemPrices(
            *item,
            {supplier: Median(Money(quartiles(fen).middle), len(fen)) for supplier, fen in by_supplier.items()},
        )
        for item, by_supplier in found.items()
    ]


def markets(session: Session, item_codes: Collection[str]) -> Mapping[str, ItemMarket]:
    """``{item code: market}`` of items with a standing award, in one query; who may be shown it is the page's rule."""
    rows = session.execute(
        select(Tender.item_code, Tender.buyer_id, Award.supplier_id, Award.amount)
        .join(Tender, Tender.id == Award.tender_id)
        .where(Tender.item_code.in_(item_codes), Award.state.not_in(ENDED))
    )
    found: dict[str, list[tuple[int, int, int]]] = {}
    for code, buyer, supplier, amount in rows:
        found.setdefault(code, []).append((buyer, supplier, amount.fen))
    return {
        code: ItemMarket(
            len(one),
            len({buyer for buyer, _, _ in one}),
            len({supplier for _, supplier, _ in one}),
            quartiles([fen for _, _, fen in one]),
        )
        for code, one in found.items()
    }
