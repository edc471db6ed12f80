"""Objections to a result: they pause the signing, are answered in time, and one that is upheld takes the award away."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards import queries as awards_read
from marketplace.domain.awards.models import Award, Selection
from marketplace.domain.awards.recounts import rank_stands_without
from marketplace.domain.awards.states import AwardState, Default
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.states import ContractState
from marketplace.domain.objections import operations as objections
from marketplace.domain.objections import queries
from marketplace.domain.objections.models import Objection
from marketplace.domain.objections.states import ObjectionState, Remedy
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import OfferedService
from marketplace.domain.regimes.rules import Regime
from marketplace.domain.selection.evidence import make_evidence
from marketplace.domain.tenders import notice
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.rules import Criterion
from marketplace.domain.tenders.states import TenderState
from marketplace.domain.unsigned import operations as unsigned
from marketplace.jobs import deadlines
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.money import ZERO, Money
from tests.domain.market import PRICES, Market, terms
from tests.domain.objections import cases
from tests.domain.rounds import auctions

FOUR = {**PRICES, "agency4": Money(92_000_00)}
"""One more than the method needs, so that one may be left out."""


def fourth(market: Market) -> None:
    market.unverified("agency4")


def pass_publicity(market: Market, award: str) -> None:
    market.clock.at = market.get(Award, award).publicity_until


def test_an_open_objection_pauses_confirmation_and_signing(market: Market) -> None:
    tender, award = market.awarded()
    objection = cases.against(market, tender)
    contract = cases.drawn_up(market, award)
    pass_publicity(market, award)
    deadlines.confirm_awards(market.house)
    assert market.get(Award, award).state is AwardState.PUBLICITY
    for act in (lambda uow: awards.confirm(uow, award), lambda uow: awards.settle(uow, market.get(Award, award))):
        with pytest.raises(Conflict) as refused, market.acting("platform") as uow:
            act(uow)
        assert objection in str(refused.value.text)
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, contract)
    assert market.get(Contract, contract).state is ContractState.DRAWN_UP


@pytest.mark.parametrize("end", ["answer", "dismiss", "withdraw"])
def test_once_it_is_settled_both_sign_and_have_their_time(market: Market, end: str) -> None:
    tender, award = market.awarded()
    ref = cases.against(market, tender)
    contract = cases.drawn_up(market, award)
    pass_publicity(market, award)
    market.clock.advance(days=20)
    sign_by = market.get(Award, award).sign_by
    if end == "withdraw":
        with market.acting("agency2") as uow:
            objections.withdraw(uow, ref)
    else:
        with market.acting("approver") as uow:
            getattr(objections, end)(uow, ref, "The register shows the engineer.")
    assert market.get(Award, award).sign_by > max(sign_by, market.clock.at)
    with market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, contract)
    with market.acting("approver") as uow:
        contracts.sign_for_the_buyer(uow, contract)
    assert market.get(Contract, contract).state is ContractState.ACTIVE


def test_two_objections_are_both_waited_for(market: Market) -> None:
    tender, award = market.awarded()
    first, second = cases.against(market, tender), cases.against(market, tender, "agency3")
    pass_publicity(market, award)
    with market.acting("approver") as uow:
        objections.answer(uow, first, "No.")
    with pytest.raises(Conflict), market.acting("platform") as uow:
        awards.confirm(uow, award)
    with market.acting("approver") as uow:
        objections.answer(uow, second, "No.")
    deadlines.confirm_awards(market.house)
    assert market.get(Award, award).state is AwardState.CONFIRMED


def test_an_agency_that_may_not_sign_is_not_late(market: Market) -> None:
    tender, award = market.awarded()
    cases.against(market, tender)
    cases.drawn_up(market, award)
    market.clock.at = market.get(Award, award).sign_by + timedelta(days=10)
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        unsigned.lapse(uow, award, Default.NOT_SIGNED, "Did not sign")


def test_who_may_object_and_when(market: Market) -> None:
    tender, award = market.awarded()
    with pytest.raises(NotPermitted):
        cases.against(market, tender, "agency1")
    market.unverified("offers_it")
    cases.against(market, tender, "offers_it")
    market.unverified("stranger")
    with market.acting("platform") as uow:
        stranger = market.organisation_id("stranger")
        uow.session.execute(delete(OfferedService).where(OfferedService.organisation_id == stranger))
    with pytest.raises(NotPermitted):
        cases.against(market, tender, "stranger")
    cases.against(market, tender)
    with pytest.raises(Conflict):
        cases.against(market, tender)
    pass_publicity(market, award)
    with pytest.raises(Conflict):
        cases.against(market, tender, "agency3")


def test_there_is_nothing_to_object_to_without_an_award(market: Market) -> None:
    with pytest.raises(Conflict):
        cases.against(market, market.opened(dict(PRICES)))
    with pytest.raises(NotFound):
        cases.against(market, market.draft())


@pytest.mark.parametrize(("field", "values"), [("facts", ("", "Why")), ("request", ("Facts", "x" * 1001))])
def test_facts_and_request_are_asked_for(market: Market, field: str, values: tuple[str, str]) -> None:
    tender, _ = market.awarded()
    with pytest.raises(Invalid) as refused, market.acting("agency2") as uow:
        objections.file(uow, tender, market.refs["agency2"], *values)
    assert set(refused.value.fields) == {field}


def test_left_out_the_next_in_rank_may_follow(market: Market) -> None:
    fourth(market)
    tender, award = market.awarded(dict(FOUR))
    contract = cases.drawn_up(market, award)
    cases.uphold(market, cases.against(market, tender), Remedy.LEAVE_OUT)
    assert market.get(Award, award).state is AwardState.WITHDRAWN
    assert market.get(Award, award).ended_because == "The engineer had left."
    assert market.get(Contract, contract).state is ContractState.VOID
    assert market.get(Tender, tender).state is TenderState.FALLEN_THROUGH
    with pytest.raises(NotPermitted), market.acting("approver") as uow:
        unsigned.award_next(uow, award)  # four eyes: who upheld it does not choose who follows
    market.person("approver2")
    with market.acting("operator") as uow:
        organisations.add_member(uow, market.refs["department"], market.users["approver2"], Role.APPROVER)
    with market.acting("approver2") as uow:
        following = unsigned.award_next(uow, award)
    assert following.amount == PRICES["agency2"]
    with market.house.reading() as session:
        assert list(awards_read.record_faults(session, tender)) == []


def test_nobody_follows_while_another_objection_waits(market: Market) -> None:
    fourth(market)
    tender, award = market.awarded(dict(FOUR))
    first, second = cases.against(market, tender), cases.against(market, tender, "agency3")
    cases.uphold(market, first, Remedy.LEAVE_OUT)
    market.person("approver2")
    with market.acting("operator") as uow:
        organisations.add_member(uow, market.refs["department"], market.users["approver2"], Role.APPROVER)
    with pytest.raises(Conflict, match="is not answered"), market.acting("approver2") as uow:
        unsigned.award_next(uow, award)
    cases.uphold(market, second, Remedy.REPEAT)
    assert market.get(Tender, tender).state is TenderState.FAILED


def test_a_winner_of_an_auction_can_be_left_out(market: Market) -> None:
    ref = auctions.begun(market)
    auctions.offer(market, "agency1", ref, "80000")
    auctions.end_all(market, ref)
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    with market.acting("approver") as uow:
        award = awards.announce(uow, ref).ref
    cases.uphold(market, cases.against(market, ref), Remedy.LEAVE_OUT)
    assert market.get(Award, award).state is AwardState.WITHDRAWN
    assert market.get(Tender, ref).state is TenderState.FAILED, "two bids are too few"


def test_with_too_few_left_the_tender_fails_and_its_money_is_free(market: Market) -> None:
    tender, _ = market.awarded()
    cases.uphold(market, cases.against(market, tender), Remedy.LEAVE_OUT)
    found = market.get(Tender, tender)
    assert found.state is TenderState.FAILED
    assert "another rank or none" in str(found.ended_because)
    assert market.line().committed == ZERO


def test_a_bid_left_out_that_changes_the_scores_of_others_leaves_no_rank_to_follow() -> None:
    """Without A the lowest price is C's, which earns it more points than B is ahead by its quality."""
    offers = {"A": ("50", "100"), "B": ("100", "80"), "C": ("60", "55"), "D": ("200", "10")}
    document = make_evidence(
        {
            "tender": "T",
            "lot": "1",
            "method": "proposal_merit",
            "settings": notice.settings(
                terms(method="proposal_merit", criteria=(Criterion("quality", "Quality", 60),), price_weight=40),
                Regime.BELOW_THRESHOLD,
            ),
            "candidates": [
                {"id": id_, "price": price, "scores": {"quality": points}, "nonce": "0" * 64}
                for id_, (price, points) in offers.items()
            ],
        }
    )
    selection = Selection(evidence=document)
    assert [place["id"] for place in awards.result_of(selection)["ranking"]] == ["A", "B", "C", "D"]
    assert not rank_stands_without(selection, "A")
    assert rank_stands_without(selection, "D")


