"""The winner refuses: who comes next, at which price, and that the record replays."""

import pytest

from marketplace.domain.audit import queries as audit
from marketplace.domain.awards import queries as awards_read
from marketplace.domain.awards import track_records
from marketplace.domain.awards.models import Award, Selection
from marketplace.domain.awards.states import AwardState
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.rules import Part
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.domain.unsigned import operations as unsigned
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.money import ZERO, Money
from marketplace.wiring import OPEN_BUSINESS
from tests.domain.market import BUDGET, LOWEST, Market
from tests.domain.regimes.entering import enter, figures
from tests.domain.unsigned.cases import REASON, SECOND, declined, drawn_up, money, passed_on


def test_a_refusal_ends_the_award_and_keeps_the_money_until_the_department_decides(market: Market) -> None:
    tender, award = declined(market)
    ended = market.get(Award, award)
    assert (ended.state, ended.ended_because, ended.default) == (AwardState.DECLINED, REASON, None)
    assert market.get(Tender, tender).state is TenderState.FALLEN_THROUGH
    assert money(market) == (ZERO, LOWEST, BUDGET - LOWEST)
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        unsigned.decline(uow, award, REASON)
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        contracts.draw_up(uow, award, [Part("Report", LOWEST, 20)])


def test_a_refusal_says_why(market: Market) -> None:
    tender, award = market.awarded()
    with pytest.raises(Invalid) as refusal, market.acting("agency1") as uow:
        unsigned.decline(uow, award, "  ")
    assert set(refusal.value.fields) == {"reason"}
    assert market.get(Tender, tender).state is TenderState.AWARDED


def test_the_next_in_rank_wins_at_its_own_price_and_signs(market: Market) -> None:
    tender, second = passed_on(market)
    award = market.get(Award, second)
    assert (award.amount, award.state) == (SECOND, AwardState.PUBLICITY)
    assert award.follows_id is not None
    assert award.supplier_id == market.organisation_id("agency2")
    assert award.publicity_until > market.clock.at
    assert money(market) == (ZERO, SECOND, BUDGET - SECOND)
    contract = drawn_up(market, second, SECOND)
    with pytest.raises(Conflict), market.acting("agency2") as uow:
        contracts.sign_for_the_supplier(uow, contract)
    market.clock.advance(days=7)
    with market.acting("agency2") as uow:
        contracts.sign_for_the_supplier(uow, contract)
    with market.acting("approver") as uow:
        contracts.sign_for_the_buyer(uow, contract)
    assert market.get(Tender, tender).state is TenderState.AWARDED
    assert market.get(Award, second).state is AwardState.CONTRACTED


def test_a_disputed_agency_is_not_awarded_as_the_next_in_rank(market: Market) -> None:
    tender, award = declined(market)
    dispute = market.disputed("agency2")
    with pytest.raises(Conflict), market.acting("approver") as uow:
        unsigned.award_next(uow, award)
    assert market.get(Tender, tender).state is TenderState.FALLEN_THROUGH
    assert money(market) == (ZERO, LOWEST, BUDGET - LOWEST)
    with market.acting("operator") as uow:
        organisations.reject(uow, dispute, "Nothing shows it.")
    with market.acting("approver") as uow:
        unsigned.award_next(uow, award)


def test_an_award_that_ended_counts_neither_as_won_nor_in_medians(market: Market) -> None:
    passed_on(market)
    first, second = (market.organisation_id(name) for name in ("agency1", "agency2"))
    with market.house.reading() as session:
        assert {one: each.won for one, each in track_records.outcomes(session, [first, second]).items()} == {
            first: 0,
            second: 1,
        }
        [prices] = track_records.prices_by_item(session, [first, second])
    assert {supplier: median.price for supplier, median in prices.medians.items()} == {second: SECOND}


def test_an_award_that_ended_and_its_void_contract_let_the_agency_leave(market: Market) -> None:
    _, award = market.awarded()
    drawn_up(market, award)
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        organisations.withdraw(uow, market.refs["agency1"], OPEN_BUSINESS)
    with market.acting("agency1") as uow:
        unsigned.decline(uow, award, REASON)
    with market.acting("agency1") as uow:
        organisations.withdraw(uow, market.refs["agency1"], OPEN_BUSINESS)


