"""A market with work at every station, for the rooms of agencies, operators and regulators."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from marketplace.domain.bids import queries as bid_queries
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.rules import Part
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.payments.models import Payment
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.money import Money
from marketplace.kernel.outbox import OutboxEntry
from tests.clock import HandClock
from tests.domain.market import ITEM, LOWEST, MERIT, Market
from tests.houses import open_house

SEALED = Money(77_777_77)
"""A canary: agency2's price in a tender that is still sealed; nobody else may ever see it."""
SEALED_PROPOSAL = "canary-proposal-of-agency2"


@dataclass(frozen=True)
class Stage:
    """References by what they show."""

    refs: dict[str, str]
    users: dict[str, int]
    market_refs: dict[str, str]
    now: datetime


def build(url: str) -> Stage:
    """What the rooms show: `open` and `merit` take bids, `lost` is decided, `paid` is over."""
    with tempfile.TemporaryDirectory() as folder, open_house(url, HandClock(), Path(folder), "stage") as house:
        clock = house.clock
        assert isinstance(clock, HandClock)
        market = Market(house, clock).build()
        refs = {}
        refs["paid_contract"], refs["payment"] = market.paid()
        with market.acting("drafter") as uow:
            refs["rating"] = ratings.rate(uow, refs["paid_contract"], Stars(5, 4, 5, 4, 5), "Careful work.").ref
        with market.acting("agency1") as uow:
            refs["agencys_rating"] = ratings.rate_buyer(
                uow, refs["paid_contract"], Stars(4, 4, 5, 5, 5), "A clear task."
            ).ref
        refs["active_contract"] = market.signed(
            Part("Draft report", Money(40_000_00), 5), Part("Report", Money(48_000_00), 20)
        )
        refs["lost"], refs["award"] = market.awarded(title="Waits for its contract")
        with market.acting("drafter") as uow:
            refs["unsigned_contract"] = contracts.draw_up(uow, refs["award"], (Part("Report", LOWEST, 20),)).ref
        refs["failed"] = market.closed({}, title="Nobody came")
        refs["open"] = market.published(title="Open for bids", window_days=10)
        market.bid("agency2", refs["open"], SEALED, proposal=SEALED_PROPOSAL)
        refs["merit"] = market.published(
            title="On merit", method="proposal_merit", criteria=MERIT, price_weight=20, window_days=10
        )
        refs["draw"] = market.published(title="By lot", method="random", window_days=10)
        refs["draft"] = market.draft(title="Not published")
        _newcomers(market, refs)
        with house.reading() as session:
            lost = session.scalars(select(Tender).where(Tender.ref == refs["lost"])).one()
            for agency in ("agency1", "agency2"):
                own = bid_queries.own(session, market.actor(agency), lost.id)
                assert own is not None
                refs[f"bid_{agency}"] = own.ref
            open_tender = session.scalars(select(Tender).where(Tender.ref == refs["open"])).one()
            sealed = bid_queries.own(session, market.actor("agency2"), open_tender.id)
            assert sealed is not None
            refs["sealed_bid"] = sealed.ref
            assert session.scalars(select(Payment).where(Payment.ref == refs["payment"])).one()
            first = session.scalars(select(Contract).where(Contract.ref == refs["active_contract"])).one()
            refs["milestone"] = first.milestones[0].ref
        with house.writing(market.actor("platform")) as uow:
            dead = uow.add(
                OutboxEntry(
                    job="send_mail",
                    payload={"to": "canary-recipient"},
                    created_at=uow.now,
                    due_at=uow.now,
                    attempts=8,
                    dead_at=uow.now,
                    fault="ConnectionRefusedError",
                )
            )
            refs["dead_job"] = str(dead.id)
        return Stage(refs, dict(market.users), dict(market.refs), clock.at)


def _newcomers(market: Market, refs: dict[str, str]) -> None:
    for name in ("waiting", "returned"):
        market.person(name)
        with market.acting(name) as uow:
            refs[name] = organisations.register_agency(
                uow, market.particulars(name, "91"), services=[ITEM], has_committed=True, slug=name
            ).ref
    with market.acting("operator") as uow:
        organisations.return_for_correction(uow, refs["returned"], "The name differs from the licence.")
    market.person("nobody")
