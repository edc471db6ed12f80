"""A department dissolved into another: its work goes on in other hands, its money stays to the fen."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.budgets import operations as budgets
from marketplace.domain.budgets import queries as budget_queries
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.rules import Part
from marketplace.domain.contracts.states import ContractState
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.organisations.queries import open_invitations
from marketplace.domain.organisations.states import OrganisationState
from marketplace.domain.organisations.succession import SEATS
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.money import ZERO
from tests.domain.market import BUDGET, CEILING, ITEM, KEY_HOLDERS, LOWEST, PRICES, Market, terms
from tests.domain.notifications.telling import tell_all, told

DOCUMENT = "测试〔2026〕3号"


def dissolve(market: Market, gone: str = "department", into: str = "other_department") -> None:
    with market.acting("operator") as uow:
        organisations.dissolve(uow, market.refs[gone], market.refs[into], day_of(market.clock.at), f" {DOCUMENT} ")


def balanced(market: Market) -> BudgetLine:
    with market.house.reading() as session:
        assert list(budget_queries.faults(session)) == []
    return market.line()


def test_the_successor_opens_selects_awards_and_signs_what_was_begun(market: Market) -> None:
    ref = market.closed(dict(PRICES))
    dissolve(market)
    assert balanced(market).reserved == CEILING
    market.open_bids(ref)
    with market.acting("other_drafter") as uow:
        awards.select(uow, ref)
    with market.acting("other_approver") as uow:
        award = awards.announce(uow, ref).ref
    assert balanced(market).committed == LOWEST
    with market.acting("other_drafter") as uow:
        contract = contracts.draw_up(uow, award, [Part("Report", LOWEST, 20)]).ref
    market.clock.at = market.get(Award, award).publicity_until
    with market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, contract)
    with market.acting("other_approver") as uow:
        contracts.sign_for_the_buyer(uow, contract)
    found = market.get(Contract, contract)
    assert (found.state, found.buyer_id) == (ContractState.ACTIVE, market.organisation_id("other_department"))
    assert market.get(Tender, ref).buyer_id == market.organisation_id("department")
    line = balanced(market)
    assert (line.reserved, line.committed, line.available) == (ZERO, LOWEST, BUDGET - LOWEST)


def test_the_dissolved_departments_people_act_no_more(market: Market) -> None:
    ref = market.published()
    dissolve(market)
    with pytest.raises(NotPermitted), market.acting("approver") as uow:
        tenders.cancel(uow, ref, "Why")
    draft = market.refs["department"], ITEM, market.refs["line"], terms()
    for name in ("drafter", "other_drafter"):
        with pytest.raises(NotPermitted), market.acting(name) as uow:
            tenders.draft(uow, *draft)
    with pytest.raises(NotPermitted), market.acting("officer1") as uow:
        budgets.import_lines(uow, market.refs["department"], [budgets.NewLine(2026, "1", "One", LOWEST)])
    with pytest.raises(Conflict), market.acting("operator") as uow:
        organisations.add_member(uow, market.refs["department"], market.users["regulator"], Role.DRAFTER)


def test_the_successor_spends_the_lines_that_came_over_and_no_others(market: Market) -> None:
    with pytest.raises(Invalid), market.acting("other_drafter") as uow:
        tenders.draft(uow, market.refs["other_department"], ITEM, market.refs["line"], terms())
    dissolve(market)
    with market.acting("other_drafter") as uow:
        ref = tenders.draft(uow, market.refs["other_department"], ITEM, market.refs["line"], terms()).ref
    for name, step in (
        ("other_drafter", tenders.submit),
        ("other_approver", tenders.approve),
        ("other_drafter", tenders.publish),
    ):
        with market.acting(name) as uow:
            step(uow, ref)
    assert balanced(market).reserved == CEILING


def test_a_draft_is_published_and_a_failed_tender_issued_again_in_the_successors_name(market: Market) -> None:
    failed, draft = market.closed({}), market.draft()
    dissolve(market)
    with market.acting("other_drafter") as uow:
        again = tenders.reissue(uow, failed).ref
    for name, step in (
        ("other_drafter", tenders.submit),
        ("other_approver", tenders.approve),
        ("other_drafter", tenders.publish),
    ):
        with market.acting(name) as uow:
            step(uow, draft)
    successor = market.organisation_id("other_department")
    assert {market.get(Tender, ref).buyer_id for ref in (again, draft)} == {successor}
    assert market.get(Tender, failed).buyer_id == market.organisation_id("department")


def test_a_successor_that_is_dissolved_hands_everything_on(market: Market) -> None:
    ref = market.published()
    dissolve(market)
    market._codes = 500  # noqa: SLF001 - the codes of the market's first organisations are taken
    with market.acting("operator") as uow:
        third = organisations.set_up(
            uow, market.get(Organisation, market.refs["department"]).kind, market.particulars("third", "11"), slug="t"
        ).ref
    market.refs["third"] = third
    person = market.person("third_approver")
    with market.acting("operator") as uow:
        organisations.add_member(uow, third, person, Role.APPROVER)
    dissolve(market, "other_department", "third")
    with pytest.raises(NotPermitted), market.acting("other_approver") as uow:
        tenders.cancel(uow, ref, "Why")
    with market.acting("third_approver") as uow:
        tenders.cancel(uow, ref, "Why")
    assert balanced(market).reserved == ZERO


def test_the_successors_administrators_administer_and_open_invitations_end(market: Market) -> None:
    ref = market.refs["department"]
    with market.acting("operator") as uow:
        organisations.invite(uow, ref, "somebody@example.org", Role.DRAFTER, "en")
    dissolve(market)
    with market.house.reading() as session:
        assert open_invitations(session, market.organisation_id("department"), market.clock.at) == []
        theirs = select(Membership.user_id).where(
            Membership.organisation_id == market.organisation_id("other_department"), Membership.is_administrator
        )
        seats = select(SEATS.c.user_id).where(
            SEATS.c.organisation_id == market.organisation_id("department"), SEATS.c.is_administrator
        )
        assert set(session.scalars(seats)) == set(session.scalars(theirs))
    with pytest.raises(Conflict), market.acting("operator") as uow:
        organisations.invite(uow, ref, "somebody@example.org", Role.DRAFTER, "en")


def test_news_of_what_was_begun_reach_the_successors_people(market: Market) -> None:
    market.closed(dict(PRICES))
    dissolve(market)
    tell_all(market)
    assert set(told(market, "tender_to_open")) == set(KEY_HOLDERS), "keys stay with those who hold them"


def test_an_agency_with_a_member_in_the_successor_does_not_bid(market: Market) -> None:
    ref = market.published()
    dissolve(market)
    with market.acting("operator") as uow:
        organisations.add_member(uow, market.refs["agency1"], market.users["other_drafter"], Role.AGENCY_MEMBER)
    with pytest.raises(NotPermitted):
        market.bid("agency1", ref, LOWEST)


@pytest.mark.parametrize(
    ("into", "days", "document", "field"),
    [
        ("department", 0, DOCUMENT, "successor"),
        ("agency1", 0, DOCUMENT, "successor"),
        ("regulator", 0, DOCUMENT, "successor"),
        ("other_department", 1, DOCUMENT, "from_day"),
        ("other_department", None, DOCUMENT, "from_day"),
        ("other_department", 0, "  ", "document"),
        ("other_department", 0, "x" * 61, "document"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    market: Market, into: str, days: int | None, document: str, field: str
) -> None:
    day = None if days is None else day_of(market.clock.at) + timedelta(days=days)
    with pytest.raises(Invalid) as refusal, market.acting("operator") as uow:
        organisations.dissolve(uow, market.refs["department"], market.refs[into], day, document)
    assert set(refusal.value.fields) == {field}
    assert market.get(Organisation, market.refs["department"]).state is OrganisationState.ACTIVE


def test_only_an_active_department_is_dissolved_and_only_once(market: Market) -> None:
    dissolve(market)
    for gone in ("department", "agency1"):
        with pytest.raises(Conflict):
            dissolve(market, gone)
    with pytest.raises(NotFound), market.acting("operator") as uow:
        organisations.dissolve(uow, "O-NOTHING1", market.refs["department"], day_of(uow.now), DOCUMENT)
    with pytest.raises(Invalid):
        dissolve(market, "other_department", "department")
