"""The draft's page says under which law the purchase falls, and what was added up to find it."""

from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import form_in, words
from tests.blueprints.buyer.test_drafting import NEW, count, errors_at
from tests.blueprints.buyer.test_purchase import DRAFT, drafted
from tests.domain.market import Market
from tests.domain.regimes.entering import enter, figures


def test_a_draft_shows_its_regime_and_what_is_related(desk: Desk, market: Market) -> None:
    first = market.published()
    ref = drafted(desk, market)
    page = words(desk("drafter").page(f"/buyer/tenders/{ref}"))
    assert "Fiscal purchase below the limits" in page
    assert "At least 3 working days for bids, 3 for the publicity of the award, 10 from then to the contract" in page
    assert first in page
    assert "together ¥192,000.00" in page


def test_the_split_of_a_large_purchase_is_refused_with_the_sum(desk: Desk, market: Market) -> None:
    enter(market, figures(threshold="190000"))
    market.published()
    before = count(market)
    answer = desk("drafter").post(NEW, data=DRAFT | {"budget_line": market.refs["line"]})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert errors_at(page, "made_at")
    assert "this comes to ¥192,000.00" in page
    assert count(market) == before


def test_an_exemption_is_kept_and_told(desk: Desk, market: Market) -> None:
    ref = drafted(desk, market, exemption="disaster", window_days="1")
    assert "A severe natural disaster" in desk("approver").page(f"/buyer/tenders/{ref}")
    assert form_in(desk("drafter").page(f"/buyer/tenders/{ref}/edit"))["exemption"] == "disaster"
    answer = desk("drafter").post(NEW, data=DRAFT | {"budget_line": market.refs["line"], "exemption": "holiday"})
    assert errors_at(answer.get_data(as_text=True), "exemption")


def test_the_form_names_the_windows_in_force(desk: Desk, market: Market) -> None:
    enter(market, figures(regime="below_threshold", threshold="", window_small="4", publicity="1", sign_within="1"))
    assert "at least 4 up to ¥200,000.00, 5 above that" in words(desk("drafter").page(NEW))


def test_a_notice_only_tender_is_announced_from_its_page(desk: Desk, market: Market) -> None:
    ref = drafted(desk, market, ceiling="1000000", window_days="5", made_at="https://www.ccgp.gov.cn/notice/1")
    for name, step in (("drafter", "submit"), ("approver", "approve")):
        desk(name).post(f"/buyer/tenders/{ref}/{step}")
    page = desk("drafter").page(f"/buyer/tenders/{ref}/publish")
    assert "Only the notice is published here" in page
    assert "Who opens the bids together" not in page
    assert desk("drafter").post(f"/buyer/tenders/{ref}/publish").status_code == 303
    page = desk("agency1").page(f"/tenders/{ref}?lang=en")
    assert 'href="https://www.ccgp.gov.cn/notice/1"' in page
    assert "Notice only" in page
    assert "Bid for this tender" not in page
    assert "Notice only" in desk("agency1").page("/tenders?status=announced&lang=en")
    assert ref in desk("drafter").page(f"/buyer/tenders/{ref}")
    page = desk("approver").page(f"/buyer/tenders/{ref}")
    assert "Change the notice" in page
    assert "Replace an opener" not in page
    path = f"/buyer/tenders/{ref}/amend"
    form = form_in(desk("approver").page(path))
    assert "asks_again" not in form
    form |= {"description": "Assess thirteen files.", "reason": "One more came."}
    assert "Assess thirteen files." in desk("approver").post(path, data=form).get_data(as_text=True)
    assert desk("approver").post(path, data=form | {"publish": "yes"}).status_code == 303
    assert "Assess thirteen files." in desk("agency1").page(f"/tenders/{ref}?lang=en")
    assert desk("approver").get(f"/buyer/tenders/{ref}/openers").status_code == 303
