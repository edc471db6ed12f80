"""From the award to the accepted deliverable."""

from datetime import timedelta

import pytest

from marketplace.domain.contracts import deadlines, queries, rules
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.rules import Part
from marketplace.domain.contracts.states import CONTRACT, MILESTONE, ContractState, MilestoneState
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.money import ZERO, Money
from tests.domain.market import LOWEST, Market

HALF = Money(44_000_00)


def drawn_up(market: Market) -> str:
    _, award = market.awarded()
    with market.acting("drafter") as uow:
        return contracts.draw_up(uow, award, [Part("Report", LOWEST, 20)]).ref


def test_nobody_signs_within_the_publicity_period(market: Market) -> None:
    ref = drawn_up(market)
    with pytest.raises(Conflict, match="publicity"), market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, ref)
    assert market.get(Contract, ref).state is ContractState.DRAWN_UP
    market.clock.advance(days=7)
    with market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, ref)


def test_the_agency_signs_first_and_only_for_itself(market: Market) -> None:
    ref = drawn_up(market)
    market.clock.advance(days=7)
    with pytest.raises(Conflict), market.acting("approver") as uow:
        contracts.sign_for_the_buyer(uow, ref)
    with pytest.raises(NotFound), market.acting("agency2") as uow:
        contracts.sign_for_the_supplier(uow, ref)
    with pytest.raises(NotPermitted), market.acting("drafter") as uow:
        contracts.sign_for_the_buyer(uow, ref)


def test_one_contract_per_award(market: Market) -> None:
    _, award = market.awarded()
    with market.acting("drafter") as uow:
        contracts.draw_up(uow, award, [Part("Report", LOWEST, 20)])
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        contracts.draw_up(uow, award, [Part("Report", LOWEST, 20)])


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [Part("Report", LOWEST + Money(1), 20)],
        [Part("Report", LOWEST - Money(1), 20)],
        [Part("Report", LOWEST, 21)],
        [Part("Report", LOWEST, 0)],
        [Part(" ", LOWEST, 20)],
        [Part("x" * 121, LOWEST, 20)],
        [Part("Free", ZERO, 20), Part("Report", LOWEST, 20)],
        [Part(str(n), Money(1), 1) for n in range(13)],
    ],
)
def test_milestones_add_up_within_the_service_time(parts: list[Part]) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.check(parts, LOWEST, 20)
    assert set(refusal.value.fields) == {"milestones"}


def test_a_deliverable_is_returned_with_reasons_and_delivered_again(market: Market) -> None:
    ref = market.signed(Part("First", HALF, 10), Part("Second", HALF, 20))
    first, second = market.milestones(ref)
    with market.acting("agency1") as uow:
        contracts.deliver(uow, first, market.document(), "Volume one")
    with pytest.raises(Invalid), market.acting("drafter") as uow:
        contracts.send_back(uow, first, "")
    with market.acting("drafter") as uow:
        contracts.send_back(uow, first, "Chapter 3 is missing")
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        contracts.accept(uow, first)
    with market.acting("agency1") as uow:
        contracts.deliver(uow, first, market.document())
    with market.acting("drafter") as uow:
        contracts.accept(uow, first)
    assert market.get(Contract, ref).state is ContractState.ACTIVE
    with market.acting("agency1") as uow:
        contracts.deliver(uow, second, market.document())
    with market.acting("approver") as uow:
        contracts.accept(uow, second)
    contract = market.get(Contract, ref)
    assert contract.state is ContractState.FULFILLED
    with market.house.reading() as session:
        latest, earlier = queries.deliveries(session, contract.id)[market.get(Milestone, first).id]
    assert earlier.deliverable.returned_because == "Chapter 3 is missing"
    assert latest.deliverable.returned_because is None


def test_only_the_supplier_delivers_its_own_document_while_the_contract_is_in_force(market: Market) -> None:
    ref = market.signed()
    [milestone] = market.milestones(ref)
    with pytest.raises(NotFound), market.acting("agency2") as uow:
        contracts.deliver(uow, milestone, market.document("agency2"))
    with pytest.raises(NotFound), market.acting("agency1") as uow:
        contracts.deliver(uow, milestone, market.document("agency2"))
    with pytest.raises(NotPermitted), market.acting("drafter") as uow:
        contracts.deliver(uow, milestone, market.document())


def test_nothing_is_delivered_before_both_have_signed(market: Market) -> None:
    ref = drawn_up(market)
    [milestone] = market.milestones(ref)
    document = market.document()
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        contracts.deliver(uow, milestone, document)


def test_silence_is_acceptance_after_five_working_days_and_is_marked(market: Market) -> None:
    [milestone] = market.milestones(market.signed())
    with market.acting("agency1") as uow:
        contracts.deliver(uow, milestone, market.document())
    due = market.get(Milestone, milestone).next_check_at
    assert due is not None
    market.clock.at = due - timedelta(seconds=1)
    with pytest.raises(Conflict), market.acting("platform") as uow:
        contracts.accept_on_timeout(uow, milestone)
    market.clock.at = due
    with market.house.reading() as session:
        assert deadlines.refs_due_to_accept(session, due) == [milestone]
    for _ in range(2):
        with market.acting("platform") as uow:
            contracts.accept_on_timeout(uow, milestone)
    found = market.get(Milestone, milestone)
    assert (found.state, found.accepted_by) == (MilestoneState.ACCEPTED, None)


def test_a_contract_is_its_parties_and_the_regulators(market: Market) -> None:
    ref = market.signed()
    with market.house.reading() as session:
        for name in ("drafter", "agency1", "regulator"):
            assert queries.see(session, market.actor(name), ref).ref == ref
        for name in ("agency2", "other_drafter", "operator"):
            with pytest.raises(NotFound):
                queries.see(session, market.actor(name), ref)
        contract = market.get(Contract, ref)
        assert queries.of_award(session, contract.award_id) is not None


def test_what_is_signed_is_a_hash_of_all_terms() -> None:
    terms = {"amount_fen": 1, "title": "环评"}
    assert rules.terms_hash(terms) == rules.terms_hash(dict(reversed(terms.items())))
    assert rules.terms_hash(terms) != rules.terms_hash(terms | {"amount_fen": 2})


def test_every_state_has_a_meaning_and_can_be_reached() -> None:
    for lifecycle, states in ((CONTRACT, ContractState), (MILESTONE, MilestoneState)):
        assert {lifecycle.initial} | set(lifecycle.steps.values()) == set(states) == set(lifecycle.meanings)


def test_what_counts_as_accepted_is_not_returned_any_more_even_if_no_job_has_run(market: Market) -> None:
    [milestone] = market.milestones(market.signed())
    with market.acting("agency1") as uow:
        contracts.deliver(uow, milestone, market.document())
    due = market.get(Milestone, milestone).next_check_at
    assert due is not None
    market.clock.at = due
    with pytest.raises(Conflict, match="counts as accepted"), market.acting("drafter") as uow:
        contracts.send_back(uow, milestone, "Too late")
