"""Tenders of one project: added up, listed together, and who worked on it stays out of the rest."""

import pytest

from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.states import EndGround
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.regimes.rules import RELATED_WITHIN
from marketplace.domain.regimes.states import Regime
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders import projects, routings
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.projects import BARRED_BY, BARRING_ITEMS, Earlier
from marketplace.domain.tenders.states import EarlierRole
from marketplace.kernel.errors import Invalid
from marketplace.kernel.money import Money
from tests.domain.market import ITEM, Market, terms
from tests.domain.regimes.entering import enter, figures

PROJECT = {"project_code": "2020-510100-77-03-012345", "project_name": "Third waterworks"}
OWN = {"project_code": "WATER-3", "project_name": "Third waterworks"}
TESTS = "met-lightning-newtest"
"""An item that departments commission, and that is testing of the project."""


def kept_out(market: Market, ref: str) -> dict[int, list[Earlier]]:
    with market.house.reading() as session:
        found = projects.earlier_work(session, market.get(Tender, ref))
    return {agency: list(work) for agency, work in found.items()}


def siblings(market: Market, ref: str) -> list[str]:
    with market.house.reading() as session:
        return [row.Tender.ref for row in projects.siblings(session, market.get(Tender, ref))]


def of_another_buyer(market: Market, ref: str) -> None:
    with market.acting("platform") as uow:
        uow.session.get_one(Tender, market.get(Tender, ref).id).buyer_id = market.organisation_id("other_department")


def test_the_notice_names_it_in_normal_form_and_it_is_kept_when_issued_again(market: Market) -> None:
    ref = market.published(project_code="20205101007703012345", project_name=" Third  waterworks ")
    tender = market.get(Tender, ref)
    assert {"project_code": tender.project_code, "project_name": tender.project_name} == PROJECT
    with pytest.raises(Invalid) as refusal:
        market.draft(project_code="2020-510100-77-03-0", project_name="Third waterworks")
    assert set(refusal.value.fields) == {"project_code"}


@pytest.mark.parametrize("project", [PROJECT, OWN])
def test_the_same_buyer_s_purchases_for_one_project_are_added_up(market: Market, project: dict[str, str]) -> None:
    enter(market, figures(threshold="190000"))
    first = market.published(item=TESTS, **project)
    with market.house.reading() as session:
        buyer = session.get_one(Organisation, market.organisation_id("department"))
        found = routings.of_terms(session, buyer, ITEM, terms(**project), market.clock.at)
        alone = routings.of_terms(session, buyer, ITEM, terms(), market.clock.at)
        other = session.get_one(Organisation, market.organisation_id("other_department"))
        stranger = routings.of_terms(session, other, ITEM, terms(**project), market.clock.at)
    assert (found.regime, found.total, found.is_split) == (Regime.GOV_PROCUREMENT, Money(192_000_00), True)
    assert [each.ref for each in found.related] == [first]
    assert (alone.related, stranger.related) == ((), ())
    with pytest.raises(Invalid) as refusal:
        market.draft(**project)
    assert "made_at" in refusal.value.fields
    market.clock.advance(days=RELATED_WITHIN.days)
    with market.house.reading() as session:
        later = routings.related(session, buyer.id, ITEM, market.clock.at, project["project_code"])
    assert [(each.ref, each.is_recent) for each in later] == [(first, False)]


def test_what_was_published_meanwhile_counts_at_the_publication(market: Market) -> None:
    enter(market, figures(threshold="190000"))
    late = market.draft(**PROJECT)
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve)):
        with market.acting(name) as uow:
            step(uow, late)
    market.published(item=TESTS, **PROJECT)
    with pytest.raises(Invalid) as refusal, market.acting("drafter") as uow:
        tenders.publish(uow, late)
    assert "made_at" in refusal.value.fields


