"""The whole purchase by the pages, each step by the person whose it is, every one in a browser of their own."""

import re
from typing import TypeVar

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from marketplace.domain.awards.models import Award
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.states import ContractState
from marketplace.domain.payments.models import Payment
from marketplace.domain.ratings.models import Rating
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel import journal
from marketplace.kernel.money import ZERO, Money
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import form_in, words
from tests.domain.market import ITEM, LOWEST, PRICES, REGION, Market

T = TypeVar("T")

DRAFT = {
    "title": "Technical assessment of twelve files",
    "description": "Assess twelve files.\r\n\r\nTwo visits to the site.",
    "requirements": "",
    "region_code": REGION,
    "service_days": "20",
    "window_days": "3",
    "ceiling": "96,000.00",
    "method": "lowest_price",
}


def send(browser: FlaskClient, path: str, data: dict[str, str] | None = None) -> str:
    """POST, follow the redirect that must come, and give the page it leads to."""
    response: TestResponse = browser.post(path, data=data or {})
    assert response.status_code == 303, (response.status_code, words(response.get_data(as_text=True))[:2000])
    page = browser.get(response.headers["Location"])
    assert page.status_code == 200
    return str(page.get_data(as_text=True))


def drafted(desk: Desk, market: Market, **changes: str) -> str:
    path = f"/buyer/tenders/new/{ITEM}"
    untouched = form_in(desk("drafter").page(path))
    page = send(desk("drafter"), path, untouched | DRAFT | {"budget_line": market.refs["line"]} | changes)
    found = re.search(r"Tender (T-\w{8})", words(page))
    assert found
    assert "The draft is saved" in page
    return found[1]


def one(market: Market, model: type[T]) -> T:
    with market.house.reading() as session:
        return session.scalars(select(model)).one()


def test_from_the_draft_to_the_rating(desk: Desk, market: Market) -> None:  # noqa: PLR0915 - one story
    ref = drafted(desk, market)
    here = f"/buyer/tenders/{ref}"
    assert "Another person of your department approves it" in send(desk("drafter"), f"{here}/submit")
    assert "Approve the tender or return it" in desk("approver").page("/buyer/")
    assert "can now publish it" in send(desk("approver"), f"{here}/approve")

    page = desk("drafter").page(f"{here}/publish")
    assert "5 Mar 2026, 17:00 Beijing time" in page
    assert "not announced yet" not in page
    assert "bids may come" in send(desk("drafter"), f"{here}/publish")
    assert market.line().reserved == Money(96_000_00)

    for agency, price in PRICES.items():
        market.bid(agency, ref, price)
    market.clock.at = market.deadline(ref)
    assert "See who of the openers is missing" in desk("approver").page("/buyer/")
    assert "Close the tender" in desk("approver").page(here)
    send(desk("approver"), f"{here}/close")
    assert "3 sealed bids were received in time" in desk("approver").page(f"{here}/open")
    assert "Hand in your keys" in desk("approver").page(f"{here}/open")
    market.open_bids(ref)

    assert "Selected: Test agency1" in words(send(desk("drafter"), f"{here}/select"))
    assert "¥88,000.00" in desk("approver").page(f"{here}/award")
    assert "The award notice is public" in send(desk("approver"), f"{here}/award")
    award = one(market, Award)
    assert award.amount == LOWEST

    page = desk("drafter").page(f"{here}/contract")
    assert form_in(page)["milestones-0-amount"] == "88000.00"
    assert "The contract is drawn up" in send(desk("drafter"), f"{here}/contract", form_in(page))
    contract = one(market, Contract)
    market.clock.at = award.publicity_until
    with market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, contract.ref)
    assert "Sign the contract" in desk("approver").page("/buyer/")
    assert "signed and in force" in send(desk("approver"), f"/buyer/contracts/{contract.ref}/sign")

    milestone = one(market, Milestone)
    with market.acting("agency1") as uow:
        contracts.deliver(uow, milestone.ref, market.document(), "Bound copy follows.")
    page = desk("drafter").page(f"/buyer/contracts/{contract.ref}")
    assert "Bound copy follows." in page
    assert "报告.pdf" in page
    assert "The deliverable is accepted" in send(desk("drafter"), f"/buyer/milestones/{milestone.ref}/accept")

    assert "Instruct" in desk("officer1").page("/buyer/payments")
    send(desk("officer1"), f"/buyer/milestones/{milestone.ref}/pay")
    payment = one(market, Payment)
    there = f"/buyer/payments/{payment.ref}"
    today = day_of(market.clock.at).isoformat()
    voucher = {"bank_reference": "BANK-2026-0001", "value_date": today, "amount": "88000"}
    assert "Another finance officer confirms it" in send(desk("officer1"), f"{there}/voucher", voucher)
    assert "BANK-2026-0001" in desk("officer2").page(f"{there}/confirm")
    assert "The payment is settled" in send(desk("officer2"), f"{there}/confirm")
    assert (market.line().committed, market.line().spent) == (ZERO, LOWEST)
    assert one(market, Contract).state is ContractState.COMPLETED

    stars = {"quality": "5", "timeliness": "4", "fees": "5", "conduct": "5", "compliance": "3", "text": "On time."}
    assert "Thank you" in send(desk("drafter"), f"/buyer/contracts/{contract.ref}/rate", stars)
    assert str(one(market, Rating).score) == "4.45"
    assert "Nothing waits for you" in desk("drafter").page("/buyer/")
    with market.house.reading() as session:
        assert list(journal.faults(session)) == []


def test_a_failed_tender_is_issued_again_once(desk: Desk, market: Market) -> None:
    ref = market.published()
    market.bid("agency1", ref, LOWEST)
    market.clock.at = market.deadline(ref)
    page = send(desk("drafter"), f"/buyer/tenders/{ref}/close")
    assert "The tender failed" in page
    assert "Bids received: 1. Needed: 3. They were not opened, and never will be." in page
    assert "Hand in your keys" not in desk("approver").page(f"/buyer/tenders/{ref}/open")
    assert market.line().reserved == ZERO
    market.clock.advance(days=7)
    waiting = desk("drafter").page("/buyer/")
    assert "Decide whether to issue it again" in waiting
    assert "Overdue" not in waiting
    again = send(desk("drafter"), f"/buyer/tenders/{ref}/reissue")
    assert "This is the second attempt. The first:" in again
    assert market.get(Tender, ref).state is TenderState.REISSUED


def test_what_is_late_is_called_overdue_and_comes_first(desk: Desk, market: Market) -> None:
    market.draft(title="Not urgent")
    ref = market.opened(PRICES, title="Late")
    send(desk("drafter"), f"/buyer/tenders/{ref}/select")
    assert "by the end of 9 Mar 2026" in words(desk("approver").page("/buyer/"))
    market.clock.advance(days=7)
    page = words(desk("approver").page("/buyer/"))
    assert "Announce the award Late Overdue since the end of 9 Mar 2026" in page


def test_the_list_can_be_narrowed_by_status(desk: Desk, market: Market) -> None:
    draft, published = market.draft(title="A draft"), market.published(title="A notice")
    page = desk("drafter").page("/buyer/?status=published")
    assert published in page
    assert f">{draft}<" not in page
    assert "No tender has this status" in desk("drafter").page("/buyer/?status=failed")
    assert desk("drafter").get("/buyer/?status=nonsense").status_code == 400
    assert desk("drafter").get("/buyer/?page=0").status_code == 400