def test_repeated_it_fails_with_the_reason_and_may_be_issued_again(market: Market) -> None:
    tender, _ = market.awarded()
    cases.uphold(market, cases.against(market, tender), Remedy.REPEAT)
    found = market.get(Tender, tender)
    assert found.state is TenderState.FAILED
    assert "The engineer had left." in str(found.ended_because)
    assert market.line().committed == ZERO


def test_upheld_after_the_winner_has_declined(market: Market) -> None:
    fourth(market)
    tender, award = market.awarded(dict(FOUR))
    ref = cases.against(market, tender)
    with market.acting("agency1") as uow:
        unsigned.decline(uow, award, "Busy")
    cases.uphold(market, ref, Remedy.LEAVE_OUT)
    assert market.get(Award, award).state is AwardState.DECLINED
    assert market.get(Tender, tender).state is TenderState.FALLEN_THROUGH


def test_upholding_asks_what_follows_and_why(market: Market) -> None:
    ref = cases.filed(market)
    with pytest.raises(Invalid) as refused, market.acting("approver") as uow:
        objections.uphold(uow, ref, "Right.", None)
    assert set(refused.value.fields) == {"remedy"}
    with pytest.raises(Invalid) as refused, market.acting("approver") as uow:
        objections.uphold(uow, ref, "", Remedy.REPEAT)
    assert set(refused.value.fields) == {"answer"}
    cases.uphold(market, ref, Remedy.REPEAT)
    with pytest.raises(Conflict):
        cases.uphold(market, ref, Remedy.REPEAT)


