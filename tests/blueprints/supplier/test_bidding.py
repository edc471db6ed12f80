"""Writing, keeping, submitting, replacing and withdrawing a bid, and its receipts."""

import hashlib
import html
import json
import re

import pytest
from sqlalchemy import func, select

from marketplace.domain.bids.models import Bid, BidDraft, Envelope
from marketplace.domain.bids.states import BidState
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.journal import JournalEntry
from marketplace.providers import Providers
from tests.blueprints.client import Browser
from tests.blueprints.rooms import Enter
from tests.blueprints.stage import Stage
from tests.clock import HandClock
from tests.domain.market import Market

PRICE = "86,000.50"
TEXT = "We measure twice.\r\nAnd report once."


def page_of(stage: Stage, tender: str = "open") -> str:
    return f"/supplier/tenders/{stage.refs[tender]}/bid"


def submit(browser: Browser, path: str, **changes: str) -> int:
    data = {"price": PRICE, "proposal": TEXT, "after": "0", "act": "submit", **changes}
    return browser.post(path, data=data).status_code


def envelopes(house: Providers, stage: Stage, market: Market, tender: str = "open", agency: str = "agency1") -> int:
    with house.reading() as session:
        return (
            session.scalar(
                select(func.count(Envelope.id))
                .join(Bid, Bid.id == Envelope.bid_id)
                .join(Tender, Tender.id == Bid.tender_id)
                .join(Organisation, Organisation.id == Bid.tenderer_id)
                .where(Tender.ref == stage.refs[tender], Organisation.ref == market.refs[agency])
            )
            or 0
        )


def test_a_bid_is_received_and_its_receipt_tells_the_digest_of_what_is_kept(
    enter: Enter, stage: Stage, house: Providers
) -> None:
    browser = enter("agency1")
    response = browser.post(page_of(stage), data={"price": PRICE, "proposal": TEXT, "after": "0", "act": "submit"})
    assert response.status_code == 303
    receipt = response.headers["Location"]
    text = browser.page(receipt)
    document = json.loads(browser.get(f"{receipt}/receipt.json").data)
    with house.reading() as session:
        bid = session.scalars(select(Bid).where(Bid.ref == document["bid"])).one()
        [envelope] = session.scalars(select(Envelope).where(Envelope.bid_id == bid.id))
    assert hashlib.sha256(envelope.ciphertext).hexdigest() == envelope.sha256
    [kept] = document["envelopes"]
    assert (kept["number"], kept["sha256"], kept["received_at"]) == (
        1,
        envelope.sha256,
        envelope.received_at.isoformat(),
    )
    assert envelope.sha256 in text
    assert "Received, sealed" in text
    assert bid.price is None
    assert b"86000" not in envelope.ciphertext


def test_the_receipt_comes_as_a_file(enter: Enter, stage: Stage) -> None:
    response = enter("agency2").get(f"/supplier/bids/{stage.refs['sealed_bid']}/receipt.json")
    assert response.headers["Content-Disposition"] == f'attachment; filename="receipt-{stage.refs["sealed_bid"]}.json"'
    assert response.headers["Cache-Control"] == "no-store"


def test_the_same_form_sent_again_makes_no_second_envelope(
    enter: Enter, stage: Stage, house: Providers, market: Market
) -> None:
    browser = enter("agency1")
    assert submit(browser, page_of(stage)) == 303
    assert submit(browser, page_of(stage)) == 409
    assert envelopes(house, stage, market) == 1


def test_a_bid_is_replaced_knowingly_and_the_latest_counts(
    enter: Enter, stage: Stage, house: Providers, market: Market
) -> None:
    browser = enter("agency1")
    submit(browser, page_of(stage))
    after = re.search(r'name="after" value="(\d+)"', browser.page(page_of(stage)))
    assert after
    assert after[1] == "1"
    assert submit(browser, page_of(stage), after=after[1], price="85000") == 303
    assert envelopes(house, stage, market) == 2


def test_one_second_late_is_refused_and_what_was_typed_is_kept(
    enter: Enter, stage: Stage, house: Providers, market: Market, clock: HandClock
) -> None:
    clock.at = market.deadline(stage.refs["open"])
    clock.advance(seconds=1)
    browser = enter("agency1")
    response = browser.post(page_of(stage), data={"price": PRICE, "proposal": TEXT, "after": "0", "act": "submit"})
    shown = html.unescape(response.get_data(as_text=True))
    assert response.status_code == 409
    assert "The deadline has passed" in shown
    assert PRICE in shown
    assert "We measure twice." in shown
    assert envelopes(house, stage, market) == 0


def test_in_the_last_second_it_is_received(
    enter: Enter, stage: Stage, house: Providers, market: Market, clock: HandClock
) -> None:
    clock.at = market.deadline(stage.refs["open"])
    clock.advance(seconds=-1)
    browser = enter("agency1")
    assert submit(browser, page_of(stage)) == 303
    assert envelopes(house, stage, market) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Offer a price above zero."),
        ("0", "Offer a price above zero."),
        ("-5", "Write the amount in yuan with digits only"),
        ("1e5", "Write the amount in yuan with digits only"),
        ("86000.505", "An amount has at most two decimals"),
        ("96000.01", "The price is above the ceiling"),
        ("9" * 30, "Write the amount in yuan with digits only"),
    ],
)
def test_a_price_that_cannot_be_is_said_at_its_field(
    enter: Enter, stage: Stage, house: Providers, market: Market, typed: str, words: str
) -> None:
    response = enter("agency1").post(page_of(stage), data={"price": typed, "proposal": TEXT, "after": "0"})
    assert response.status_code == 422
    assert words in html.unescape(response.get_data(as_text=True))
    assert envelopes(house, stage, market) == 0


