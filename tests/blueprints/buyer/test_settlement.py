"""Contract, deliverables, payments, rating: the pages after the award, and the password asked again."""

import csv
import io

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import func, select

from marketplace.domain.accounts.models import User
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.states import ContractState, MilestoneState
from marketplace.domain.payments import operations as payments
from marketplace.domain.payments.models import Payment
from marketplace.domain.payments.states import PaymentState
from marketplace.domain.ratings.models import Rating
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import PLATFORM
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import form_in, words
from tests.blueprints.buyer.test_purchase import one, send
from tests.blueprints.client import Browser
from tests.domain.market import LOWEST, PRICES, Market

STARS = {"quality": "5", "timeliness": "4", "fees": "5", "conduct": "5", "compliance": "3", "text": "On time."}


def count(market: Market, model: type[Contract | Payment | Rating]) -> int:
    with market.house.reading() as session:
        return session.scalar(select(func.count(model.id))) or 0


def long_signed_in(app: Flask, browser: Browser) -> Browser:
    """The same browser, hours after the password was given."""
    with app.app_context(), browser.session_transaction() as session:
        session["fs_paa"] = 1.0
    return browser


def voucher(market: Market, reference: str = "BANK-2026-0001") -> dict[str, str]:
    return {"bank_reference": reference, "value_date": day_of(market.clock.at).isoformat(), "amount": "88,000.00"}


@pytest.fixture
def payment(market: Market) -> str:
    """An instructed payment."""
    _, milestone = market.accepted()
    with market.acting("officer1") as uow:
        return payments.instruct(uow, milestone, "treasury").ref


def test_milestones_must_add_up_to_the_fen(desk: Desk, market: Market) -> None:
    tender, _ = market.awarded()
    path = f"/buyer/tenders/{tender}/contract"
    typed = form_in(desk("drafter").page(path)) | {"milestones-0-amount": "80000", "milestones-1-title": "Rest"}
    typed |= {"milestones-1-amount": "7,999.99", "milestones-1-days": "20"}
    answer = desk("drafter").post(path, data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "The milestones add up to ¥87,999.99; to be split is ¥88,000.00." in page
    assert 'href="#milestones"' in page
    assert form_in(page)["milestones-1-amount"] == "7,999.99"
    assert count(market, Contract) == 0
    answer = desk("drafter").post(path, data=typed | {"milestones-1-amount": "eight thousand"})
    assert 'id="milestones-1-amount-error"' in answer.get_data(as_text=True)
    send(desk("drafter"), path, typed | {"milestones-1-amount": "8000"})
    assert [part.amount.fen for part in _parts(market)] == [80_000_00, 8_000_00]
    assert desk("drafter").post(path, data=typed | {"milestones-1-amount": "8000"}).status_code == 409
    assert count(market, Contract) == 1
    assert desk("drafter").get(path).status_code == 303


def test_no_contract_without_an_award(desk: Desk, market: Market) -> None:
    ref = market.published()
    for answer in (
        desk("drafter").get(f"/buyer/tenders/{ref}/contract"),
        desk("drafter").post(f"/buyer/tenders/{ref}/contract"),
    ):
        assert answer.status_code == 303
    assert count(market, Contract) == 0


def _parts(market: Market) -> list[Milestone]:
    with market.house.reading() as session:
        return list(session.scalars(select(Milestone)))


def test_the_department_signs_second_and_once(desk: Desk, market: Market) -> None:
    tender, _ = market.awarded()
    path = f"/buyer/tenders/{tender}/contract"
    send(desk("drafter"), path, form_in(desk("drafter").page(path)))
    contract = one(market, Contract).ref
    sign = f"/buyer/contracts/{contract}/sign"
    early = words(desk("approver").post(sign, follow_redirects=True).get_data(as_text=True))
    assert "the provider signs first" in early
    assert "Signing is possible from" in early
    market.clock.advance(days=7)
    with market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, contract)
    send(desk("approver"), sign)
    assert "This cannot be done now" in desk("approver").post(sign, follow_redirects=True).get_data(as_text=True)
    assert one(market, Contract).state is ContractState.ACTIVE


