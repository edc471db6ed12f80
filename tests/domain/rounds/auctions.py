"""A reverse auction, driven through the operations."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from marketplace.domain.bids.models import Bid
from marketplace.domain.regimes.rules import Regime
from marketplace.domain.rounds import operations, queries, rules
from marketplace.domain.rounds.models import Round, RoundEntry
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.money import Money
from tests.domain.market import PRICES, Market

METHOD = "reverse_auction"


def opened(market: Market, prices: Mapping[str, Money | None] = PRICES) -> str:
    """A tender by reverse auction, its bids opened."""
    return market.opened(dict(prices), method=METHOD)


def called(market: Market, prices: Mapping[str, Money | None] = PRICES) -> str:
    """Its first round has a time."""
    ref = opened(market, prices)
    call(market, ref)
    return ref


def call(market: Market, ref: str) -> None:
    begin(market, ref, market.clock.at + rules.CALLED_BEFORE)


def begin(market: Market, ref: str, opens_at: datetime, by: str = "drafter") -> None:
    with market.acting(by) as uow:
        operations.call(uow, ref, opens_at)


def without_offers(market: Market, ref: str) -> None:
    """All rounds of an opened tender pass, and the sealed prices stand."""
    call(market, ref)
    end_all(market, ref)


def begun(market: Market, prices: Mapping[str, Money | None] = PRICES) -> str:
    """Its first round is open."""
    ref = called(market, prices)
    market.clock.at = current(market, ref).opens_at
    return ref


def at_the_end(market: Market) -> str:
    """Its first round has ended, and nobody has closed it."""
    ref = begun(market)
    market.clock.at = current(market, ref).closes_at
    return ref


def paused(market: Market) -> str:
    """Its first round is interrupted."""
    ref = begun(market)
    with market.acting("drafter") as uow:
        operations.pause(uow, ref, "Why")
    return ref


def negotiation(market: Market) -> str:
    """A negotiation of a state enterprise, its bids opened."""
    ref = market.opened(dict(PRICES))
    with market.acting("platform") as uow:
        tender = uow.session.scalars(select(Tender).where(Tender.ref == ref)).one()
        tender.method, tender.regime = "negotiate", Regime.STATE_ENTERPRISE
    return ref


def to_be_replied(market: Market) -> str:
    """The first quotes lay in the bids, and the buyer is asked what it says."""
    ref = negotiation(market)
    call(market, ref)
    market.clock.at = current(market, ref).opens_at
    return ref


def reply(market: Market, ref: str, step: str, go_on: str, said: str = "Leave out the visit.") -> None:
    with market.acting("drafter") as uow:
        operations.reply(uow, ref, step, {"reply": said, "go_on": go_on})


def to_be_quoted(market: Market) -> str:
    """The buyer has answered the first quotes, and the bidders may quote anew."""
    ref = to_be_replied(market)
    reply(market, ref, "reply_1", "yes")
    market.clock.at = current(market, ref).opens_at
    return ref


def offer(market: Market, agency: str, ref: str, yuan: str, step: str = "round_1") -> RoundEntry:
    with market.acting(agency) as uow:
        return operations.answer(uow, ref, market.refs[agency], step, {"price": yuan})


def end_round(market: Market, ref: str) -> None:
    """The clock closes the open round, and the next begins."""
    market.clock.at = current(market, ref).closes_at
    close(market, ref)
    if (following := find_current(market, ref)) is not None:
        market.clock.at = following.opens_at


def close(market: Market, ref: str) -> None:
    with market.acting("platform") as uow:
        operations.close(uow, ref)


def end_all(market: Market, ref: str) -> None:
    while find_current(market, ref) is not None:
        end_round(market, ref)


def current(market: Market, ref: str) -> Round:
    found = find_current(market, ref)
    assert found is not None
    return found


def find_current(market: Market, ref: str) -> Round | None:
    tender = market.get(Tender, ref)
    with market.house.reading() as session:
        return queries.current(session, tender.id)


def kinds(market: Market, ref: str) -> list[str]:
    tender = market.get(Tender, ref)
    with market.house.reading() as session:
        return [str(entry.kind) for entry in queries.entries(session, tender.id)]


def bid_of(market: Market, agency: str, ref: str) -> Bid:
    tender = market.get(Tender, ref)
    with market.house.reading() as session:
        of_agency: Any = select(Bid).where(
            Bid.tender_id == tender.id, Bid.tenderer_id == market.organisation_id(agency)
        )
        return session.scalars(of_agency).one()


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def moment(market: Market, ref: str, before_end: timedelta) -> datetime:
    return current(market, ref).closes_at - before_end