def test_silence_is_noted_and_pauses_on(market: Market) -> None:
    ref = cases.filed(market)
    due = market.get(Objection, ref).due_at
    market.clock.at = due - timedelta(seconds=1)
    deadlines.mark_overdue_objections(market.house)
    assert market.get(Objection, ref).overdue_at is None
    with pytest.raises(Conflict), market.acting("platform") as uow:
        objections.mark_overdue(uow, ref)
    market.clock.at = due
    deadlines.mark_overdue_objections(market.house)
    assert market.get(Objection, ref).overdue_at == due
    with market.house.reading() as session:
        assert queries.refs_overdue(session, due) == []
        award = session.scalars(select(Award)).one()
    with pytest.raises(Conflict), market.acting("platform") as uow:
        awards.confirm(uow, award.ref)


def test_parties_and_regulators_read_it_and_nobody_else(market: Market) -> None:
    ref = cases.filed(market)
    with market.house.reading() as session:
        for name in ("agency2", "drafter", "evaluator1", "regulator"):
            assert queries.see(session, market.actor(name), ref).Objection.facts == cases.FACTS
        for name in ("agency1", "agency3", "other_approver"):
            with pytest.raises(NotFound):
                queries.see(session, market.actor(name), ref)
        [told] = queries.told(session, market.get(Objection, ref).tender_id)
        assert (told.ref, told.state, told.answer) == (ref, ObjectionState.FILED, None)
        assert cases.FACTS not in str(told)
        with pytest.raises(NotPermitted):
            queries.supervised_page(session, market.actor("operator"))
        rows, total = queries.supervised_page(session, market.actor("regulator"))
        assert ([row.Objection.ref for row in rows], total) == ([ref], 1)
