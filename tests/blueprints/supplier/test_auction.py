"""A bidder's page of the rounds: the own price and place, never anything of others; form, state and stream."""

import json
from datetime import timedelta

import pytest

from marketplace.blueprints.supplier import auction
from marketplace.domain.rounds import operations
from tests.blueprints.rooms import Enter
from tests.domain.market import PRICES, Market
from tests.domain.rounds import auctions

OTHERS = ("90,000", "91,000", "90000", "91000", "agency2", "agency3", "测试机构 agency2")


def test_a_bidder_offers_and_learns_its_own_place_alone(market: Market, enter: Enter) -> None:
    ref = auctions.begun(market)
    auctions.offer(market, "agency2", ref, "87000")
    browser = enter("agency1")
    page = browser.page(f"/supplier/tenders/{ref}/auction")
    assert "¥88,000.00" in page
    state = browser.get(f"/supplier/tenders/{ref}/auction/state.json").get_json()
    assert (state["phase"], state["rank"], state["left"]) == ("open", "2", 600)
    answer = browser.post(f"/supplier/tenders/{ref}/auction", data={"step": "round_1", "price": "86,500"})
    assert answer.status_code == 303
    page = browser.page(f"/supplier/tenders/{ref}/auction")
    state = browser.get(f"/supplier/tenders/{ref}/auction/state.json").get_json()
    assert state["rank"] == "1"
    assert "¥86,500.00" in page
    for shown in (page, json.dumps(state)):
        assert not [each for each in (*OTHERS, "87,000") if each in shown]


def test_whoever_waits_with_a_quote_learns_nothing_from_those_who_come_first(market: Market, enter: Enter) -> None:
    ref = auctions.to_be_replied(market)
    with market.acting("drafter") as uow:
        operations.reply(uow, ref, "reply_1", {"reply": "Leave out the visit.", "go_on": "yes"})
    market.clock.at = auctions.current(market, ref).opens_at
    browser, at = enter("agency1"), f"/supplier/tenders/{ref}/auction/state.json"
    before = browser.get(at).get_json()
    auctions.offer(market, "agency2", ref, "80000", "quote_2")
    after = browser.get(at).get_json()
    assert (before["rank"], before["number"]) == (after["rank"], after["number"]) == ("–", 0)


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"step": "round_1", "price": "88000"}, 422, "offer"),
        ({"step": "round_1", "price": "cheap"}, 422, "digits only"),
        ({"step": "round_1", "price": ""}, 422, "fill this in"),
        ({"step": "round_2", "price": "80000"}, 409, "is over"),
        ({"price": "80000", "step": ""}, 409, "is over"),
        ({"step": "round_1", "price": "9" * 40}, 422, ""),
    ],
)
def test_what_cannot_count_is_said_and_the_typed_price_is_kept(
    market: Market, enter: Enter, sent: dict[str, str], status: int, said: str
) -> None:
    ref = auctions.begun(market)
    answer = enter("agency1").post(f"/supplier/tenders/{ref}/auction", data=sent, check=False)
    assert answer.status_code == status
    assert said in (text := answer.get_data(as_text=True))
    assert f'value="{sent["price"]}"' in text


def test_the_page_says_when(market: Market, enter: Enter) -> None:
    ref = auctions.opened(market)
    browser = enter("agency1")
    assert "has not said yet" in browser.page(f"/supplier/tenders/{ref}/auction")
    assert browser.post(f"/supplier/tenders/{ref}/auction", data={"price": "1"}, check=False).status_code == 409
    auctions.call(market, ref)
    assert "begins at" in browser.page(f"/supplier/tenders/{ref}/auction")
    assert f"/supplier/tenders/{ref}/auction" in browser.page("/supplier/")


def test_nobody_else_finds_it(market: Market, enter: Enter) -> None:
    ref = auctions.begun(market)
    market.unverified("stranger")
    for way in ("", "/state.json", "/events"):
        assert enter("stranger").get(f"/supplier/tenders/{ref}/auction{way}", check=False).status_code == 404
    plain = market.opened(dict(PRICES))
    assert enter("agency1").get(f"/supplier/tenders/{plain}/auction", check=False).status_code == 404


def test_the_stream_tells_the_state_and_ends(market: Market, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auction, "STREAM_SECONDS", 2)
    ref = auctions.begun(market)
    browser = enter("agency1")
    answer = browser.get(f"/supplier/tenders/{ref}/auction/events")
    assert answer.mimetype == "text/event-stream"
    text = answer.get_data(as_text=True)
    assert text.count("event: state") == 1
    [data] = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]
    assert json.loads(data)["phase"] == "open"
    answer.close()


def test_a_stream_that_finds_no_place_says_so_and_gives_its_place_back(
    market: Market, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auction, "STREAM_SECONDS", 1)
    monkeypatch.setattr(auction, "STREAMS", auction.BoundedSemaphore(1))
    ref = auctions.begun(market)
    browser = enter("agency1")
    for _ in range(2):
        answer = browser.get(f"/supplier/tenders/{ref}/auction/events")
        assert answer.status_code == 200
        answer.close()
    assert auction.STREAMS.acquire(blocking=False)
    assert browser.get(f"/supplier/tenders/{ref}/auction/events", check=False).status_code == 503


def test_a_bidder_reads_what_the_department_answers(market: Market, enter: Enter) -> None:
    ref = auctions.to_be_replied(market)
    address = f"/supplier/tenders/{ref}/auction"
    assert "not asked in this round" in enter("agency1").page(address)
    with market.acting("drafter") as uow:
        operations.reply(uow, ref, "reply_1", {"reply": "The visit is left out.", "go_on": "yes"})
    market.clock.at = auctions.current(market, ref).opens_at
    browser = enter("agency1")
    assert "The visit is left out." in browser.page(address)
    assert browser.post(address, data={"step": "quote_2", "price": "88000"}).status_code == 303
    assert browser.post(address, data={"step": "quote_2", "price": "80000"}, check=False).status_code == 409


def test_after_the_end_the_page_says_so(market: Market, enter: Enter) -> None:
    ref = auctions.begun(market)
    market.clock.at += timedelta(minutes=10)
    browser = enter("agency1")
    assert "has ended" in browser.page(f"/supplier/tenders/{ref}/auction")
    auctions.close(market, ref)
    auctions.end_all(market, ref)
    assert "are over" in enter("agency1").page(f"/supplier/tenders/{ref}/auction")
