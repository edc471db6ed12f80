"""Gathering what the market does with catalogue items, for many at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.awards import track_records as awards
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.contracts import track_records as contracts
from marketplace.domain.directory import rules
from marketplace.domain.organisations.models import OfferedService, Organisation
from marketplace.domain.organisations.states import OrganisationState
from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Market:
    """What `ItemMarket` stores of one catalogue item."""

    agencies: int
    awards: int
    buyers: int
    winners: int
    price_low: Money | None
    price_middle: Money | None
    price_high: Money | None
    contracts: int
    days_low: int | None
    days_middle: int | None
    days_high: int | None


def gather(session: Session, codes: Collection[str]) -> Mapping[str, Market]:
    """``{item code: market}`` of the items that the catalogue has, in a fixed number of queries."""
    known = session.scalars(select(ServiceItem.code).where(ServiceItem.code.in_(codes))).all()
    rows = session.execute(
        select(OfferedService.item_code, func.count(OfferedService.organisation_id))
        .join(Organisation, Organisation.id == OfferedService.organisation_id)
        .where(OfferedService.item_code.in_(known), Organisation.state == OrganisationState.ACTIVE)
        .group_by(OfferedService.item_code)
    )
    agencies = {code: number for code, number in rows}  # noqa: C416 - rows are no pairs to mypy
    awarded, served = awards.markets(session, known), contracts.days_of_items(session, known)
    found = {}
    for code in known:
        market, days = awarded.get(code), served.get(code)
        price = market.price if market and rules.is_market(market.awards, market.buyers, market.winners) else None
        took = days.days if days and rules.is_market(days.contracts, days.buyers, days.suppliers) else None
        found[code] = Market(
            agencies=agencies.get(code, 0),
            awards=market.awards if market else 0,
            buyers=market.buyers if market else 0,
            winners=market.winners if market else 0,
            price_low=Money(price.low) if price else None,
            price_middle=Money(price.middle) if price else None,
            price_high=Money(price.high) if price else None,
            contracts=days.contracts if days else 0,
            days_low=took.low if took else None,
            days_middle=took.middle if took else None,
            days_high=took.high if took else None,
        )
    return found