def test_published_tenders_of_a_project_stand_together(market: Market) -> None:
    first, second = market.published(**PROJECT), market.published(item=TESTS, **PROJECT)
    market.draft(**PROJECT)
    assert (siblings(market, first), siblings(market, second)) == ([second], [first])
    assert siblings(market, market.published()) == []
    of_another_buyer(market, second)
    assert siblings(market, first) == [second], "a national code means the same project everywhere"


def test_a_department_s_own_code_means_its_own_project(market: Market) -> None:
    first, second = market.published(**OWN), market.published(item=TESTS, **OWN)
    assert siblings(market, first) == [second]
    of_another_buyer(market, second)
    assert siblings(market, first) == []


def test_whoever_tests_the_project_is_found_with_the_contract(market: Market) -> None:
    contract = market.signed(item=TESTS, **PROJECT)
    ref = market.published(**PROJECT)
    with market.house.reading() as session:
        tested = session.get_one(Tender, market.get(Contract, contract).tender_id).ref
    assert kept_out(market, ref) == {
        market.organisation_id("agency1"): [Earlier(EarlierRole.TESTING, tested, contract)]
    }
    assert kept_out(market, tested) == {}, "its own tender is no earlier work"
    assert kept_out(market, market.published()) == {}
    assert kept_out(market, market.published(**OWN)) == {}


def test_other_work_for_the_project_is_no_reason(market: Market) -> None:
    market.signed(**PROJECT)
    assert ITEM not in BARRING_ITEMS
    assert kept_out(market, market.published(**PROJECT)) == {}


def test_a_contract_that_is_not_signed_by_both_is_none(market: Market) -> None:
    market.awarded(item=TESTS, **PROJECT)
    assert kept_out(market, market.published(**PROJECT)) == {}


def test_a_contract_signed_after_the_deadline_does_not_reach_back(market: Market) -> None:
    ref = market.published(**PROJECT)
    market.signed(item=TESTS, **PROJECT)
    assert market.clock.at > market.deadline(ref)
    assert kept_out(market, ref) == {}


def test_a_contract_that_ended_before_anything_was_handed_over_is_none(market: Market) -> None:
    contract = market.signed(item=TESTS, **PROJECT)
    ref = market.published(**PROJECT)
    assert len(kept_out(market, ref)) == 1
    with market.acting("approver") as uow:
        contracts.terminate(uow, contract, EndGround.PURPOSE_GONE, "The project is given up.")
    assert kept_out(market, ref) == {}


def test_what_was_handed_over_counts_also_when_the_contract_ended(market: Market) -> None:
    contract = market.signed(item=TESTS, **PROJECT)
    [milestone] = market.milestones(contract)
    with market.acting("agency1") as uow:
        contracts.deliver(uow, milestone, market.document())
    with market.acting("drafter") as uow:
        contracts.send_back(uow, milestone, "Two tests are missing.")
    with market.acting("approver") as uow:
        contracts.terminate(uow, contract, EndGround.PURPOSE_GONE, "The project is given up.")
    assert len(kept_out(market, market.published(**PROJECT))) == 1


@pytest.mark.parametrize(("regime", "others"), [(Regime.PRIVATE, 0), (Regime.STATE_ENTERPRISE, 1)])
def test_a_private_buyer_takes_whom_it_likes(market: Market, regime: Regime, others: int) -> None:
    market.signed(item=TESTS, **PROJECT)
    ref = market.published(**PROJECT)
    with market.acting("platform") as uow:
        uow.session.get_one(Tender, market.get(Tender, ref).id).regime = regime
    assert len(kept_out(market, ref)) == others


def test_whoever_is_asked_alone_is_asked_all_the_same(market: Market) -> None:
    market.signed(item=TESTS, **PROJECT)
    ref = market.published(**PROJECT)
    with market.acting("platform") as uow:
        uow.session.get_one(Tender, market.get(Tender, ref).id).method = "direct"
    assert kept_out(market, ref) == {}


def test_every_kind_of_work_names_its_law() -> None:
    assert set(BARRED_BY) == set(EarlierRole)