def test_a_deliverable_is_returned_with_reasons_and_accepted_once(desk: Desk, market: Market) -> None:
    contract = market.signed()
    [milestone] = market.milestones(contract)
    here = f"/buyer/milestones/{milestone}"
    assert desk("drafter").get(f"{here}/return").status_code == 303, "nothing was delivered"
    with market.acting("agency1") as uow:
        contracts.deliver(uow, milestone, market.document())
    answer = desk("drafter").post(f"{here}/return", data={"reason": ""})
    assert answer.status_code == 422
    page = send(desk("drafter"), f"{here}/return", {"reason": "Chapter 3 is missing."})
    assert "Chapter 3 is missing." in page
    with market.acting("agency1") as uow:
        contracts.deliver(uow, milestone, market.document())
    send(desk("approver"), f"{here}/accept")
    version = one(market, Milestone).version
    page = desk("drafter").post(f"{here}/accept", follow_redirects=True).get_data(as_text=True)
    assert "This cannot be done now" in page
    assert one(market, Milestone).version == version


def test_a_payment_is_instructed_once(desk: Desk, market: Market) -> None:
    _, milestone = market.accepted()
    path = f"/buyer/milestones/{milestone}/pay"
    send(desk("officer1"), path)
    page = desk("officer2").post(path, follow_redirects=True).get_data(as_text=True)
    assert "The payment of this milestone is instructed already." in page
    assert count(market, Payment) == 1


def test_the_instruction_file_says_who_gets_what_from_which_line(desk: Desk, market: Market, payment: str) -> None:
    for path in (f"/buyer/payments/{payment}/instruction.csv", "/buyer/payments/instructions.csv"):
        answer = desk("officer1").get(path)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        [row] = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
        assert (row["order"], row["amount"], row["budget_code"]) == (payment, "88000.00", "2110301")
    with market.acting("officer1") as uow:
        payments.record(uow, payment, "BANK-2026-0001", day_of(market.clock.at), LOWEST)
    assert desk("officer1").get("/buyer/payments/instructions.csv").status_code == 404
    assert desk("drafter").get("/buyer/payments/instructions.csv").status_code == 404


