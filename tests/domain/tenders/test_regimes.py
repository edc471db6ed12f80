"""A tender and the law it falls under: routed at the draft and at publication, summed up, and held to its limits."""

from datetime import timedelta

import pytest

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.bids import operations as bids
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.regimes.rules import RELATED_WITHIN
from marketplace.domain.regimes.states import Exemption, Regime
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders import queries, reports, routings
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import Amendment
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.money import ZERO, Money
from tests.domain.market import ELSEWHERE, ITEM, Market, terms
from tests.domain.regimes.entering import enter, figures

HERE = {"regime": "below_threshold", "threshold": ""}


def routing(market: Market, **changes: object) -> routings.Routing:
    with market.house.reading() as session:
        buyer = session.get_one(Organisation, market.organisation_id("department"))
        return routings.of_terms(session, buyer, ITEM, terms(**changes), market.clock.at)


def test_a_draft_keeps_why_it_falls_under_its_regime(market: Market) -> None:
    tender = market.get(Tender, market.draft())
    assert tender.regime is Regime.BELOW_THRESHOLD
    assert tender.routing is not None
    assert tender.routing["citations"] == ["优化营商环境条例 Art 43; 财政部令87 Art 16"]
    assert routings.as_published(tender).why == routing(market).why


def test_purchases_of_a_year_are_added_up(market: Market) -> None:
    enter(market, figures(threshold="190000"))
    first = market.published()
    found = routing(market)
    assert (found.regime, found.total) == (Regime.GOV_PROCUREMENT, Money(192_000_00))
    assert [related.ref for related in found.related] == [first]
    with pytest.raises(Invalid) as refusal:
        market.draft()
    assert "made_at" in refusal.value.fields
    market.clock.advance(days=RELATED_WITHIN.days)
    assert routing(market).related == (), "a year later it does not count any more"


def test_a_draft_counts_what_was_published_after_it(market: Market) -> None:
    enter(market, figures(threshold="190000"))
    late = market.draft()
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve)):
        with market.acting(name) as uow:
            step(uow, late)
    market.published()
    with pytest.raises(Invalid) as refusal, market.acting("drafter") as uow:
        tenders.publish(uow, late)
    assert "made_at" in refusal.value.fields


def test_other_buyers_and_what_came_to_nothing_do_not_count(market: Market) -> None:
    ref = market.published()
    with market.house.reading() as session:
        other = market.organisation_id("other_department")
        assert routings.related(session, other, ITEM, market.clock.at) == ()
        assert routings.related(session, market.organisation_id("department"), "x", market.clock.at) == ()
    with market.acting("approver") as uow:
        tenders.cancel(uow, ref, "No longer needed")
    assert routing(market).related == ()
    market.published(**ELSEWHERE)
    assert routing(market).related == (), "what follows the law of bidding splits nothing"


def test_the_figures_in_force_bind_window_publicity_and_signing(market: Market) -> None:
    enter(market, figures(**HERE, window_small="4", window_large="6", publicity="2", sign_within="7"))
    with pytest.raises(Invalid) as refusal:
        market.draft(window_days=3)
    assert set(refusal.value.fields) == {"window_days"}
    _, award = market.awarded(window_days=4)
    found = market.get(Award, award)
    with market.house.reading() as session:
        calendar = calendars.around(session, found.announced_at)
    assert found.publicity_until == calendar.add_working_days(found.announced_at, 2)
    assert found.sign_by == calendar.add_working_days(found.publicity_until, 7)


def test_a_published_tender_keeps_what_it_was_published_with(market: Market) -> None:
    ref = market.published()
    enter(market, figures(**HERE, window_small="9", window_large="9", publicity="9", sign_within="9"))
    tender = market.get(Tender, ref)
    assert (tender.limits.publicity, tender.limits.window_small) == (3, 3)
    with market.acting("approver") as uow:
        changed = tenders.Amendment("Assess thirteen files.", "", 20)
        tenders.amend(uow, ref, "One more", tender.version, changed)
    assert market.get(Tender, ref).limits == tender.limits


