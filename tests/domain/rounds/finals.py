"""A scored tender whose best are asked for a final price, driven through the operations."""

from collections.abc import Mapping

from sqlalchemy import select

from marketplace.domain.regimes.rules import Regime
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.money import Money
from tests.domain.evaluation.panel import scored
from tests.domain.market import MERIT, PRICES, Market
from tests.domain.rounds.auctions import call, current, offer

STEP = "final_round"
TERMS = {"method": "proposal_merit", "criteria": MERIT, "price_weight": 20}


def settings(top: int | None) -> tuple[tuple[str, int | str], ...]:
    """As a drafter sets them."""
    given: tuple[tuple[str, int | str], ...] = (("final_round", "yes"), ("final_round_minutes", 60))
    return given + ((("final_round_top", top),) if top else ())


def opened(market: Market, prices: Mapping[str, Money | None] = PRICES, top: int | None = 2, **changes: object) -> str:
    """Its bids opened; by the panel's points agency2 is the best, agency3 the second, agency1 the last."""
    return market.opened(dict(prices), proposal="Our way", **(TERMS | {"method_settings": settings(top)} | changes))


def called(market: Market, prices: Mapping[str, Money | None] = PRICES, top: int | None = 2) -> str:
    """Scored, and the final prices are asked for."""
    ref = opened(market, prices, top)
    scored(market, ref)
    call(market, ref)
    return ref


def begun(market: Market, prices: Mapping[str, Money | None] = PRICES, top: int | None = 2) -> str:
    """Those who are asked may answer."""
    ref = called(market, prices, top)
    market.clock.at = current(market, ref).opens_at
    return ref


def doubted(market: Market) -> str:
    """The best gives a final price that is abnormally low; two bids are enough to go on."""
    ref = begun(market)
    with market.acting("platform") as uow:
        uow.session.scalars(select(Tender).where(Tender.ref == ref)).one().regime = Regime.STATE_ENTERPRISE
    offer(market, "agency3", ref, "90000", STEP)
    offer(market, "agency2", ref, "20000", STEP)
    return ref
