"""The department's pages of the rounds: calling, interrupting, going on, answering, and the journal."""

from datetime import datetime

from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.rounds.rules import CALLED_BEFORE
from tests.blueprints.buyer.conftest import Desk
from tests.domain.market import PRICES, Market
from tests.domain.rounds import auctions


def typed(moment: datetime) -> str:
    return moment.astimezone(MARKET_ZONE).strftime("%Y-%m-%dT%H:%M")


def test_a_department_takes_its_tender_through_the_rounds(desk: Desk, market: Market) -> None:
    ref = auctions.opened(market)
    page = desk("drafter").page(f"/buyer/tenders/{ref}")
    assert f"/buyer/tenders/{ref}/rounds" in page
    assert "Run the selection</button>" not in page
    assert "Call the first round" in desk("drafter").page("/buyer/")
    answer = desk("drafter").post(f"/buyer/tenders/{ref}/rounds/call", data={"opens_at": ""})
    assert answer.status_code == 422
    soon = desk("drafter").post(f"/buyer/tenders/{ref}/rounds/call", data={"opens_at": typed(market.clock.at)})
    assert "at least 30 minutes" in soon.get_data(as_text=True)
    later = typed(market.clock.at + 2 * CALLED_BEFORE)
    assert desk("drafter").post(f"/buyer/tenders/{ref}/rounds/call", data={"opens_at": later}).status_code == 303
    market.clock.at = auctions.current(market, ref).opens_at
    auctions.offer(market, "agency1", ref, "85000")
    page = desk("approver").page(f"/buyer/tenders/{ref}/rounds")
    assert "Answer taken" in page
    assert "85,000" not in page
    paused = desk("approver").post(f"/buyer/tenders/{ref}/rounds/pause", data={"reason": "No power in town"})
    assert paused.status_code == 303
    assert "No power in town" in desk("drafter").page(f"/buyer/tenders/{ref}/rounds")
    public = desk("other_drafter").page(f"/tenders/{ref}")
    assert "No power in town" in public
    assert "85,000" not in public
    again = typed(market.clock.at + 2 * CALLED_BEFORE)
    resumed = desk("drafter").post(f"/buyer/tenders/{ref}/rounds/resume", data={"opens_at": again})
    assert resumed.status_code == 303
    auctions.end_all(market, ref)
    page = desk("drafter").page(f"/buyer/tenders/{ref}/rounds")
    assert "¥85,000.00" in page
    assert "Run the selection" in desk("drafter").page(f"/buyer/tenders/{ref}")
    desk("drafter").post(f"/buyer/tenders/{ref}/select")
    assert "¥85,000.00" in desk("drafter").page(f"/buyer/tenders/{ref}/result")
    assert "¥85,000.00" in desk("drafter").page(f"/tenders/{ref}")


def test_a_round_is_postponed_with_a_reason(desk: Desk, market: Market) -> None:
    ref = auctions.called(market)
    later = typed(market.clock.at + 3 * CALLED_BEFORE)
    address = f"/buyer/tenders/{ref}/rounds/postpone"
    assert desk("drafter").post(address, data={"opens_at": later, "reason": ""}).status_code == 422
    assert desk("drafter").post(address, data={"opens_at": later, "reason": "They asked"}).status_code == 303
    assert "They asked" in desk("drafter").page(f"/buyer/tenders/{ref}/rounds")


def test_the_department_answers_where_it_is_asked(desk: Desk, market: Market) -> None:
    ref = auctions.to_be_replied(market)
    address = f"/buyer/tenders/{ref}/rounds/reply"
    assert f'href="{address}"' in desk("drafter").page("/buyer/")
    assert 'name="go_on"' in desk("drafter").page(address)
    wrong = desk("drafter").post(address, data={"step": "reply_1", "reply": "", "go_on": "no"})
    assert wrong.status_code == 422
    right = {"step": "reply_1", "reply": "Thank you.", "go_on": "no"}
    assert desk("drafter").post(address, data=right).status_code == 303
    assert auctions.find_current(market, ref) is None
    assert "Thank you." in desk("drafter").page(f"/buyer/tenders/{ref}/rounds")


def test_the_department_sees_what_it_answers_and_no_bidder_does(desk: Desk, market: Market) -> None:
    ref = auctions.to_be_replied(market)
    assert "Answer the quotes, or let the last ones stand." in desk("drafter").page(f"/buyer/tenders/{ref}")
    for address in (f"/buyer/tenders/{ref}/rounds", f"/buyer/tenders/{ref}/rounds/reply"):
        page = desk("drafter").page(address)
        for price in PRICES.values():
            assert price is not None
            assert f"¥{price.yuan:,.2f}" in page
    auctions.reply(market, ref, "reply_1", "yes", "The visit may be left out.")
    market.clock.at = auctions.current(market, ref).opens_at
    auctions.offer(market, "agency1", ref, "71000", "quote_2")
    assert "71,000" not in desk("drafter").page(f"/buyer/tenders/{ref}/rounds")
    auctions.offer(market, "agency2", ref, "72000", "quote_2")
    auctions.offer(market, "agency3", ref, "73000", "quote_2")
    for address in (f"/buyer/tenders/{ref}/rounds", f"/buyer/tenders/{ref}/rounds/reply"):
        page = desk("approver").page(address)
        assert page.index("71,000") < page.index("72,000") < page.index("73,000")
    theirs = desk("agency2").page(f"/supplier/tenders/{ref}/auction")
    assert "The visit may be left out." in theirs
    assert "72,000" in theirs
    assert "71,000" not in theirs
    assert "73,000" not in theirs
    assert "71,000" not in desk("agency1").page(f"/tenders/{ref}")
    assert "71,000" not in desk("agency2").page(f"/tenders/{ref}")


def test_pages_of_acts_that_are_not_possible_lead_back(desk: Desk, market: Market) -> None:
    ref = auctions.opened(market)
    for act in ("pause", "postpone", "resume", "reply"):
        assert desk("drafter").get(f"/buyer/tenders/{ref}/rounds/{act}").status_code in {302, 303}
    assert desk("evaluator1").get(f"/buyer/tenders/{ref}/rounds/call").status_code == 403
    plain = market.opened(dict(PRICES))
    assert desk("drafter").get(f"/buyer/tenders/{plain}/rounds").status_code == 404
