"""The winner cannot perform or does not sign: who records it and when, and what the sweep notes."""

from datetime import timedelta

import pytest

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AwardState, Default
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.states import ContractState
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.domain.unsigned import operations as unsigned
from marketplace.domain.unsigned import queries
from marketplace.jobs import deadlines
from marketplace.kernel.errors import Conflict, NotPermitted
from tests.domain.market import Market
from tests.domain.unsigned.cases import drawn_up


def test_cannot_perform_is_recorded_at_any_time_before_both_signed_and_voids_the_contract(market: Market) -> None:
    tender, award = market.awarded()
    contract = drawn_up(market, award)
    market.clock.advance(days=7)
    with market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, contract)
    with market.acting("drafter") as uow:
        unsigned.lapse(uow, award, Default.CANNOT_PERFORM, "It is insolvent.")
    assert market.get(Award, award).default is Default.CANNOT_PERFORM
    assert market.get(Contract, contract).state is ContractState.VOID
    assert market.get(Tender, tender).state is TenderState.FALLEN_THROUGH
    with pytest.raises(Conflict), market.acting("approver") as uow:
        contracts.sign_for_the_buyer(uow, contract)


def test_not_signed_is_recorded_only_after_the_time_and_only_of_a_contract_that_waits_for_the_agency(
    market: Market,
) -> None:
    _, award = market.awarded()
    contract = drawn_up(market, award)
    sign_by = market.get(Award, award).sign_by
    market.clock.at = sign_by - timedelta(seconds=1)
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        unsigned.lapse(uow, award, Default.NOT_SIGNED, "No answer.")
    market.clock.at = sign_by
    with market.acting("drafter") as uow:
        unsigned.lapse(uow, award, Default.NOT_SIGNED, "No answer.")
    assert market.get(Award, award).state is AwardState.LAPSED
    assert market.get(Contract, contract).state is ContractState.VOID


def test_an_agency_that_may_not_sign_for_a_dispute_is_not_late(market: Market) -> None:
    _, award = market.awarded()
    drawn_up(market, award)
    dispute = market.disputed("agency1")
    market.clock.at = market.get(Award, award).sign_by
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        unsigned.lapse(uow, award, Default.NOT_SIGNED, "No answer.")
    with market.acting("operator") as uow:
        organisations.reject(uow, dispute, "Nothing shows it.")
    with market.acting("drafter") as uow:
        unsigned.lapse(uow, award, Default.NOT_SIGNED, "No answer.")


def test_a_late_contract_gives_the_agency_its_days_all_the_same(market: Market) -> None:
    _, award = market.awarded()
    market.clock.at = market.get(Award, award).sign_by
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        unsigned.lapse(uow, award, Default.NOT_SIGNED, "There is no contract yet.")
    drawn_up(market, award)
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        unsigned.lapse(uow, award, Default.NOT_SIGNED, "It came a minute ago.")
    market.clock.advance(days=8)
    with market.acting("drafter") as uow:
        unsigned.lapse(uow, award, Default.NOT_SIGNED, "No answer in eight days.")


def test_an_agency_that_signed_is_not_said_to_have_not(market: Market) -> None:
    _, award = market.awarded()
    contract = drawn_up(market, award)
    market.clock.advance(days=7)
    with market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, contract)
    market.clock.advance(days=30)
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        unsigned.lapse(uow, award, Default.NOT_SIGNED, "We forgot it ourselves.")
    with market.house.reading() as session:
        signing = queries.signing(session, market.get(Award, award), market.clock.at)
    assert signing is not None
    assert signing.is_overdue
    assert "department" in str(signing.who)


def test_who_records_a_default_does_not_decide_who_comes_next(market: Market) -> None:
    _, award = market.awarded()
    with market.acting("approver") as uow:
        unsigned.lapse(uow, award, Default.CANNOT_PERFORM, "It is insolvent.")
    for act in (lambda uow: unsigned.award_next(uow, award), lambda uow: unsigned.give_up(uow, award, "Why")):
        with pytest.raises(NotPermitted), market.acting("approver") as uow:
            act(uow)


def test_the_sweep_notes_what_is_overdue_and_decides_nothing(market: Market) -> None:
    tender, award = market.awarded()
    market.clock.at = market.get(Award, award).sign_by
    deadlines.confirm_awards(market.house)
    with market.acting("platform") as uow:
        assert awards.confirm(uow, award).overdue_at is None
    for _ in range(2):
        deadlines.note_overdue_awards(market.house)
    found = market.get(Award, award)
    assert (found.overdue_at, found.state) == (market.clock.at, AwardState.CONFIRMED)
    assert market.get(Tender, tender).state is TenderState.AWARDED


def test_nothing_is_overdue_before_its_time(market: Market) -> None:
    _, award = market.awarded()
    market.clock.advance(days=7)
    deadlines.confirm_awards(market.house)
    with pytest.raises(Conflict), market.acting("platform") as uow:
        awards.note_overdue(uow, award)
