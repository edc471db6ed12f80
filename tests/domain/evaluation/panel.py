"""Three evaluators of a tender with two envelopes, and what they do one after the other."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select

from marketplace.domain.bids.models import Bid
from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.evaluation import queries
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import Scoring
from marketplace.kernel.actor import Role
from marketplace.kernel.money import Money
from tests.domain.market import MERIT, PRICES, Market

EVALUATORS = ("evaluator1", "evaluator2", "evaluator3")
POINTS: Mapping[str, tuple[int, int]] = {"agency1": (60, 60), "agency2": (90, 80), "agency3": (70, 70)}
"""Method and team, by the agency."""
LONGER_THAN_A_WORKING_DAY = timedelta(days=4)
TERMS = {"method": "proposal_merit", "criteria": MERIT, "price_weight": 20, "scoring": Scoring.TWO_ENVELOPES}


def opened(market: Market, prices: Mapping[str, Money | None] = PRICES, **changes: object) -> str:
    """A tender whose technical parts are opened."""
    return market.opened(dict(prices), proposal="Our way", **(TERMS | changes))


def bids_of(market: Market, tender: str) -> Mapping[str, str]:
    """References of the bids by the agency."""
    names = {market.organisation_id(name): name for name in PRICES}
    with market.house.reading() as session:
        rows = session.execute(
            select(Bid.tenderer_id, Bid.ref).join(Tender, Tender.id == Bid.tender_id).where(Tender.ref == tender)
        )
        return {names[agency]: ref for agency, ref in rows if agency in names}


def declare(market: Market, tender: str, *people: str) -> None:
    """None of them has an interest."""
    for name in people:
        with market.acting(name) as uow:
            evaluation.declare(uow, tender, has_conflict=False, statement="")


def points(method: int, team: int) -> Mapping[str, int]:
    """Under their codes."""
    return {"method": method, "team": team}


def score(market: Market, evaluator: str, bid: str, given: tuple[int, int], reasons: str = "Because") -> None:
    """One sheet."""
    with market.acting(evaluator) as uow:
        evaluation.score(uow, bid, points(*given), reasons)


def scored(market: Market, tender: str, people: Sequence[str] = EVALUATORS) -> Mapping[str, str]:
    """Everybody has declared and scored every bid; the bids by the agency."""
    refs = bids_of(market, tender)
    declare(market, tender, *people)
    for name in people:
        for agency, ref in refs.items():
            score(market, name, ref, POINTS[agency])
    return refs


def fourth(market: Market) -> int:
    """Another evaluator of the department; the key of the account."""
    found = market.person("evaluator4")
    with market.acting("platform") as uow:
        organisations.add_member(uow, market.refs["department"], found, Role.EVALUATOR)
    return found


def past_the_time(market: Market) -> None:
    """Whoever is waited for now has no time left."""
    market.clock.at += LONGER_THAN_A_WORKING_DAY


def kept_waiting(market: Market) -> tuple[str, int]:
    """Three have scored, a fourth has declared and never does; the tender and the fourth's account."""
    tender = opened(market)
    late = fourth(market)
    declare(market, tender, "evaluator4")
    scored(market, tender)
    past_the_time(market)
    return tender, late


def agreed(market: Market, tender: str, people: Sequence[str] = EVALUATORS) -> Mapping[str, str]:
    """They have agreed; the bids by the agency."""
    refs = scored(market, tender, people)
    for agency, ref in refs.items():
        with market.acting(people[0]) as uow:
            evaluation.propose(uow, ref, points(*POINTS[agency]), "What we all found")
        confirm(market, ref, *people[1:])
    return refs


def confirm(market: Market, bid: str, *people: str) -> None:
    """They say yes to what was proposed last."""
    for name in people:
        with market.acting(name) as uow:
            found = uow.session.scalars(select(Bid).where(Bid.ref == bid)).one()
            evaluation.confirm(uow, bid, queries.next_number(uow.session, found.id) - 1)