def test_a_voucher_that_differs_is_refused_at_its_fields(desk: Desk, market: Market, payment: str) -> None:
    path = f"/buyer/payments/{payment}/voucher"
    typed = {"bank_reference": "x", "value_date": "2030-01-01", "amount": "88000.01"}
    answer = desk("officer1").post(path, data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for field in typed:
        assert f'id="{field}-error"' in page
    assert form_in(page) | typed == form_in(page)
    answer = desk("officer1").post(path, data={})
    assert answer.status_code == 422
    assert market.get(Payment, payment).state is PaymentState.INSTRUCTED


def test_the_officer_who_recorded_neither_confirms_nor_rejects(desk: Desk, market: Market, payment: str) -> None:
    here = f"/buyer/payments/{payment}"
    send(desk("officer1"), f"{here}/voucher", voucher(market))
    assert "another finance officer confirms or rejects it (four eyes)" in desk("officer1").page(here)
    for act in ("confirm", "reject"):
        answer = desk("officer1").post(f"{here}/{act}", data={"reason": "x"})
        assert answer.status_code == 403
        assert "You recorded this voucher" in answer.get_data(as_text=True)
    assert "Confirm the voucher" in desk("officer2").page("/buyer/")
    send(desk("officer2"), f"{here}/reject", {"reason": "Reference of another bank."})
    assert "Reference of another bank." in desk("officer1").page(here)
    send(desk("officer1"), f"{here}/voucher", voucher(market, "BANK-2026-0002"))
    send(desk("officer2"), f"{here}/confirm")
    spent = market.line().spent
    assert desk("officer2").post(f"{here}/confirm").status_code == 409
    assert (spent, market.line().spent) == (LOWEST, LOWEST)
    assert desk("officer2").get(f"{here}/confirm").status_code == 303
    assert desk("officer1").get(f"{here}/voucher").status_code == 303


def test_a_rating_needs_every_dimension_and_is_given_once(desk: Desk, market: Market) -> None:
    contract, _ = market.paid()
    path = f"/buyer/contracts/{contract}/rate"
    answer = desk("drafter").post(path, data={"quality": "5", "fees": "6", "text": "Kept"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for name in ("timeliness", "fees", "conduct", "compliance"):
        assert f'id="{name}-error"' in page
        assert f'href="#{name}"' in page
    assert form_in(page) | {"quality": "5", "text": "Kept"} == form_in(page)
    send(desk("approver"), path, STARS)
    assert desk("drafter").post(path, data=STARS).status_code == 409
    assert desk("drafter").get(path).status_code == 303
    assert count(market, Rating) == 1


def test_a_running_contract_is_not_rated(desk: Desk, market: Market) -> None:
    contract = market.signed()
    path = f"/buyer/contracts/{contract}/rate"
    assert desk("drafter").get(path).status_code == 303
    assert desk("drafter").post(path, data=STARS).status_code == 409
    assert count(market, Rating) == 0


def test_the_password_is_asked_again_before_what_cannot_be_taken_back(app: Flask, desk: Desk, market: Market) -> None:
    selected = market.opened(PRICES)
    send(desk("drafter"), f"/buyer/tenders/{selected}/select")
    path = f"/buyer/tenders/{selected}/award"
    browser = long_signed_in(app, desk("approver"))
    for answer in (browser.get(path), browser.post(path)):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(f"/account/verify?next={path}")
    assert market.get(Tender, selected).state is TenderState.SELECTED
    assert browser.get(f"/buyer/tenders/{selected}").status_code == 200, "looking needs no password"


def test_every_act_that_cannot_be_taken_back_is_guarded(app: Flask, desk: Desk, market: Market, payment: str) -> None:
    with market.acting("officer1") as uow:
        payments.record(uow, payment, "BANK-2026-0001", day_of(market.clock.at), LOWEST)
    closed = market.closed(PRICES, title="Third")
    market.clock.advance(days=10)
    selected = market.opened(PRICES, title="Second")
    send(desk("drafter"), f"/buyer/tenders/{selected}/select")
    for name, path in (
        ("approver", f"/buyer/tenders/{selected}/award"),
        ("approver", f"/buyer/tenders/{closed}/open/conclude"),
        ("officer2", f"/buyer/payments/{payment}/confirm"),
    ):
        assert long_signed_in(app, desk(name)).post(path).status_code == 302
    assert market.get(Tender, selected).state is TenderState.SELECTED
    assert market.get(Payment, payment).state is PaymentState.RECORDED
    assert one(market, Milestone).state is MilestoneState.ACCEPTED


def test_after_the_password_the_reader_is_back_where_it_was_asked(app: Flask, desk: Desk, market: Market) -> None:
    selected = market.opened(PRICES)
    send(desk("drafter"), f"/buyer/tenders/{selected}/select")
    path = f"/buyer/tenders/{selected}/award"
    browser = long_signed_in(app, desk("approver"))
    with app.app_context(), market.house.writing(PLATFORM) as uow:
        uow.session.get_one(User, market.users["approver"]).password = hash_password("seven green turtles")
    asked = browser.get(path).headers["Location"]
    assert browser.post(asked, data={"password": "wrong"}).status_code == 200
    answer = browser.post(asked, data={"password": "seven green turtles"})
    assert (answer.status_code, answer.headers["Location"]) == (302, path)
    assert "¥88,000.00" in browser.page(path)
