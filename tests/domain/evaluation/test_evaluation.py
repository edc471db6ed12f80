"""Merit selections: nobody with an interest scores, and nothing outside the notice counts."""

import pytest
from sqlalchemy import select

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Selection
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.evaluation import queries, rules
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from tests.domain.market import MERIT, PRICES, Market

EVALUATORS = ("evaluator1", "evaluator2", "evaluator3")


def merit(market: Market) -> tuple[str, list[str]]:
    """(tender, its bids in the order of the agencies)"""
    ref = market.opened(
        dict(PRICES),
        proposal="Our way",
        method="proposal_merit",
        criteria=MERIT,
        price_weight=20,
    )
    with market.house.reading() as session:
        return ref, list(session.scalars(select(Bid.ref).where(Bid.state == BidState.VALID).order_by(Bid.tenderer_id)))


def score(market: Market, evaluator: str, bid: str, method: int, team: int) -> None:
    with market.acting(evaluator) as uow:
        evaluation.score(uow, bid, {"method": method, "team": team}, "Because")


def declare(market: Market, tender: str, *evaluators: str) -> None:
    for name in evaluators:
        with market.acting(name) as uow:
            evaluation.declare(uow, tender, has_conflict=False, statement="")


def test_the_averages_decide_with_the_price(market: Market) -> None:
    tender, refs = merit(market)
    declare(market, tender, *EVALUATORS)
    for evaluator, points in zip(EVALUATORS, (90, 91, 91), strict=True):
        score(market, evaluator, refs[0], 60, 60)
        score(market, evaluator, refs[1], points, 80)
        score(market, evaluator, refs[2], 70, 70)
    with market.house.reading() as session:
        averages = queries.averages(session, session.scalars(select(Tender).where(Tender.ref == tender)).one())
    assert averages[refs[1]] == {"method": "90.67", "team": "80.00"}
    with market.acting("drafter") as uow:
        selection = awards.select(uow, tender)
    assert awards.result_of(selection)["winner"] == refs[1]


def test_two_evaluators_are_not_enough_and_an_incomplete_one_does_not_count(market: Market) -> None:
    tender, refs = merit(market)
    declare(market, tender, *EVALUATORS)
    for evaluator in EVALUATORS[:2]:
        for ref in refs:
            score(market, evaluator, ref, 50, 50)
    score(market, EVALUATORS[2], refs[0], 50, 50)
    with pytest.raises(Conflict, match="2 of at least 3"), market.acting("drafter") as uow:
        awards.select(uow, tender)
    with market.house.reading() as session:
        assert session.scalars(select(Selection)).all() == []


def test_an_evaluator_declares_once_before_scoring(market: Market) -> None:
    tender, refs = merit(market)
    with pytest.raises(Conflict, match="Declare"):
        score(market, "evaluator1", refs[0], 1, 1)
    declare(market, tender, "evaluator1")
    with pytest.raises(Conflict):
        declare(market, tender, "evaluator1")


def test_an_evaluator_with_an_interest_says_which_and_never_scores(market: Market) -> None:
    tender, refs = merit(market)
    with pytest.raises(Invalid), market.acting("evaluator1") as uow:
        evaluation.declare(uow, tender, has_conflict=True, statement=" ")
    with market.acting("evaluator1") as uow:
        evaluation.declare(uow, tender, has_conflict=True, statement="My brother works there")
    with pytest.raises(NotPermitted):
        score(market, "evaluator1", refs[0], 1, 1)


def test_a_sheet_is_given_once(market: Market) -> None:
    tender, refs = merit(market)
    declare(market, tender, "evaluator1")
    score(market, "evaluator1", refs[0], 1, 1)
    with pytest.raises(Conflict):
        score(market, "evaluator1", refs[0], 100, 100)
    with market.house.reading() as session:
        tender_id = session.scalar(select(Tender.id).where(Tender.ref == tender))
        assert [row.bid_ref for row in queries.sheets_of(session, tender_id, market.users["evaluator1"])] == [refs[0]]
        assert queries.sheets_of(session, tender_id, market.users["evaluator2"]) == []
        assert queries.declaration_of(session, tender_id, market.users["evaluator2"]) is None


@pytest.mark.parametrize(
    "points",
    [
        {},
        {"method": 1},
        {"method": 1, "team": 1, "beauty": 1},
        {"method": 101, "team": 1},
        {"method": -1, "team": 1},
        {"method": None, "team": 1},
    ],
)
def test_only_the_notices_criteria_within_their_points(market: Market, points: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        rules.check(points, [criterion.as_json() for criterion in MERIT])


def test_others_do_not_evaluate(market: Market) -> None:
    tender, refs = merit(market)
    for name in ("drafter", "approver", "regulator", "agency1"):
        with pytest.raises(NotPermitted), market.acting(name) as uow:
            evaluation.declare(uow, tender, has_conflict=False, statement="")
    with pytest.raises(NotFound):
        score(market, "evaluator1", "B-NOTHING", 1, 1)
    del refs


def test_a_price_selection_is_not_scored_and_an_excluded_bid_neither(market: Market) -> None:
    plain = market.opened(dict(PRICES))
    with pytest.raises(Conflict), market.acting("evaluator1") as uow:
        evaluation.declare(uow, plain, has_conflict=False, statement="")
