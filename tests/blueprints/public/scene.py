"""One market with a tender at every station, and things in it that no public page may show."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from marketplace.domain.awards import operations as awards
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids import queries as bid_queries
from marketplace.domain.contracts.models import Contract
from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import Amendment
from marketplace.kernel.money import Money
from tests.clock import HandClock
from tests.domain.market import LOWEST, MERIT, PRICES, Market
from tests.houses import open_house

SEALED = Money(77_777_77)
OPENED: dict[str, Money | None] = {
    "agency1": Money(81_234_56),
    "agency2": Money(82_345_67),
    "agency3": Money(83_456_78),
}
PROPOSAL = "canary-proposal"
DRAFT = "canary-draft"
PENDING = "canary-pending"
EXCUSE = "canary-returned"
SECRETS = (
    DRAFT,
    PENDING,
    PROPOSAL,
    EXCUSE,
    "BANK-2026-0001",
    "1380000000",
    "agency1@example.org",
    "department@example.org",
    "李某",
    "王某",
    f"{SEALED.yuan:,}",
    str(SEALED.yuan),
)
"""What stands in the database and on no page for a visitor."""


@dataclass(frozen=True)
class Scene:
    """References by what they show, and when the curtain rises."""

    tenders: dict[str, str]
    users: dict[str, int]
    refs: dict[str, str]
    now: datetime


def build(url: str) -> Scene:
    with tempfile.TemporaryDirectory() as folder, open_house(url, HandClock(), Path(folder), "public") as house:
        clock = house.clock
        assert isinstance(clock, HandClock)
        market = Market(house, clock).build()
        shown = {
            "paid": _paid(market),
            "drawn": market.awarded(dict.fromkeys(("agency1", "agency2", "agency3")), method="random", title="By lot")[
                0
            ],
            "merit": _merit(market),
            "failed": _failed(market),
            "empty": market.closed({}, title="Nobody came"),
            "unopened": market.closed({"agency1": SEALED, "agency2": SEALED}, title="Too few bids"),
        }
        shown["reissued"] = market.closed({}, title="Once more")
        shown["again"] = _again(market, shown["reissued"])
        shown["cancelled"] = _cancelled(market)
        shown["opened"] = market.opened(OPENED, title="Just opened")
        shown["open"] = _open(market)
        shown["draft"] = market.draft(title=f"{DRAFT} title", description=f"{DRAFT} text")
        shown["returned"] = _returned(market)
        _pending(market)
        return Scene(shown, market.users, market.refs, clock.at)


def _paid(market: Market) -> str:
    contract, _payment = market.paid()
    with market.acting("drafter") as uow:
        rating = ratings.rate(uow, contract, Stars(5, 4, 5, 4, 5), "Careful work, on time.").ref
    with market.acting("agency1") as uow:
        ratings.rate_buyer(uow, contract, Stars(4, 5, 5, 5, 5), "A clear task.")
    with market.acting("agency1") as uow:
        ratings.reply(uow, rating, "Thank you, it was a pleasure.")
    with market.house.reading() as session:
        return session.get_one(Tender, market.get(Contract, contract).tender_id).ref


def _merit(market: Market) -> str:
    prices: dict[str, Money | None] = {"agency1": LOWEST, "agency2": Money(90_000_00), "agency3": Money(91_000_00)}
    ref = market.opened(
        prices, proposal=PROPOSAL, title="On merit", method="proposal_merit", criteria=MERIT, price_weight=20
    )
    with market.house.reading() as session:
        opened = [
            one.bid.ref for one in bid_queries.of_tender(session, market.actor("drafter"), market.get(Tender, ref))
        ]
    for evaluator in ("evaluator1", "evaluator2", "evaluator3"):
        with market.acting(evaluator) as uow:
            evaluation.declare(uow, ref, has_conflict=False, statement="None")
        for place, bid in enumerate(opened):
            with market.acting(evaluator) as uow:
                evaluation.score(uow, bid, {"method": 90 - place, "team": 80}, "Sound")
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    return ref


def _failed(market: Market) -> str:
    """Two valid bids where three are needed."""
    ref = market.closed(dict(PRICES), title="Too few valid bids")
    market.spoil("agency3", ref)
    market.open_bids(ref)
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    return ref


def _again(market: Market, failed: str) -> str:
    with market.acting("drafter") as uow:
        ref = tenders.reissue(uow, failed).ref
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve), ("drafter", tenders.publish)):
        with market.acting(name) as uow:
            step(uow, ref)
    return ref


def _cancelled(market: Market) -> str:
    ref = market.published(title="Called off")
    with market.acting("approver") as uow:
        tenders.cancel(uow, ref, "The project was given up.")
    return ref


def _open(market: Market) -> str:
    """Amended once, with a sealed bid in it and one withdrawn."""
    ref = market.published(title="Open for bids <b>now</b>", requirements="Certificate of the trade", window_days=10)
    market.bid("agency1", ref, SEALED, proposal=PROPOSAL)
    market.bid("agency2", ref, SEALED, proposal=PROPOSAL)
    with market.acting("agency2") as uow:
        own = bid_queries.own(uow.session, uow.actor, market.get(Tender, ref).id)
        assert own is not None
        bids.withdraw(uow, own.ref)
    version = market.get(Tender, ref).version
    with market.acting("approver") as uow:
        change = Amendment("Assess thirteen files.", "Certificate of the trade", 25)
        tenders.amend(uow, ref, "One file came in late.", version, change)
    return ref


def _returned(market: Market) -> str:
    ref = market.draft(title=f"{DRAFT} returned")
    with market.acting("drafter") as uow:
        tenders.submit(uow, ref)
    with market.acting("approver") as uow:
        tenders.send_back(uow, ref, EXCUSE)
    return ref


def _pending(market: Market) -> None:
    market.person("newcomer")
    with market.acting("newcomer") as uow:
        organisations.register_agency(
            uow, market.particulars(PENDING, "91"), services=[], has_committed=True, slug="pending"
        )
