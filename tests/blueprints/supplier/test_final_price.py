"""A bidder's page of the final price, in both languages: who is asked, what it is told, and what it never learns."""

import json

import pytest

from tests.blueprints.rooms import Enter
from tests.domain.market import Market
from tests.domain.rounds import auctions, finals

WORDS = {
    "en": ("Give your final price", "given your final price", "not among those asked", "The ceiling price is"),
    "zh": ("请提交最终报价", "您已提交最终报价", "不在受邀提交最终报价之列", "最高限价"),
}


@pytest.mark.parametrize("language", WORDS)
def test_whoever_is_asked_gives_one_price_and_learns_nothing_of_others(
    market: Market, enter: Enter, language: str
) -> None:
    asked, given, _others, above = WORDS[language]
    ref = finals.begun(market)
    address = f"/supplier/tenders/{ref}/auction"
    auctions.offer(market, "agency3", ref, "83123", finals.STEP)
    browser = enter("agency2")
    page = browser.page(address, query_string={"lang": language})
    assert asked in page
    assert f"{address}" in browser.page("/supplier/")
    refused = browser.post(address, data={"step": finals.STEP, "price": "96000.01"})
    assert refused.status_code == 422
    text = refused.get_data(as_text=True)
    assert above in text
    assert 'value="96000.01"' in text
    assert browser.post(address, data={"step": finals.STEP, "price": "85000"}).status_code == 303
    market.clock.advance(minutes=1)
    page = browser.page(address)
    assert given not in page  # both have answered: it is over
    for shown in (text, page, json.dumps(browser.get(f"{address}/state.json").get_json())):
        assert "83,123" not in shown
        assert "83123" not in shown


@pytest.mark.parametrize("language", WORDS)
def test_whoever_has_given_it_is_told_so(market: Market, enter: Enter, language: str) -> None:
    ref = finals.begun(market)
    address = f"/supplier/tenders/{ref}/auction"
    browser = enter("agency2")
    browser.page(address, query_string={"lang": language})
    assert browser.post(address, data={"step": finals.STEP, "price": "85000"}).status_code == 303
    page = browser.page(address)
    assert WORDS[language][1] in page
    assert 'name="price"' not in page
    assert "¥85,000.00" in page
    assert address not in browser.page("/supplier/")
    again = browser.post(address, data={"step": finals.STEP, "price": "84000"}, check=False)
    assert again.status_code == 409
    state = browser.get(f"{address}/state.json").get_json()
    assert (state["rank"], state["number"]) == ("–", 0)


@pytest.mark.parametrize("language", WORDS)
def test_whoever_is_not_asked_reads_so(market: Market, enter: Enter, language: str) -> None:
    ref = finals.begun(market)
    address = f"/supplier/tenders/{ref}/auction"
    browser = enter("agency1")
    page = browser.page(address, query_string={"lang": language})
    assert WORDS[language][2] in page
    assert 'name="price"' not in page
    assert browser.post(address, data={"step": finals.STEP, "price": "80000"}, check=False).status_code == 409
    assert address not in browser.page("/supplier/")


def test_nobody_learns_a_place_while_bids_are_scored(market: Market, enter: Enter) -> None:
    ref = finals.opened(market)
    browser = enter("agency1")
    page = browser.page(f"/supplier/tenders/{ref}/auction")
    assert "you will be told" in page
    assert "Your place now" not in page
    assert browser.get(f"/supplier/tenders/{ref}/auction/state.json").get_json()["rank"] == "–"
