"""The draft's form: nothing typed is lost, faults land on their fields, nobody overwrites a colleague unawares."""

import re

import pytest
from sqlalchemy import func, select

from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import Quote, TenderState
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import form_in, words
from tests.blueprints.buyer.test_purchase import DRAFT, drafted
from tests.domain.market import ITEM, Market, terms

NEW = f"/buyer/tenders/new/{ITEM}"
APPLICANTS_ITEM = "env-eia-report"
LIMITED_ITEM = "dr-ent-approval-eval"
MERIT = {
    "method": "proposal_merit",
    "price_weight": "20",
    "criteria-0-label": "方案",
    "criteria-0-weight": "50",
    "criteria-0-max_points": "100",
    "criteria-2-label": "Team",
    "criteria-2-weight": "３０",
    "criteria-2-max_points": "10",
}


def count(market: Market) -> int:
    with market.house.reading() as session:
        return session.scalar(select(func.count(Tender.id))) or 0


def errors_at(page: str, field: str) -> bool:
    """Whether the field's own group shows an error and the summary links to it."""
    return f'id="{field}-error"' in page and f'href="#{field}"' in page


def test_every_fault_is_said_at_once_and_nothing_typed_is_lost(desk: Desk, market: Market) -> None:
    typed = {
        "title": "",
        "description": "",
        "requirements": "Signed by an engineer.",
        "region_code": "510100",
        "service_days": "soon",
        "window_days": "2",
        "budget_line": market.refs["line"],
        "ceiling": "96,000.001",
        "method": "random",
        "price_weight": "",
        "criteria-0-label": "Never lost",
        "criteria-0-weight": "x",
    }
    answer = desk("drafter").post(NEW, data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for field in ("title", "description", "service_days", "window_days", "ceiling", "criteria-0-weight"):
        assert errors_at(page, field), field
    assert not errors_at(page, "requirements")
    assert "An amount has at most two decimals (fen)." in page
    assert "Give bidders 3 to 60 working days." in page
    sent_again = form_in(page)
    assert typed.items() <= sent_again.items()
    assert count(market) == 0


def test_a_line_must_be_chosen_and_a_text_must_fit(desk: Desk, market: Market) -> None:
    answer = desk("drafter").post(NEW, data=DRAFT)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert errors_at(page, "budget_line")
    assert form_in(page)["title"] == DRAFT["title"]
    long = "长" * 20_001
    page = desk("drafter").post(NEW, data=DRAFT | {"description": long}).get_data(as_text=True)
    assert "This has 20001 characters; at most 20000 fit." in page
    assert form_in(page)["description"] == long
    assert count(market) == 0


def test_an_amount_above_the_limit_of_this_market_needs_another_place(desk: Desk, market: Market) -> None:
    data = DRAFT | {"budget_line": market.refs["line"], "ceiling": "1000000", "window_days": "5"}
    answer = desk("drafter").post(NEW, data=data)
    assert errors_at(answer.get_data(as_text=True), "made_at")
    assert count(market) == 0


def test_criteria_get_their_codes_from_their_place(desk: Desk, market: Market) -> None:
    ref = drafted(desk, market, **MERIT)
    tender = market.get(Tender, ref)
    assert tender.price_weight == 20
    assert tender.criteria == [
        {"code": "c1", "label": "方案", "weight": 50, "max_points": 100},
        {"code": "c2", "label": "Team", "weight": 30, "max_points": 10},
    ]
    page = desk("drafter").page(f"/buyer/tenders/{ref}/edit")
    assert form_in(page)["criteria-1-label"] == "Team"
    assert '<details class="govuk-details" id="criteria" open>' in page


def test_weights_that_do_not_add_up_are_refused_at_the_criteria(desk: Desk, market: Market) -> None:
    untouched = form_in(desk("drafter").page(NEW))
    typed = DRAFT | MERIT | {"budget_line": market.refs["line"], "criteria-0-weight": "60"}
    answer = desk("drafter").post(NEW, data=untouched | typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "they add up to 110" in page
    assert 'href="#criteria"' in page
    assert form_in(page)["criteria-0-label"] == "方案"


def test_criteria_of_a_method_that_scores_nothing_are_left_out(desk: Desk, market: Market) -> None:
    ref = drafted(desk, market, **(MERIT | {"method": "lowest_price"}))
    tender = market.get(Tender, ref)
    assert (tender.criteria, tender.price_weight) == ([], None)


@pytest.mark.parametrize(
    ("words_typed", "why"), [("EIA report", "chooses the agency freely"), ("pesticide", "cancelled in")]
)
def test_the_catalogue_says_why_an_item_is_not_for_departments(desk: Desk, words_typed: str, why: str) -> None:
    page = desk("drafter").page(f"/buyer/tenders/new?q={words_typed}")
    assert why in page
    assert "Your department may not tender these" in page


def test_an_item_that_is_not_for_departments_cannot_be_drafted(desk: Desk, market: Market) -> None:
    path = f"/buyer/tenders/new/{APPLICANTS_ITEM}"
    assert "chooses the agency freely" in desk("drafter").page(path)
    answer = desk("drafter").post(path, data=DRAFT | {"budget_line": market.refs["line"]})
    assert answer.status_code == 422
    assert "chooses the agency freely" in answer.get_data(as_text=True)
    assert count(market) == 0
    assert desk("drafter").get("/buyer/tenders/new/no-such-item").status_code == 404


def test_the_time_for_the_service_follows_the_catalogue(desk: Desk, market: Market) -> None:
    assert "The catalogue sets no limit for this service" in desk("drafter").page(NEW)
    path = f"/buyer/tenders/new/{LIMITED_ITEM}"
    assert "The catalogue allows at most 30." in desk("drafter").page(path)
    answer = desk("drafter").post(path, data=DRAFT | {"budget_line": market.refs["line"], "service_days": "31"})
    assert errors_at(answer.get_data(as_text=True), "service_days")


def test_a_foreign_budget_line_is_refused(desk: Desk, market: Market) -> None:
    answer = desk("other_drafter").post(NEW, data=DRAFT | {"budget_line": market.refs["line"]})
    assert answer.status_code == 422
    assert count(market) == 0
    assert "has no budget line for this year" in answer.get_data(as_text=True)


def test_what_was_typed_is_shown_as_text(desk: Desk, market: Market) -> None:
    ref = drafted(desk, market, title='<b>"x"</b>', description="<script>alert(1)</script>")
    page = desk("drafter").page(f"/buyer/tenders/{ref}")
    assert "<script>alert" not in page
    assert '<b>"x"</b>' in words(page)


def test_a_stale_form_keeps_its_text_and_shows_the_other(desk: Desk, market: Market) -> None:
    ref = drafted(desk, market)
    path = f"/buyer/tenders/{ref}/edit"
    mine = form_in(desk("drafter").page(path)) | {"title": "My title"}
    with market.acting("drafter") as uow:
        tenders.edit(uow, ref, market.refs["line"], terms(title="Their title"), int(mine["version"]))
    answer = desk("drafter").post(path, data=mine)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Someone changed this tender after you opened the form" in page
    assert form_in(page)["title"] == "My title"
    assert "Their title" in page
    assert market.get(Tender, ref).title == "Their title"
    assert desk("drafter").post(path, data=form_in(page)).status_code == 303
    assert market.get(Tender, ref).title == "My title"


def test_a_refused_edit_does_not_forget_which_version_it_began_with(desk: Desk, market: Market) -> None:
    ref = drafted(desk, market)
    path = f"/buyer/tenders/{ref}/edit"
    mine = form_in(desk("drafter").page(path)) | {"title": ""}
    with market.acting("drafter") as uow:
        tenders.edit(uow, ref, market.refs["line"], terms(title="Their title"), int(mine["version"]))
    page = desk("drafter").post(path, data=mine).get_data(as_text=True)
    assert form_in(page)["version"] == mine["version"]
    assert desk("drafter").post(path, data=form_in(page) | {"title": "Mine"}).status_code == 409


def test_an_edit_after_the_submission_keeps_the_text(desk: Desk, market: Market) -> None:
    ref = drafted(desk, market)
    path = f"/buyer/tenders/{ref}/edit"
    mine = form_in(desk("drafter").page(path)) | {"title": "My title"}
    desk("drafter").post(f"/buyer/tenders/{ref}/submit")
    answer = desk("drafter").post(path, data=mine)
    assert answer.status_code == 409
    assert form_in(answer.get_data(as_text=True))["title"] == "My title"
    assert desk("drafter").get(path).status_code == 303, "the form is not offered any more"


def test_a_replayed_submission_says_so_and_does_nothing(desk: Desk, market: Market) -> None:
    ref = market.draft()
    path = f"/buyer/tenders/{ref}/submit"
    assert desk("drafter").post(path).status_code == 303
    version = market.get(Tender, ref).version
    page = desk("drafter").post(path, follow_redirects=True).get_data(as_text=True)
    assert "This cannot be done now: The tender waits for a second person" in words(page)
    tender = market.get(Tender, ref)
    assert (tender.state, tender.version) == (TenderState.IN_APPROVAL, version)


def test_a_department_asks_for_discount_rates_where_the_method_compares_them(desk: Desk, market: Market) -> None:
    typed = DRAFT | {"budget_line": market.refs["line"], "quote": "discount_rate"}
    answer = desk("drafter").post(NEW, data=typed | {"method": "random"})
    assert answer.status_code == 422
    assert errors_at(answer.get_data(as_text=True), "quote")
    assert desk("drafter").post(NEW, data=typed | {"quote": "guess"}).status_code == 422
    ref = drafted(desk, market, **(DRAFT | {"quote": "discount_rate"}))
    assert market.get(Tender, ref).quote is Quote.DISCOUNT_RATE
    assert "Providers quote a discount rate" in desk("drafter").page(f"/buyer/tenders/{ref}")
    edit = desk("drafter").page(f"/buyer/tenders/{ref}/edit")
    assert re.search(r'name="quote"[^>]*value="discount_rate"[^>]*checked', edit)
