"""The department pays, with four eyes, once, to the fen."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from marketplace.adapters.payments.treasury import Treasury
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.states import ContractState, MilestoneState
from marketplace.domain.payments import operations as payments
from marketplace.domain.payments import queries
from marketplace.domain.payments.models import Payment
from marketplace.domain.payments.ports import Order, Payee
from marketplace.domain.payments.states import PaymentState
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, Unavailable
from marketplace.kernel.money import ZERO, Money
from tests.domain.market import LOWEST, Market


def today(market: Market) -> date:
    return market.clock.at.astimezone(MARKET_ZONE).date()


def instructed(market: Market) -> str:
    _, milestone = market.accepted()
    with market.acting("officer1") as uow:
        return payments.instruct(uow, milestone, "treasury").ref


def recorded(market: Market) -> str:
    ref = instructed(market)
    with market.acting("officer1") as uow:
        payments.record(uow, ref, "BANK-1", today(market), LOWEST)
    return ref


def test_the_one_who_recorded_does_not_confirm(market: Market) -> None:
    ref = recorded(market)
    with pytest.raises(NotPermitted), market.acting("officer1") as uow:
        payments.confirm(uow, ref)
    assert market.get(Payment, ref).state is PaymentState.RECORDED
    assert market.line().spent == ZERO


def test_the_database_refuses_one_pair_of_eyes_too(market: Market) -> None:
    recorded(market)
    with market.house.engine.connect() as connection, pytest.raises(Exception, match="four_eyes"):
        connection.execute(text("UPDATE payment SET confirmed_by = recorded_by"))


def test_confirming_spends_once_and_completes_the_contract(market: Market) -> None:
    contract, ref = market.paid()
    assert (market.line().committed, market.line().spent) == (ZERO, LOWEST)
    with pytest.raises(Conflict), market.acting("officer2") as uow:
        payments.confirm(uow, ref)
    assert market.line().spent == LOWEST
    assert market.get(Contract, contract).state is ContractState.COMPLETED


def test_a_milestone_is_instructed_once_and_only_when_accepted(market: Market) -> None:
    [milestone] = market.milestones(market.signed())
    with pytest.raises(Conflict, match="accepted"), market.acting("officer1") as uow:
        payments.instruct(uow, milestone, "treasury")
    _, accepted = market.accepted()
    with market.acting("officer1") as uow:
        payments.instruct(uow, accepted, "treasury")
    with pytest.raises(Conflict, match="already"), market.acting("officer2") as uow:
        payments.instruct(uow, accepted, "treasury")


@pytest.mark.parametrize(
    ("field", "reference", "days", "amount"),
    [
        ("amount", "BANK-1", 0, LOWEST - Money(1)),
        ("value_date", "BANK-1", 1, LOWEST),
        ("value_date", "BANK-1", -1, LOWEST),
        ("bank_reference", "", 0, LOWEST),
        ("bank_reference", "=cmd()", 0, LOWEST),
        ("bank_reference", "x" * 65, 0, LOWEST),
    ],
)
def test_a_voucher_that_does_not_fit_names_its_field(
    market: Market, field: str, reference: str, days: int, amount: Money
) -> None:
    ref = instructed(market)
    with pytest.raises(Invalid) as refusal, market.acting("officer1") as uow:
        payments.record(uow, ref, reference, today(market) + timedelta(days=days), amount)
    assert set(refusal.value.fields) == {field}
    assert market.get(Payment, ref).state is PaymentState.INSTRUCTED


def test_a_bank_reference_settles_one_payment(market: Market) -> None:
    market.paid()
    ref = instructed(market)
    with pytest.raises(Invalid) as refusal, market.acting("officer1") as uow:
        payments.record(uow, ref, "BANK-2026-0001", today(market), LOWEST)
    assert set(refusal.value.fields) == {"bank_reference"}


def test_a_rejected_voucher_is_recorded_anew(market: Market) -> None:
    ref = recorded(market)
    with pytest.raises(NotPermitted), market.acting("officer1") as uow:
        payments.reject(uow, ref, "Mine")
    with market.acting("officer2") as uow:
        payments.reject(uow, ref, "Another payee")
    payment = market.get(Payment, ref)
    assert (payment.state, payment.bank_reference, payment.rejected_because) == (
        PaymentState.INSTRUCTED,
        None,
        "Another payee",
    )
    with market.acting("officer2") as uow:
        payments.record(uow, ref, "BANK-1", today(market), LOWEST)
    with market.acting("officer1") as uow:
        payments.confirm(uow, ref)
    assert market.get(Payment, ref).state is PaymentState.SETTLED


def test_the_providers_reference_is_noted_once(market: Market) -> None:
    ref = instructed(market)
    for reference in ("first", "second"):
        with market.acting("platform") as uow:
            payments.note_started(uow, ref, reference)
    assert market.get(Payment, ref).provider_ref == "first"
    with pytest.raises(NotPermitted), market.acting("officer1") as uow:
        payments.note_started(uow, ref, "third")


def test_who_sees_a_payment(market: Market) -> None:
    ref = instructed(market)
    with market.house.reading() as session:
        for name in ("officer1", "drafter", "agency1", "regulator"):
            assert queries.see(session, market.actor(name), ref).ref == ref
        for name in ("agency2", "other_drafter", "operator"):
            with pytest.raises(NotFound):
                queries.see(session, market.actor(name), ref)
        [(payment, milestone, title, supplier, *_)] = queries.of_buyers(session, market.actor("officer2"))
        assert (payment.ref, milestone.state, title, supplier) == (
            ref,
            MilestoneState.ACCEPTED,
            "Technical assessment",
            "测试机构 agency1",
        )
        assert queries.payable(session, market.actor("officer1")) == []
        assert queries.of_buyers(session, market.actor("drafter")) == []
        assert list(queries.of_contract(session, payment.contract_id)) == [milestone.id]


def test_what_is_payable(market: Market) -> None:
    _, milestone = market.accepted()
    with market.house.reading() as session:
        [(found, contract, *_)] = queries.payable(session, market.actor("officer1"))
        assert (found.ref, contract.amount) == (milestone, LOWEST)
        assert queries.payable(session, market.actor("approver")) == []
    assert market.get(Milestone, milestone).state is MilestoneState.ACCEPTED


def test_the_treasurys_instruction_is_a_spreadsheet_that_starts_no_formula(market: Market) -> None:
    ref = instructed(market)
    with market.house.reading() as session:
        order = queries.order_of(session, market.get(Payment, ref))
    assert (order.order_id, order.amount, order.fiscal_year) == (ref, LOWEST, 2026)
    evil = Order("P-1", "=HYPERLINK()", Payee("O-1", "code", "@sum"), Money(1), "+1", "-1", 2026)
    lines = Treasury().instruction([order, evil]).decode("utf-8-sig").splitlines()
    assert lines[1].startswith(f"{ref},测试机构 department,测试机构 agency1,")
    assert ",88000.00,CNY," in lines[1]
    assert lines[2] == "P-1,'=HYPERLINK(),'@sum,code,0.01,CNY,'+1,'-1,2026"


def test_the_treasury_needs_nobody_outside() -> None:
    treasury, payee = Treasury(), Payee("O-1", "code", "name")
    order = Order("P-1", "Department", payee, Money(1), "Report", "1", 2026)
    assert treasury.payee_ready(payee)
    assert treasury.onboard_payee(payee, "").provider_ref == "code"
    assert treasury.start(order, "") == treasury.start(order, ""), "repeating a start has one effect"
    assert treasury.poll("P-1", "P-1") is None
    assert treasury.parse_webhook(b"", {}) == ()
    with pytest.raises(Unavailable):
        treasury.reverse(order, "P-1", Money(1), "key")


def test_a_voucher_without_a_value_date_names_its_field(market: Market) -> None:
    ref = instructed(market)
    with pytest.raises(Invalid) as refusal, market.acting("officer1") as uow:
        payments.record(uow, ref, "BANK-1", None, LOWEST)
    assert set(refusal.value.fields) == {"value_date"}


def test_a_payment_is_on_its_way_to_the_agency_until_it_is_confirmed(market: Market) -> None:
    ref, agency = recorded(market), market.organisation_id("agency1")
    with market.house.reading() as session:
        assert [row.Payment.ref for row in queries.open_of_suppliers(session, [agency])] == [ref]
    with market.acting("officer2") as uow:
        payments.confirm(uow, ref)
    with market.house.reading() as session:
        assert queries.open_of_suppliers(session, [agency]) == []
