"""From the draft to the end of a tender: two people, lawful windows, no step skipped."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.bids import operations as bids
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.catalogue.states import Commissioner, ItemStatus
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders import queries
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import Amendment
from marketplace.domain.tenders.queries import Filter
from marketplace.domain.tenders.states import TENDER, TenderState
from marketplace.kernel.actor import PLATFORM, Role
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.money import Money
from tests.domain.market import ITEM, Market, terms


def state(market: Market, ref: str) -> TenderState:
    return market.get(Tender, ref).state


def test_the_drafter_cannot_approve_even_when_also_an_approver(market: Market) -> None:
    ref = market.draft()
    with market.acting("drafter") as uow:
        tenders.submit(uow, ref)
    with pytest.raises(NotPermitted), market.acting("drafter") as uow:
        tenders.approve(uow, ref)
    assert state(market, ref) is TenderState.IN_APPROVAL


@pytest.mark.parametrize("step", [tenders.approve, tenders.publish, tenders.reissue])
def test_no_step_is_skipped(market: Market, step: Callable[..., Any]) -> None:
    ref = market.draft()
    with pytest.raises((Conflict, NotPermitted)), market.acting("approver") as uow:
        step(uow, ref)
    assert state(market, ref) is TenderState.DRAFT


def test_publishing_twice_has_one_effect(market: Market) -> None:
    ref = market.published()
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        tenders.publish(uow, ref)
    assert market.line().reserved == market.get(Tender, ref).ceiling


def test_the_window_is_counted_in_working_days_and_ends_at_close_of_business(market: Market) -> None:
    deadline = market.deadline(market.published(window_days=3)).astimezone(MARKET_ZONE)
    assert deadline.isoformat() == "2026-03-05T17:00:00+08:00"


def test_a_returned_draft_says_why_and_can_be_mended(market: Market) -> None:
    ref = market.draft()
    with market.acting("drafter") as uow:
        tenders.submit(uow, ref)
    with pytest.raises(Invalid), market.acting("approver") as uow:
        tenders.send_back(uow, ref, "  ")
    with market.acting("approver") as uow:
        tenders.send_back(uow, ref, "The scope is unclear")
    tender = market.get(Tender, ref)
    assert (tender.state, tender.returned_because) == (TenderState.DRAFT, "The scope is unclear")
    with market.acting("drafter") as uow:
        tenders.edit(uow, ref, market.refs["line"], terms(title="Clearer"), tender.version)
    assert market.get(Tender, ref).title == "Clearer"


def test_a_stale_form_changes_nothing(market: Market) -> None:
    ref = market.draft()
    version = market.get(Tender, ref).version
    with market.acting("drafter") as uow:
        tenders.edit(uow, ref, market.refs["line"], terms(title="First"), version)
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        tenders.edit(uow, ref, market.refs["line"], terms(title="Second"), version)
    assert market.get(Tender, ref).title == "First"


def test_a_department_tenders_only_what_it_commissions(market: Market) -> None:
    with market.house.reading() as session:
        applicants = session.scalars(
            select(ServiceItem.code).where(
                ServiceItem.commissioned_by == Commissioner.APPLICANT, ServiceItem.status == "ACTIVE"
            )
        ).first()
        cancelled = session.scalars(select(ServiceItem.code).where(ServiceItem.status == ItemStatus.CANCELLED)).first()
    for code in (applicants, cancelled, "no-such-item"):
        with pytest.raises(Invalid) as refusal, market.acting("drafter") as uow:
            tenders.draft(uow, market.refs["department"], code, market.refs["line"], terms())
        assert set(refusal.value.fields) == {"item_code"}


def test_an_unknown_place_method_or_line_is_named(market: Market) -> None:
    for field, line, changes in (
        ("region_code", market.refs["line"], {"region_code": "999999"}),
        ("method", market.refs["line"], {"method": "whoever_asks_first"}),
        ("budget_line", "L-NONE", {}),
    ):
        with pytest.raises(Invalid) as refusal, market.acting("drafter") as uow:
            tenders.draft(uow, market.refs["department"], ITEM, line, terms(**changes))
        assert field in refusal.value.fields


def test_a_budget_line_of_another_year_cannot_pay(market: Market) -> None:
    ref = market.draft()
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve)):
        with market.acting(name) as uow:
            step(uow, ref)
    market.clock.at = market.clock.at.replace(year=2027)
    with pytest.raises(Invalid, match="2026"), market.acting("drafter") as uow:
        tenders.publish(uow, ref)


def amendment(market: Market, ref: str, **changes: str | int) -> Amendment:
    tender = market.get(Tender, ref)
    return replace(Amendment(tender.description, tender.requirements, tender.service_days), **changes)


def test_an_amendment_is_published_with_its_difference_and_restarts_the_window(market: Market) -> None:
    ref = market.published()
    before = market.deadline(ref)
    market.clock.at = before - timedelta(hours=1)
    with market.acting("approver") as uow:
        tenders.amend(
            uow, ref, "One file more", market.get(Tender, ref).version, amendment(market, ref, description="Thirteen.")
        )
    assert market.deadline(ref) > before
    with market.house.reading() as session:
        [one] = queries.amendments(session, market.get(Tender, ref).id)
    assert one.changes == [{"field": "description", "before": "Assess twelve files.", "after": "Thirteen."}]


def test_an_amendment_never_shortens_the_window(market: Market) -> None:
    ref = market.published(window_days=30)
    before = market.deadline(ref)
    with market.acting("approver") as uow:
        tenders.amend(uow, ref, "x", market.get(Tender, ref).version, amendment(market, ref, service_days=21))
    assert market.deadline(ref) == before


def test_an_amendment_of_nothing_too_late_or_unlawful_is_refused(market: Market) -> None:
    ref = market.published()
    version = market.get(Tender, ref).version
    with pytest.raises(Invalid), market.acting("approver") as uow:
        tenders.amend(uow, ref, "x", version, amendment(market, ref))
    with pytest.raises(Invalid), market.acting("approver") as uow:
        tenders.amend(uow, ref, "x", version, amendment(market, ref, service_days=0))
    market.clock.at = market.deadline(ref)
    with pytest.raises(Conflict), market.acting("approver") as uow:
        tenders.amend(uow, ref, "x", version, amendment(market, ref, description="Late"))


def test_a_failed_tender_is_issued_again_once(market: Market) -> None:
    first = market.closed({})
    assert state(market, first) is TenderState.FAILED
    with market.acting("drafter") as uow:
        second = tenders.reissue(uow, first).ref
    assert state(market, first) is TenderState.REISSUED
    assert set(market.get(Tender, first).authors) <= set(market.get(Tender, second).authors)
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve), ("drafter", tenders.publish)):
        with market.acting(name) as uow:
            step(uow, second)
    market.clock.at = market.deadline(second)
    with market.acting("platform") as uow:
        bids.close(uow, second)
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        tenders.reissue(uow, second)


def test_strangers_and_the_public_do_not_know_of_a_draft(market: Market) -> None:
    ref = market.draft()
    with market.house.reading() as session:
        for name in ("other_drafter", "agency1", "operator"):
            with pytest.raises(NotFound):
                queries.see(session, market.actor(name), ref)
        assert queries.see(session, market.actor("drafter"), ref).ref == ref
        assert queries.see(session, market.actor("regulator"), ref).ref == ref
        assert queries.public_page(session, Filter()) == []
    with pytest.raises(NotFound), market.acting("other_approver") as uow:
        tenders.cancel(uow, ref, "Mine now")


def test_a_cancelled_draft_stays_hidden_and_a_cancelled_notice_stays_public(market: Market) -> None:
    hidden, shown = market.draft(), market.published()
    for ref in (hidden, shown):
        with market.acting("approver") as uow:
            tenders.cancel(uow, ref, "Plans changed")
    with market.house.reading() as session:
        rows, total = queries.public_page(session, Filter()), queries.count_public(session)
    assert ([row.ref for row in rows], total) == ([shown], 1)


def test_the_public_list_is_narrowed(market: Market) -> None:
    ref = market.published()
    other = market.published(region_code="510000", ceiling=Money(10_000_00))
    with market.house.reading() as session:

        def refs(**wanted: object) -> set[str]:
            return {row.ref for row in queries.public_page(session, Filter(**wanted))}

        assert refs() == {ref, other}
        assert refs(region_code="5101") == {ref}
        assert refs(region_code="51") == {ref, other}
        assert refs(item_code="nothing") == set()
        assert refs(state=TenderState.CLOSED) == set()
        assert refs(page=2) == set()


def test_every_state_has_a_meaning_and_can_be_reached() -> None:
    reached = {TENDER.initial} | set(TENDER.steps.values())
    assert reached == set(TenderState) == set(TENDER.meanings)


def test_nobody_who_ever_wrote_the_terms_approves_them(market: Market) -> None:
    with market.house.writing(PLATFORM) as uow:
        organisations.add_member(uow, market.refs["department"], market.users["drafter"], Role.APPROVER)
        organisations.add_member(uow, market.refs["department"], market.users["approver"], Role.DRAFTER)
    ref = market.draft()
    with market.acting("approver") as uow:
        tenders.edit(uow, ref, market.refs["line"], terms(), market.get(Tender, ref).version)
    with market.acting("approver") as uow:
        tenders.submit(uow, ref)
    for author in ("drafter", "approver"):
        with pytest.raises(NotPermitted), market.acting(author) as uow:
            tenders.approve(uow, ref)
    assert state(market, ref) is TenderState.IN_APPROVAL