def test_the_evidence_is_untouched_and_the_record_replays(market: Market) -> None:
    tender, award = market.awarded()
    with market.house.reading() as session:
        before = awards_read.evidence_of(session, tender).evidence
    with market.acting("agency1") as uow:
        unsigned.decline(uow, award, REASON)
    with market.acting("approver") as uow:
        unsigned.award_next(uow, award)
    with market.house.reading() as session:
        selection: Selection = awards_read.evidence_of(session, tender)
        assert selection.evidence == before
        assert list(awards_read.record_faults(session, tender)) == []
        assert list(audit.verify(session)) == []


@pytest.mark.parametrize("wrong", ["bid", "amount", "follows"])
def test_a_forged_following_award_is_found(market: Market, wrong: str) -> None:
    tender, second = passed_on(market)
    with market.house.writing(market.actor("platform")) as uow:
        award = uow.session.get_one(Award, market.get(Award, second).id)
        if wrong == "bid":
            third = awards_read.next_in_rank(uow.session, award.tender_id)
            assert third is not None
            award.bid_id, award.supplier_id = third.id, third.tenderer_id
        elif wrong == "amount":
            award.amount = Money(89_000_00)
        else:
            award.follows_id = None
    with market.house.reading() as session:
        assert len(list(awards_read.record_faults(session, tender))) == 1


def test_nobody_left_in_the_rank_fails_the_tender_and_it_is_issued_again(market: Market) -> None:
    tender, award = declined(market)
    for agency in ("agency2", "agency3"):
        with market.acting("approver") as uow:
            award = unsigned.award_next(uow, award).ref
        with market.acting(agency) as uow:
            unsigned.decline(uow, award, REASON)
    found = market.get(Tender, tender)
    assert found.state is TenderState.FAILED
    assert found.ended_because is not None
    assert money(market) == (ZERO, ZERO, BUDGET)
    with market.acting("drafter") as uow:
        again = tenders.reissue(uow, tender)
    assert market.get(Tender, again.ref).replaces_id == found.id


def test_the_department_may_let_it_fail_instead(market: Market) -> None:
    tender, award = declined(market)
    with market.acting("approver") as uow:
        unsigned.give_up(uow, award, "The others are too dear.")
    assert market.get(Tender, tender).state is TenderState.FAILED
    assert money(market) == (ZERO, ZERO, BUDGET)
    with pytest.raises(Conflict), market.acting("approver") as uow:
        unsigned.award_next(uow, award)


def test_only_the_latest_award_is_followed(market: Market) -> None:
    tender, first = declined(market)
    with market.acting("approver") as uow:
        second = unsigned.award_next(uow, first).ref
    with market.acting("agency2") as uow:
        unsigned.decline(uow, second, REASON)
    with pytest.raises(Conflict), market.acting("approver") as uow:
        unsigned.award_next(uow, first)
    with pytest.raises(Conflict), market.acting("approver") as uow:
        unsigned.give_up(uow, first, "Why")
    assert market.get(Tender, tender).state is TenderState.FALLEN_THROUGH


def test_the_next_is_not_awarded_beyond_the_budget(market: Market) -> None:
    enter(market, figures(threshold="5000000"))
    tender, award = declined(market)
    rest = BUDGET - LOWEST - Money(1_000_00)
    other = market.draft(ceiling=rest, window_days=5)
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve), ("drafter", tenders.publish)):
        with market.acting(name) as uow:
            step(uow, other)
    with pytest.raises(Conflict), market.acting("approver") as uow:
        unsigned.award_next(uow, award)
    assert market.get(Tender, tender).state is TenderState.FALLEN_THROUGH
    with market.acting("approver") as uow:
        tenders.cancel(uow, other, "To free the money")
    with market.acting("approver") as uow:
        unsigned.award_next(uow, award)
    assert money(market) == (ZERO, SECOND, BUDGET - SECOND)
