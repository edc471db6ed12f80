"""An evaluator who does not act does not block a tender: the others go on, and everybody reads why."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.evaluation import queries
from marketplace.domain.evaluation.models import Release
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import Scoring, TenderState
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from tests.domain.evaluation.panel import (
    EVALUATORS,
    POINTS,
    bids_of,
    confirm,
    declare,
    fourth,
    kept_waiting,
    opened,
    past_the_time,
    points,
    score,
    scored,
)
from tests.domain.market import Market

ALL = (*EVALUATORS, "evaluator4")
WHY = "Away since Monday, and not to be reached"


def release(market: Market, tender: str, who: int, name: str = "approver") -> None:
    with market.acting(name) as uow:
        evaluation.release(uow, tender, who, WHY)


def all_propose_and_agree(market: Market, tender: str, *people: str) -> None:
    for agency, ref in bids_of(market, tender).items():
        with market.acting(people[0]) as uow:
            evaluation.propose(uow, ref, points(*POINTS[agency]), "What we all found")
        confirm(market, ref, *people[1:])


def state_of(market: Market, tender: str) -> TenderState:
    return market.get(Tender, tender).state


def test_without_one_who_never_scores_the_others_agree(market: Market) -> None:
    tender, late = kept_waiting(market)
    refs = bids_of(market, tender)
    score(market, "evaluator4", refs["agency1"], (0, 0))
    with pytest.raises(Conflict, match="every one of them"):
        all_propose_and_agree(market, tender, *EVALUATORS)
    release(market, tender, late)
    with market.house.reading() as session:
        means = queries.averages(session, session.scalars(select(Tender).where(Tender.ref == tender)).one())
        assert means[refs["agency1"]] == {"method": "60.00", "team": "60.00"}, "a sheet of who is gone counts no more"
    all_propose_and_agree(market, tender, *EVALUATORS)
    assert state_of(market, tender) is TenderState.EVALUATED
    with market.house.reading() as session:
        assert [one.reason for one in session.scalars(select(Release))] == [WHY]


def test_without_one_who_never_says_yes_the_points_stand_at_once(market: Market) -> None:
    tender = opened(market)
    late = fourth(market)
    scored(market, tender, ALL)
    all_propose_and_agree(market, tender, *EVALUATORS)
    assert state_of(market, tender) is TenderState.EVALUATING
    with pytest.raises(Conflict, match="still time"):
        release(market, tender, late)
    past_the_time(market)
    release(market, tender, late)
    assert state_of(market, tender) is TenderState.EVALUATED


def test_nobody_is_released_who_is_in_time_or_has_done_all(market: Market) -> None:
    tender = opened(market)
    late = fourth(market)
    declare(market, tender, "evaluator4")
    with pytest.raises(Conflict, match="still time"):
        release(market, tender, late)
    scored(market, tender)
    with market.house.reading() as session:
        due = queries.due_at(session, session.scalars(select(Tender).where(Tender.ref == tender)).one(), late)
    assert due is not None
    market.clock.at = due - timedelta(seconds=1)
    with pytest.raises(Conflict, match="still time"):
        release(market, tender, late)
    market.clock.at = due
    with pytest.raises(Conflict, match="Nobody waits"):
        release(market, tender, market.users["evaluator1"])
    for foreign in (market.users["agency1"], 2**70):
        with pytest.raises(NotFound):
            release(market, tender, foreign)
    with pytest.raises(Invalid), market.acting("approver") as uow:
        evaluation.release(uow, tender, late, " ")
    release(market, tender, late)
    with pytest.raises(NotFound):
        release(market, tender, late)


def test_who_was_released_evaluates_no_more(market: Market) -> None:
    tender, late = kept_waiting(market)
    release(market, tender, late)
    with pytest.raises(NotPermitted, match="released"):
        score(market, "evaluator4", bids_of(market, tender)["agency1"], (1, 1))
    with pytest.raises(Conflict, match="already"):
        declare(market, tender, "evaluator4")


def test_an_approver_who_evaluates_too_releases_nobody(market: Market) -> None:
    tender, late = kept_waiting(market)
    with market.acting("platform") as uow:
        organisations.add_member(uow, market.refs["department"], market.users["evaluator1"], Role.APPROVER)
    with pytest.raises(NotPermitted, match="another approver"):
        release(market, tender, late, "evaluator1")


def test_with_too_few_left_another_joins_first(market: Market) -> None:
    """Three are the fewest; one of them never confirms."""
    tender = opened(market)
    scored(market, tender)
    all_propose_and_agree(market, tender, *EVALUATORS[:2])
    fourth(market)
    with pytest.raises(Conflict, match="nobody joins"):
        declare(market, tender, "evaluator4")
    past_the_time(market)
    late = market.users["evaluator3"]
    with pytest.raises(Conflict, match="have to remain"):
        release(market, tender, late)
    declare(market, tender, "evaluator4")
    for agency, ref in bids_of(market, tender).items():
        score(market, "evaluator4", ref, POINTS[agency])
        confirm(market, ref, "evaluator4") if agency == "agency3" else None
    for agency, ref in bids_of(market, tender).items():
        if agency != "agency3":
            confirm(market, ref, "evaluator4")
    release(market, tender, late)
    assert state_of(market, tender) is TenderState.EVALUATED


def test_where_the_mean_counts_nobody_is_waited_for(market: Market) -> None:
    tender = opened(market, scoring=Scoring.MEANS)
    late = fourth(market)
    declare(market, tender, "evaluator4")
    scored(market, tender)
    past_the_time(market)
    with pytest.raises(Conflict, match="Nobody waits"):
        release(market, tender, late)
