"""A tender that asks for a discount rate: without script, with it, and what everybody sees afterwards."""

import re

import pytest
from playwright.sync_api import expect

from marketplace.domain.awards import operations as awards
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.rates import Rate
from marketplace.domain.tenders.states import Quote
from marketplace.kernel.money import Money
from tests.blueprints.rooms import Enter
from tests.blueprints.screens import Visit
from tests.clock import HandClock
from tests.domain.market import Market
from tests.domain.rounds.auctions import bid_of
from tests.journeys.looks import PHONE, look
from tests.journeys.people import DESK


@pytest.fixture
def tender(market: Market) -> str:
    ref = market.published(title="By rate", quote=Quote.DISCOUNT_RATE, window_days=10)
    for agency, rate in (("agency2", Rate(6_25)), ("agency3", Rate(0))):
        market.bid(agency, ref, rate)
    return ref


def test_a_rate_is_typed_kept_as_a_draft_refused_at_its_field_and_sealed(
    enter: Enter, market: Market, clock: HandClock, tender: str
) -> None:
    browser = enter("agency1")
    path = f"/supplier/tenders/{tender}/bid"
    assert 'name="rate"' in browser.page(path)
    assert 'name="price"' not in browser.page(path)
    for typed in ("", "100", "12.345"):
        answer = browser.post(path, data={"rate": typed, "after": "0", "act": "submit"})
        assert answer.status_code == 422
        assert 'id="rate-error"' in answer.get_data(as_text=True)
    assert browser.post(path, data={"rate": "12,5", "after": "0", "act": "draft"}).status_code == 422
    assert browser.post(path, data={"rate": "12.5", "after": "0", "act": "draft"}).status_code == 303
    assert 'value="12.50"' in browser.page(path)
    assert browser.post(path, data={"rate": "12.5", "after": "0", "act": "submit"}).status_code == 303

    clock.at = market.deadline(tender)
    with market.acting("platform") as uow:
        bids.close(uow, tender)
    market.open_bids(tender)
    evaluation = enter("drafter").page(f"/buyer/tenders/{tender}/evaluation")
    for shown in ("¥84,000.00", "12.50 % below the ceiling price", "¥96,000.00", "0.00 % below"):
        assert shown in evaluation
    with market.acting("drafter") as uow:
        awards.select(uow, tender)
    own = bid_of(market, "agency1", tender).ref
    assert "12.50 % below the ceiling price" in enter("agency1").page(f"/supplier/bids/{own}")
    assert "¥84,000.00" in enter("approver").page(f"/buyer/tenders/{tender}/award")
    with market.acting("approver") as uow:
        awards.announce(uow, tender)
    public = enter("agency3").page(f"/tenders/{tender}")
    for shown in ("Providers quote a discount rate off the ceiling price.", "12.50 % below", "6.25 % below", "¥84,000"):
        assert shown in public
    assert "6.25 % below" in enter("regulator").page(f"/regulator/tenders/{tender}")


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_browser_seals_the_rate(
    visit: Visit, market: Market, clock: HandClock, bodies: list[bytes], tender: str, language: str
) -> None:
    page = visit("agency1", language=language)
    page.goto(f"/supplier/tenders/{tender}/bid")
    expect(page.locator("[data-when=browser]")).to_be_visible()
    assert look(page, PHONE, DESK) == []
    button = page.locator("button.govuk-button[value=submit]")
    for typed in ("", "100", "1.001"):
        page.locator("#rate").fill(typed)
        button.click()
        expect(page.locator("#rate-error")).to_be_visible()
    page.locator("#rate").fill("33.33")
    page.reload()
    expect(page.locator("#rate")).to_have_value("33.33")
    button.click()
    page.wait_for_url(re.compile("/supplier/bids/B-"))
    assert b"33.33" not in b"".join(bodies)
    clock.at = market.deadline(tender)
    with market.acting("platform") as uow:
        bids.close(uow, tender)
    market.open_bids(tender)
    assert (bid_of(market, "agency1", tender).rate, bid_of(market, "agency1", tender).price) == (
        Rate(33_33),
        Money(64_003_20),
    )
