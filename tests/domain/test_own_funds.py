"""Enterprises and people buy with funds of their own: alone where the law lets them, never what departments pay."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from marketplace.domain.awards import operations as awards
from marketplace.domain.bids import operations as bids
from marketplace.domain.budgets import operations as budgets
from marketplace.domain.budgets.models import BudgetEntry
from marketplace.domain.budgets.operations import NewLine
from marketplace.domain.complaints.models import Complaint
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.rules import Part
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.rules import Individual
from marketplace.domain.organisations.states import BuyerKind, ClaimState, OrganisationState
from marketplace.domain.payments import operations as payments
from marketplace.domain.payments.models import Payment
from marketplace.domain.payments.states import PaymentState
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.regimes.states import Regime
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.policy.facts import Facts
from marketplace.policy.predicates import works_for_a_department
from tests.domain import own_funds
from tests.domain.complaints import cases
from tests.domain.market import ITEM, LOWEST, Market, terms


def test_an_enterprise_is_checked_for_form_and_then_buys(market: Market) -> None:
    market.person("owner")
    with market.acting("owner") as uow:
        particulars = market.particulars("owner", "91")
        ref = organisations.register_buyer(uow, BuyerKind.ENTERPRISE, particulars, has_committed=True).ref
    market.refs["owner"] = ref
    assert market.get(Organisation, ref).state is OrganisationState.SUBMITTED
    with pytest.raises((NotPermitted, NotFound)):
        own_funds.drafted(market)
    with market.acting("operator") as uow:
        organisations.return_for_correction(uow, ref, "The name is cut off.")
    with market.acting("owner") as uow:
        organisations.correct_buyer(uow, ref, particulars)
    with market.acting("operator") as uow:
        organisations.pass_check(uow, ref)
    assert market.get(Tender, own_funds.drafted(market)).regime is Regime.PRIVATE


def test_registering_asks_for_a_commitment_and_a_code_of_its_own(market: Market) -> None:
    market.person("owner")
    taken = market.get(Organisation, market.refs["agency1"]).credit_code or ""
    answers = market.particulars("o", "91")
    bad = Individual(name="", contact_phone="1", contact_email="x")
    with pytest.raises(Invalid), market.acting("owner") as uow:
        organisations.register_buyer(uow, BuyerKind.ENTERPRISE, answers, has_committed=False)
    with pytest.raises(Invalid), market.acting("owner") as uow:
        organisations.register_buyer(uow, BuyerKind.PERSON, answers, has_committed=True)
    with pytest.raises(Conflict), market.acting("owner") as uow:
        organisations.register_buyer(uow, BuyerKind.ENTERPRISE, replace(answers, credit_code=taken), has_committed=True)
    with pytest.raises(Invalid) as refusal, market.acting("owner") as uow:
        organisations.register_person(uow, bad, has_committed=True)
    assert set(refusal.value.fields) == {"name", "contact_phone", "contact_email"}


def test_a_persons_name_is_never_public_in_full(market: Market) -> None:
    ref = own_funds.person(market)
    found = market.get(Organisation, ref)
    assert (found.name, found.credit_code, found.legal_representative) == ("欧**", None, "欧阳小明")
    assert found.state is OrganisationState.ACTIVE
    with pytest.raises(NotFound), market.acting("agency1") as uow:
        organisations.update_profile(
            uow, ref, description="", contact_name="x", contact_phone="13800000000", contact_email="x@example.org"
        )


def test_a_buyer_with_own_funds_is_no_department(market: Market) -> None:
    own_funds.enterprise(market)
    assert works_for_a_department(market.actor("drafter"), Facts())
    assert not works_for_a_department(market.actor("owner"), Facts())
    with pytest.raises((NotFound, NotPermitted)), market.acting("owner") as uow:
        tenders.draft(uow, market.refs["department"], ITEM, market.refs["line"], terms())


def test_what_a_department_commissions_no_applicant_can_buy(market: Market) -> None:
    own_funds.enterprise(market)
    with pytest.raises(Invalid) as refusal:
        own_funds.drafted(market, item=ITEM)
    assert "Art 43(3)" in str(refusal.value.fields["item_code"])
    with pytest.raises(Invalid) as refusal, market.acting("drafter") as uow:
        tenders.draft(uow, market.refs["department"], own_funds.APPLICANTS_ITEM, market.refs["line"], terms())
    assert set(refusal.value.fields) == {"item_code"}


def test_own_funds_and_a_budget_line_exclude_each_other(market: Market) -> None:
    own_funds.enterprise(market)
    with pytest.raises(Invalid) as refusal, market.acting("owner") as uow:
        tenders.draft(uow, market.refs["owner"], own_funds.APPLICANTS_ITEM, market.refs["line"], terms())
    assert set(refusal.value.fields) == {"budget_line"}
    with pytest.raises(Invalid), market.acting("drafter") as uow:
        tenders.draft(uow, market.refs["department"], ITEM, "", terms())


def test_own_funds_are_no_budget(market: Market) -> None:
    own_funds.enterprise(market)
    with pytest.raises(Conflict), market.acting("owner") as uow:
        budgets.import_lines(uow, market.refs["owner"], [NewLine(2026, "1", "Own", LOWEST)])


def test_one_person_buys_alone_and_a_single_bid_wins(market: Market) -> None:
    own_funds.person(market)
    ref, _ = own_funds.awarded(market, "somebody")
    tender = market.get(Tender, ref)
    assert (tender.regime, tender.budget_line_id) == (Regime.PRIVATE, None)
    with market.house.reading() as session:
        assert session.scalar(select(func.count(BudgetEntry.id))) == 0


def test_the_agency_confirms_what_it_was_paid(market: Market) -> None:
    own_funds.enterprise(market)
    payment = own_funds.recorded(market)
    for stranger in ("owner", "agency2", "officer2", "regulator"):
        for act in (payments.confirm, lambda uow, ref: payments.reject(uow, ref, "No")):
            with pytest.raises((NotFound, NotPermitted)), market.acting(stranger) as uow:
                act(uow, payment)
    with market.acting("agency1") as uow:
        payments.reject(uow, payment, "Nothing came")
    with market.acting("owner") as uow:
        payments.record(uow, payment, "BANK-2026-0010", uow.now.date(), LOWEST)
    with market.acting("agency1") as uow:
        payments.confirm(uow, payment)
    settled = market.get(Payment, payment)
    assert (settled.state, settled.confirmed_by) == (PaymentState.SETTLED, market.users["agency1"])
    with market.house.reading() as session:
        assert session.scalar(select(func.count(BudgetEntry.id))) == 0
        contract = session.get_one(Contract, settled.contract_id).ref
    with market.acting("owner") as uow:
        ratings.rate(uow, contract, Stars(5, 5, 5, 5, 5), "Good")


def test_an_agency_never_confirms_what_a_department_pays(market: Market) -> None:
    _, milestone = market.accepted()
    with market.acting("officer1") as uow:
        payment = payments.instruct(uow, milestone, "treasury").ref
    with market.acting("officer1") as uow:
        payments.record(uow, payment, "BANK-2026-0001", uow.now.date(), LOWEST)
    for act in (payments.confirm, lambda uow, ref: payments.reject(uow, ref, "No")):
        with pytest.raises(NotPermitted), market.acting("agency1") as uow:
            act(uow, payment)


def test_a_state_enterprise_keeps_four_eyes_and_needs_three_bids(market: Market) -> None:
    own_funds.state_enterprise(market)
    ref = own_funds.drafted(market, "state_owner")
    assert market.get(Tender, ref).regime is Regime.STATE_ENTERPRISE
    with market.acting("state_owner") as uow:
        tenders.submit(uow, ref)
    with pytest.raises(NotPermitted), market.acting("state_owner") as uow:
        tenders.approve(uow, ref)
    with market.acting("state_approver") as uow:
        tenders.approve(uow, ref)


def test_a_department_keeps_four_eyes(market: Market) -> None:
    with market.acting("operator") as uow:
        organisations.add_member(uow, market.refs["department"], market.users["drafter"], Role.APPROVER)
    ref = market.draft()
    with market.acting("drafter") as uow:
        tenders.submit(uow, ref)
    with pytest.raises(NotPermitted), market.acting("drafter") as uow:
        tenders.approve(uow, ref)


def test_a_complaint_about_a_private_tender_is_its_buyers_to_answer(market: Market) -> None:
    own_funds.enterprise(market)
    ref = own_funds.published(market)
    cases.filed(market, ref)
    with market.house.reading() as session:
        assert session.scalars(select(Complaint.respondent_buys)).one()


def test_only_a_departments_contract_vouches_for_a_credit_code(market: Market) -> None:
    market.unverified()
    own_funds.person(market)
    ref = own_funds.published(market, "somebody")
    market.bid("unverified", ref, LOWEST)
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    market.open_bids(ref)
    with market.acting("somebody") as uow:
        awards.select(uow, ref)
    with market.acting("somebody") as uow:
        award = awards.announce(uow, ref).ref
    with market.acting("somebody") as uow:
        contract = contracts.draw_up(uow, award, (Part("Report", LOWEST, 20),)).ref
    market.clock.advance(days=7)
    with market.acting("unverified") as uow:
        contracts.sign_for_the_supplier(uow, contract)
    with market.acting("somebody") as uow:
        contracts.sign_for_the_buyer(uow, contract)
    assert market.get(Organisation, market.refs["unverified"]).claim is ClaimState.UNVERIFIED


def test_nobody_bids_for_a_purchase_of_their_own(market: Market) -> None:
    with market.acting("agency1") as uow:
        individual = Individual(name="王小明", contact_phone="13800000000", contact_email="x@example.org")
        market.refs["self"] = organisations.register_person(uow, individual, has_committed=True).ref
    with market.acting("agency1") as uow:
        ref = tenders.draft(uow, market.refs["self"], own_funds.APPLICANTS_ITEM, "", terms()).ref
    for step in (tenders.submit, tenders.approve, tenders.publish):
        with market.acting("agency1") as uow:
            step(uow, ref)
    with pytest.raises((Conflict, NotPermitted)):
        market.bid("agency1", ref, LOWEST)