def test_an_exemption_lifts_the_limit_and_shortens_the_window(market: Market) -> None:
    enter(market, figures(threshold="90000"))
    ref = market.published(exemption=Exemption.DISASTER, window_days=1)
    tender = market.get(Tender, ref)
    assert (tender.regime, tender.exemption) == (Regime.BELOW_THRESHOLD, Exemption.DISASTER)
    assert tender.deadline_at is not None
    assert tender.deadline_at - market.clock.at < timedelta(days=2)
    with pytest.raises(Invalid):
        market.draft(exemption=Exemption.ACCIDENT, window_days=1)


def test_what_belongs_elsewhere_is_only_announced(market: Market) -> None:
    with pytest.raises(Invalid) as refusal:
        market.draft(**(ELSEWHERE | {"made_at": ""}))
    assert set(refusal.value.fields) == {"made_at"}
    ref = market.published(**ELSEWHERE)
    tender = market.get(Tender, ref)
    assert (tender.state, tender.regime) == (TenderState.ANNOUNCED, Regime.GOV_PROCUREMENT)
    assert (market.line().reserved, tender.openers, tender.beacon_round) == (ZERO, [], None)
    sealed_for_another = market.sealed("agency1", market.published(window_days=50))
    with pytest.raises(Conflict, match="takes no bids"), market.acting("agency1") as uow:
        market.submit(uow, "agency1", ref, sealed_for_another)
    with pytest.raises(Conflict), market.acting("platform") as uow:
        bids.close(uow, ref)
    market.clock.at = market.deadline(ref)
    with market.house.reading() as session:
        assert queries.refs_due_to_close(session, market.clock.at) == [ref]
    with market.acting("platform") as uow:
        assert bids.close(uow, ref) is None
    assert market.get(Tender, ref).state is TenderState.EXPIRED
    for name, act in (("drafter", awards.select), ("approver", awards.announce)):
        with pytest.raises(Conflict), market.acting(name) as uow:
            act(uow, ref)


def test_a_notice_that_only_stands_here_is_mended_by_a_corrigendum(market: Market) -> None:
    ref = market.published(**ELSEWHERE)
    market.clock.advance(days=3)
    before = market.get(Tender, ref)
    with market.acting("approver") as uow:
        bids.amend(uow, ref, "One more file", before.version, Amendment("Assess thirteen files.", "", 20))
    with market.acting("approver") as uow:
        bids.change_files(uow, ref, "A map", [market.stored()], [])
    tender = market.get(Tender, ref)
    assert (tender.state, tender.description) == (TenderState.ANNOUNCED, "Assess thirteen files.")
    assert tender.deadline_at == tender.next_check_at
    assert market.deadline(ref) > (before.deadline_at or market.clock.at), "the window runs anew"
    assert (tender.openers, tender.beacon_round, market.line().reserved) == ([], None, ZERO)
    with market.house.reading() as session:
        assert [each.number for each in queries.amendments(session, tender.id)] == [1, 2]
        report = reports.of_tender(session, tender.id)
    assert report is not None
    assert report.number == 2
    with pytest.raises(Conflict, match="made where its law says"), market.acting("approver") as uow:
        bids.replace_opener(uow, ref, "x", "y", "Ill")
    market.clock.at = market.deadline(ref)
    with pytest.raises(Conflict, match="deadline has passed"), market.acting("approver") as uow:
        bids.amend(uow, ref, "Late", tender.version, Amendment("Assess one file.", "", 20))


def test_a_cancelled_notice_frees_nothing_that_was_never_held(market: Market) -> None:
    ref = market.published(**ELSEWHERE)
    with market.acting("approver") as uow:
        tenders.cancel(uow, ref, "Not needed")
    assert market.get(Tender, ref).state is TenderState.CANCELLED
    assert market.line().reserved == ZERO


@pytest.mark.parametrize(
    "address",
    ["http://www.ccgp.gov.cn/", "javascript:alert(1)", "ccgp", "https://", "https://政采.example/"],
)
def test_the_place_is_a_safe_address(market: Market, address: str) -> None:
    with pytest.raises(Invalid) as refusal:
        market.draft(**(ELSEWHERE | {"made_at": address}))
    assert set(refusal.value.fields) == {"made_at"}


def test_what_is_made_here_names_no_other_place(market: Market) -> None:
    with pytest.raises(Invalid) as refusal:
        market.draft(made_at="https://www.ccgp.gov.cn/")
    assert set(refusal.value.fields) == {"made_at"}