@pytest.mark.parametrize("after", ["", "x", "-1", "9999999", "1"])
def test_a_form_that_knows_of_no_such_envelope_is_refused(
    enter: Enter, stage: Stage, house: Providers, market: Market, after: str
) -> None:
    assert submit(enter("agency1"), page_of(stage), after=after) == 409
    assert envelopes(house, stage, market) == 0


def test_where_the_notice_fixes_the_price_none_is_asked_or_taken(
    enter: Enter, stage: Stage, house: Providers, market: Market
) -> None:
    browser = enter("agency1")
    assert 'name="price"' not in browser.page(page_of(stage, "draw"))
    assert submit(browser, page_of(stage, "draw"), price="1") == 303
    assert envelopes(house, stage, market, "draw") == 1


def test_a_tender_on_merit_needs_a_proposal(enter: Enter, stage: Stage) -> None:
    browser = enter("agency1")
    assert "What the proposal is scored on" in browser.page(page_of(stage, "merit"))
    response = browser.post(page_of(stage, "merit"), data={"price": "1", "proposal": " ", "after": "0"})
    assert response.status_code == 422
    assert "describe how you will do the work" in response.get_data(as_text=True)


def test_a_draft_is_sealed_and_read_back_by_its_own_agency_alone(
    enter: Enter, stage: Stage, house: Providers, market: Market
) -> None:
    browser = enter("agency1")
    response = browser.post(page_of(stage), data={"price": "81234.56", "proposal": "canary-draft", "act": "draft"})
    assert response.status_code == 303
    shown = browser.page(page_of(stage))
    assert "81234.56" in shown
    assert "canary-draft" in shown
    assert "it is not submitted yet" in shown
    assert envelopes(house, stage, market) == 0
    with house.reading() as session:
        [sealed] = session.scalars(select(BidDraft.ciphertext))
    assert b"canary" not in sealed
    other = enter("agency2").page(page_of(stage))
    assert "81234" not in other
    assert "canary-draft" not in other
    assert submit(browser, page_of(stage)) == 303
    with house.reading() as session:
        assert session.scalars(select(BidDraft)).all() == []


def test_withdrawing_asks_first_and_a_new_bid_may_follow(
    enter: Enter, stage: Stage, house: Providers, market: Market
) -> None:
    browser = enter("agency2")
    path = f"/supplier/bids/{stage.refs['sealed_bid']}/withdraw"
    browser.page(path)
    assert market.get(Bid, stage.refs["sealed_bid"]).state is BidState.SUBMITTED
    assert browser.post(path).status_code == 303
    assert market.get(Bid, stage.refs["sealed_bid"]).state is BidState.WITHDRAWN
    assert browser.post(path).status_code == 409
    assert submit(browser, page_of(stage), after="1") == 303
    assert market.get(Bid, stage.refs["sealed_bid"]).state is BidState.SUBMITTED


def test_after_the_deadline_nothing_is_withdrawn(enter: Enter, stage: Stage, market: Market, clock: HandClock) -> None:
    clock.at = market.deadline(stage.refs["open"])
    response = enter("agency2").post(f"/supplier/bids/{stage.refs['sealed_bid']}/withdraw")
    assert response.status_code == 409
    assert market.get(Bid, stage.refs["sealed_bid"]).state is BidState.SUBMITTED


def test_an_agency_that_is_being_checked_cannot_bid_yet(enter: Enter, stage: Stage, house: Providers) -> None:
    browser = enter("waiting")
    assert "not active yet" in browser.page(page_of(stage))
    before = count(house)
    browser.post(page_of(stage), data={"price": "1", "proposal": "", "after": "0"})
    assert count(house) == before
    assert browser.get(f"{page_of(stage)}?agency={stage.refs['waiting']}").status_code == 404


def test_nobody_bids_for_a_foreign_agency(enter: Enter, stage: Stage, house: Providers) -> None:
    before = count(house)
    path = f"{page_of(stage)}?agency={stage.market_refs['agency2']}"
    assert enter("agency1").get(path).status_code == 404
    assert submit(enter("agency1"), path) == 404
    assert count(house) == before


def test_a_form_without_its_token_changes_nothing(enter: Enter, stage: Stage, house: Providers) -> None:
    before = count(house)
    response = enter("agency1").post(page_of(stage), data={"price": PRICE, "after": "0"}, csrf=False)
    assert response.status_code == 400
    assert count(house) == before


def test_the_loser_reads_why_and_finds_the_evidence(enter: Enter, stage: Stage) -> None:
    shown = html.unescape(enter("agency2").page(f"/supplier/bids/{stage.refs['bid_agency2']}"))
    assert "place 2 of 3" in shown
    assert "above the lowest" in shown
    assert f"/tenders/{stage.refs['lost']}/selection/verify" in shown
    assert f"/tenders/{stage.refs['lost']}/selection.json" in shown


def test_the_winner_reads_that_it_won(enter: Enter, stage: Stage) -> None:
    assert "Your bid was selected." in enter("agency1").page(f"/supplier/bids/{stage.refs['bid_agency1']}")


def count(house: Providers) -> int:
    """Acts in the journal."""
    with house.reading() as session:
        return session.scalar(select(func.count(JournalEntry.seq))) or 0
