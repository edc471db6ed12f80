"""Opening, scoring and selecting: who sees what when, and the arithmetic."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.adapters.beacon.drand import Drand
from marketplace.blueprints.web.work import EXTENSION
from marketplace.domain.awards import queries as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.bids.models import Bid
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders import beacons
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import PLATFORM, Role
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import buttons, form_in, words
from tests.blueprints.buyer.scene import PROPOSAL, bid_refs, scored
from tests.blueprints.buyer.test_purchase import one, send
from tests.domain.market import LOWEST, MERIT, PRICES, Market
from tests.domain.tenders.beaconed import awaiting

SCORES = {"method": "80", "team": "70", "reason": "A clear plan."}


@pytest.fixture
def merit(market: Market) -> str:
    """An opened tender whose proposals are to be scored."""
    return market.opened(
        PRICES, proposal=PROPOSAL, method="proposal_merit", criteria=MERIT, price_weight=20, title="Merit"
    )


def test_before_the_opening_the_department_learns_nothing_of_a_bid(desk: Desk, market: Market) -> None:
    ref = market.published()
    market.bid("agency1", ref, LOWEST)
    for name in ("drafter", "approver", "evaluator1"):
        for path in (f"/buyer/tenders/{ref}", "/buyer/"):
            page = desk(name).page(path)
            assert "agency1" not in page
            assert "88,000" not in page
        assert desk(name).get(f"/buyer/tenders/{ref}/evaluation").status_code == 303
    assert desk("approver").post(f"/buyer/tenders/{ref}/close", follow_redirects=True).status_code == 200
    assert market.get(Tender, ref).state is TenderState.PUBLISHED, "the deadline has not passed"
    assert "sealed bid was received" not in desk("approver").page(f"/buyer/tenders/{ref}/open")


def test_the_opening_says_how_many_envelopes_who_is_missing_and_ends_only_after_its_time(
    desk: Desk, market: Market
) -> None:
    ref = market.closed(dict(PRICES))
    path = f"/buyer/tenders/{ref}/open"
    market.openers.open(ref, ["regulator"])
    page = words(desk("drafter").page(path))
    assert "3 sealed bids were received in time." in page
    assert "Any 2 of these 3 people open the bids together" in page
    assert page.count("not yet") == 2
    assert "End the opening" not in desk("approver").page(path)
    assert "The openers have until" in desk("approver").post(f"{path}/conclude", follow_redirects=True).text
    assert market.get(Tender, ref).state is TenderState.CLOSED
    market.clock.advance(days=10)
    assert "End the opening" not in desk("drafter").page(path)
    assert "End the opening" in desk("approver").page(path)
    page = words(send(desk("approver"), f"{path}/conclude"))
    assert "The bids cannot be opened: 1 of 3 openers handed in their keys, 2 are needed." in page
    assert market.get(Tender, ref).state is TenderState.FAILED


def test_evaluators_see_proposals_without_prices_and_only_their_own_scores(
    desk: Desk, market: Market, merit: str
) -> None:
    here = f"/buyer/tenders/{merit}/evaluation"
    assert "88,000" not in desk("evaluator1").page(here)
    assert "¥88,000.00" in desk("drafter").page(here)
    bid = bid_refs(market, merit)[0]
    assert desk("evaluator1").get(f"{here}/{bid}").status_code == 303, "interests first"
    send(desk("evaluator1"), here, {"has_conflict": "no", "reason": ""})
    page = desk("evaluator1").page(f"{here}/{bid}")
    assert PROPOSAL in page
    assert "000.00" not in page
    assert "Your scores are kept" in send(desk("evaluator1"), f"{here}/{bid}", SCORES)
    scored(market, merit, "evaluator2")
    mine = words(desk("evaluator1").page(here))
    assert "A clear plan." in mine
    assert "Reason of evaluator2." not in mine
    assert "Reason of evaluator2." not in desk("approver").page(here)
    assert "1 of at least 3 evaluators have scored every bid." in mine


def test_a_score_sheet_keeps_what_was_typed_and_counts_once(desk: Desk, market: Market, merit: str) -> None:
    here = f"/buyer/tenders/{merit}/evaluation"
    bid = bid_refs(market, merit)[0]
    assert desk("evaluator1").post(f"{here}/{bid}", data=SCORES).status_code == 409, "interests first"
    send(desk("evaluator1"), here, {"has_conflict": "no", "reason": ""})
    answer = desk("evaluator1").post(f"{here}/{bid}", data={"method": "101", "team": "", "reason": "Kept"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="team-error"' in page
    assert form_in(page)["method"] == "101"
    assert form_in(page)["reason"] == "Kept"
    answer = desk("evaluator1").post(f"{here}/{bid}", data=SCORES | {"method": "101"})
    assert 'id="method-error"' in answer.get_data(as_text=True)
    send(desk("evaluator1"), f"{here}/{bid}", SCORES)
    assert desk("evaluator1").post(f"{here}/{bid}", data=SCORES).status_code == 409
    assert desk("evaluator1").get(f"{here}/{bid}").status_code == 303


def test_an_interest_keeps_an_evaluator_out(desk: Desk, market: Market, merit: str) -> None:
    here = f"/buyer/tenders/{merit}/evaluation"
    answer = desk("evaluator1").post(here, data={"has_conflict": "yes", "reason": ""})
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.get_data(as_text=True)
    send(desk("evaluator1"), here, {"has_conflict": "yes", "reason": "My brother works there."})
    bid = bid_refs(market, merit)[0]
    assert desk("evaluator1").get(f"{here}/{bid}").status_code == 403
    assert desk("evaluator1").post(f"{here}/{bid}", data=SCORES).status_code == 403
    assert desk("evaluator1").post(here, data={"has_conflict": "no", "reason": ""}).status_code == 409
    assert desk("evaluator1").post(here, data={}).status_code == 422


def test_a_bid_of_another_tender_is_not_scored_here(desk: Desk, market: Market, merit: str) -> None:
    other = market.opened(PRICES, title="Other")
    send(desk("evaluator1"), f"/buyer/tenders/{merit}/evaluation", {"has_conflict": "no", "reason": ""})
    path = f"/buyer/tenders/{merit}/evaluation/{bid_refs(market, other)[0]}"
    assert desk("evaluator1").get(path).status_code == 404
    assert desk("evaluator1").post(path, data=SCORES).status_code == 404


def test_the_selection_waits_for_three_evaluators_and_then_shows_everything(
    desk: Desk, market: Market, merit: str
) -> None:
    path = f"/buyer/tenders/{merit}/select"
    scored(market, merit, "evaluator1", "evaluator2")
    page = desk("drafter").post(path, follow_redirects=True).get_data(as_text=True)
    assert "2 of at least 3 evaluators have scored every bid." in words(page)
    assert market.get(Tender, merit).state is TenderState.OPENED
    assert f"/buyer/tenders/{merit}/select" not in buttons(desk("drafter").page(f"/buyer/tenders/{merit}/evaluation"))
    scored(market, merit, "evaluator3")
    page = words(send(desk("drafter"), path))
    assert "Another person of your department announces the award" in page
    assert "Test agency1, Method: 80.33 ÷ 100 × 50 = 40.17" in page
    for name in ("evaluator1", "evaluator2", "evaluator3"):
        assert f"Reason of {name}." in page
    digest = awards_digest(market, merit)
    assert digest in desk("evaluator1").page(f"/buyer/tenders/{merit}/result")
    again = desk("drafter").post(path, follow_redirects=True)
    assert "This cannot be done now" in words(again.get_data(as_text=True))
    assert awards_digest(market, merit) == digest


def awards_digest(market: Market, ref: str) -> str:
    with market.house.reading() as session:
        return awards.evidence_of(session, ref).digest


def test_who_ran_the_selection_does_not_announce(desk: Desk, market: Market) -> None:
    ref = market.opened(PRICES)
    send(desk("approver"), f"/buyer/tenders/{ref}/select")
    page = desk("approver").page(f"/buyer/tenders/{ref}/result")
    assert "another approver announces the award (four eyes)" in page
    path = f"/buyer/tenders/{ref}/award"
    for answer in (desk("approver").get(path), desk("approver").post(path)):
        assert answer.status_code == 403
        assert "You ran the selection" in answer.get_data(as_text=True)
    second = market.person("second_approver")
    with market.house.writing(PLATFORM) as uow:
        organisations.add_member(uow, market.refs["department"], second, Role.APPROVER)
    send(desk("second_approver"), path)
    assert one(market, Award).amount == LOWEST
    assert desk("second_approver").post(path).status_code == 409
    assert desk("second_approver").get(path).status_code == 303


def test_an_excluded_bid_is_named_with_its_reason(desk: Desk, market: Market) -> None:
    ref = market.closed(PRICES)
    with market.acting("platform") as uow:
        broken = uow.session.scalars(select(Bid).where(Bid.ref == bid_refs(market, ref)[0])).one()
        broken.envelope_sha256 = "0" * 64
    market.open_bids(ref)
    page = words(desk("drafter").page(f"/buyer/tenders/{ref}/evaluation"))
    assert f"{bid_refs(market, ref)[0]} – Excluded The envelope is not the one that was received." in page


def test_the_selection_is_offered_once_the_round_of_the_beacon_is_there(desk: Desk, market: Market) -> None:
    ref, due = awaiting(market)
    here = f"/buyer/tenders/{ref}/evaluation"
    page = desk("drafter").page(here)
    assert f"The draw also needs round {due.round} of the public beacon" in page
    assert "Run the selection" not in page
    answer = desk("drafter").post(f"/buyer/tenders/{ref}/select", follow_redirects=True)
    assert f"The draw also needs round {due.round} of the public beacon" in answer.text
    assert market.get(Tender, ref).state is TenderState.OPENED
    with market.acting("platform") as uow:
        beacons.note(uow, ref, due)
    assert "Run the selection" in desk("drafter").page(here)


def test_a_notice_names_the_round_that_the_settings_ask_for(desk: Desk, app: Flask, market: Market) -> None:
    ref = market.draft()
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve)):
        with market.acting(name) as uow:
            step(uow, ref)
    kept = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(kept, providers=replace(kept.providers, beacon=Drand(("http://127.0.0.1:1",))))
    assert desk("drafter").post(f"/buyer/tenders/{ref}/publish").status_code == 303
    tender = market.get(Tender, ref)
    assert tender.beacon == beacons.policy_beacon("drand-quicknet", market.deadline(ref))
