"""An evaluator who finds an interest stands aside; what came of it is void, and the others go on or wait."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.domain.awards import operations as awards
from marketplace.domain.bids import operations as bids
from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.evaluation import queries
from marketplace.domain.evaluation.models import Release
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import Scoring, TenderState
from marketplace.kernel.errors import Conflict, Invalid, NotPermitted
from tests.domain.bids import doubting
from tests.domain.evaluation.panel import (
    EVALUATORS,
    POINTS,
    bids_of,
    confirm,
    declare,
    fourth,
    opened,
    points,
    score,
    scored,
)
from tests.domain.market import MERIT, Market
from tests.domain.own_funds import enterprise, published

ALL = (*EVALUATORS, "evaluator4")
WHY = "A cousin works for one of them"


def stand_aside(market: Market, tender: str, name: str) -> None:
    market.clock.at += timedelta(minutes=1)
    with market.acting(name) as uow:
        evaluation.stand_aside(uow, tender, WHY)
    market.clock.at += timedelta(minutes=1)


def propose(market: Market, tender: str, name: str) -> None:
    for agency, ref in bids_of(market, tender).items():
        with market.acting(name) as uow:
            evaluation.propose(uow, ref, points(*POINTS[agency]), "What we all found")


def test_what_was_proposed_before_is_void_and_the_others_agree_anew(market: Market) -> None:
    tender = opened(market)
    fourth(market)
    refs = scored(market, tender, ALL)
    propose(market, tender, "evaluator4")
    for ref in refs.values():
        confirm(market, ref, "evaluator1", "evaluator2")
    stand_aside(market, tender, "evaluator4")
    with market.house.reading() as session:
        found = session.scalars(select(Tender).where(Tender.ref == tender)).one()
        assert queries.latest(session, found.id) == {}
        released = session.scalars(select(Release)).one()
        assert (released.reason, released.is_own_doing) == (WHY, True)
        assert {sheet.user_id for sheet, _ in queries.sheets_of(session, found.id)} >= queries.gone_from(
            session, found.id
        )
    with pytest.raises(Conflict, match="Other points"):
        confirm(market, refs["agency1"], "evaluator3")
    propose(market, tender, "evaluator1")
    for ref in refs.values():
        confirm(market, ref, "evaluator2", "evaluator3")
    assert market.get(Tender, tender).state is TenderState.EVALUATED


def test_with_too_few_left_another_takes_the_place(market: Market) -> None:
    tender = opened(market)
    refs = scored(market, tender)
    fourth(market)
    stand_aside(market, tender, "evaluator3")
    with pytest.raises(Conflict, match="at least 3"):
        propose(market, tender, "evaluator1")
    declare(market, tender, "evaluator4")
    for agency, ref in refs.items():
        score(market, "evaluator4", ref, POINTS[agency])
    propose(market, tender, "evaluator1")
    for ref in refs.values():
        confirm(market, ref, "evaluator2", "evaluator4")
    assert market.get(Tender, tender).state is TenderState.EVALUATED


def test_where_the_mean_counts_the_sheets_are_void(market: Market) -> None:
    tender = opened(market, scoring=Scoring.MEANS)
    fourth(market)
    refs = bids_of(market, tender)
    declare(market, tender, *ALL)
    for ref in refs.values():
        score(market, "evaluator4", ref, (0, 0))
        for name in EVALUATORS:
            score(market, name, ref, (90, 90))
    stand_aside(market, tender, "evaluator4")
    with market.house.reading() as session:
        means = queries.scores(session, session.scalars(select(Tender).where(Tender.ref == tender)).one())
    assert {mean["method"] for mean in means.values()} == {"90.00"}


def test_only_who_evaluates_stands_aside_and_only_once(market: Market) -> None:
    tender = opened(market)
    with pytest.raises(Conflict, match="do not evaluate"):
        stand_aside(market, tender, "evaluator1")
    declare(market, tender, "evaluator1")
    with pytest.raises(Invalid), market.acting("evaluator1") as uow:
        evaluation.stand_aside(uow, tender, " ")
    stand_aside(market, tender, "evaluator1")
    with pytest.raises(Conflict, match="do not evaluate"):
        stand_aside(market, tender, "evaluator1")
    with pytest.raises(NotPermitted, match="stood aside"):
        score(market, "evaluator1", bids_of(market, tender)["agency1"], (1, 1))


def test_once_they_agreed_nobody_stands_aside(market: Market) -> None:
    tender = opened(market, scoring=Scoring.CONSENSUS)
    refs = scored(market, tender)
    propose(market, tender, "evaluator1")
    for ref in refs.values():
        confirm(market, ref, "evaluator2", "evaluator3")
    with pytest.raises(Conflict, match="agreed"):
        stand_aside(market, tender, "evaluator1")


def test_with_private_funds_one_person_evaluates_and_decides_about_a_low_price(market: Market) -> None:
    enterprise(market)
    tender = published(market, method="proposal_merit", criteria=MERIT, price_weight=20, scoring=Scoring.MEANS)
    for agency, price in doubting.LOW.items():
        market.bid(agency, tender, price, proposal="Our way")
    market.clock.at = market.deadline(tender)
    with market.acting("platform") as uow:
        bids.close(uow, tender)
    market.open_bids(tender)
    doubt = doubting.doubt_of(market).ref
    doubting.reply(market, doubt)
    with market.acting("owner") as uow:
        bids.admit(uow, doubt, doubting.REASON)
    declare(market, tender, "owner")
    for agency, ref in bids_of(market, tender).items():
        score(market, "owner", ref, POINTS[agency])
    with market.acting("owner") as uow:
        assert awards.select(uow, tender) is not None
