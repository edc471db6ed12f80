"""An award of which nothing comes: who may end it, who comes next, and that the money adds up to the fen."""

from datetime import timedelta

import pytest

from marketplace.domain.audit import queries as audit
from marketplace.domain.awards import operations as awards
from marketplace.domain.awards import queries as awards_read
from marketplace.domain.awards import track_records
from marketplace.domain.awards.models import Award, Selection
from marketplace.domain.awards.states import AwardState, Default
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.ports import SealBroken
from marketplace.domain.bids.states import BidState
from marketplace.domain.budgets import queries as budgets
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.rules import Part
from marketplace.domain.contracts.states import ContractState
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.domain.unsigned import operations as unsigned
from marketplace.domain.unsigned import queries
from marketplace.jobs import deadlines
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.money import ZERO, Money
from marketplace.wiring import OPEN_BUSINESS
from tests.domain.market import BUDGET, CEILING, LOWEST, PRICES, Market

SECOND = Money(90_000_00)
REASON = "Our team is bound elsewhere."


def declined(market: Market) -> tuple[str, str]:
    tender, award = market.awarded()
    with market.acting("agency1") as uow:
        unsigned.decline(uow, award, REASON)
    return tender, award


def drawn_up(market: Market, award: str, amount: Money = LOWEST) -> str:
    with market.acting("drafter") as uow:
        return contracts.draw_up(uow, award, [Part("Report", amount, 20)]).ref


def passed_on(market: Market) -> tuple[str, str]:
    tender, award = declined(market)
    with market.acting("approver") as uow:
        return tender, unsigned.award_next(uow, award).ref


def money(market: Market) -> tuple[Money, Money, Money]:
    """What the line has reserved, committed, available; its entries say the same."""
    with market.house.reading() as session:
        assert list(budgets.faults(session)) == []
    line = market.line()
    return line.reserved, line.committed, line.available


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
        assert track_records.counts_of(session, [first, second]) == {second: 1}
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


def test_a_purchase_is_cancelled_after_the_award_and_before_the_contract(market: Market) -> None:
    tender, award = market.awarded()
    contract = drawn_up(market, award)
    with market.acting("approver") as uow:
        unsigned.revoke(uow, tender, "The project was dropped.")
    assert market.get(Tender, tender).state is TenderState.CANCELLED
    assert market.get(Award, award).state is AwardState.REVOKED
    assert market.get(Contract, contract).state is ContractState.VOID
    assert money(market) == (ZERO, ZERO, BUDGET)


def test_a_purchase_whose_winner_dropped_out_is_cancelled_too(market: Market) -> None:
    tender, award = declined(market)
    with market.acting("approver") as uow:
        unsigned.revoke(uow, tender, "The project was dropped.")
    assert market.get(Award, award).state is AwardState.DECLINED
    assert money(market) == (ZERO, ZERO, BUDGET)


def test_a_signed_contract_is_beyond_all_of_this(market: Market) -> None:
    contract = market.signed()
    with market.house.reading() as session:
        found = market.get(Contract, contract)
        award, tender = session.get_one(Award, found.award_id).ref, session.get_one(Tender, found.tender_id).ref
    for name, act in (
        ("agency1", lambda uow: unsigned.decline(uow, award, "Why")),
        ("drafter", lambda uow: unsigned.lapse(uow, award, Default.CANNOT_PERFORM, "Why")),
        ("approver", lambda uow: unsigned.revoke(uow, tender, "Why")),
        ("approver", lambda uow: unsigned.award_next(uow, award)),
        ("approver", lambda uow: tenders.cancel(uow, tender, "Why")),
    ):
        with pytest.raises(Conflict), market.acting(name) as uow:
            act(uow)
    assert market.get(Contract, contract).state is ContractState.ACTIVE
    assert money(market) == (ZERO, LOWEST, BUDGET - LOWEST)


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


@pytest.mark.parametrize("state", ["draft", "published", "closed", "opened", "selected"])
def test_cancelling_before_the_award_frees_the_money_in_every_state(market: Market, state: str) -> None:
    if state == "draft":
        ref = market.draft()
    elif state == "published":
        ref = market.published()
    elif state == "closed":
        ref = market.closed(dict(PRICES))
    else:
        ref = market.opened(dict(PRICES))
    if state == "selected":
        with market.acting("drafter") as uow:
            awards.select(uow, ref)
    assert money(market)[0] == (ZERO if state == "draft" else CEILING)
    with market.acting("approver") as uow:
        tenders.cancel(uow, ref, "The project was dropped.")
    assert money(market) == (ZERO, ZERO, BUDGET)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_every_way_without_a_winner_fails_with_a_reason_frees_the_money_and_is_issued_again(
    market: Market, count: int
) -> None:
    prices = dict(list(PRICES.items())[:count])
    if count:
        ref = market.opened(prices)
        with market.acting("drafter") as uow:
            awards.select(uow, ref)
    else:
        ref = market.closed({})
    tender = market.get(Tender, ref)
    assert tender.state is TenderState.FAILED
    assert tender.ended_because
    assert money(market) == (ZERO, ZERO, BUDGET)
    with market.acting("drafter") as uow:
        assert tenders.reissue(uow, ref).replaces_id == tender.id


class BrokenSealer:
    """Opens nothing."""

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        raise NotImplementedError

    def open(self, envelope: bytes, context: bytes) -> bytes:  # noqa: ARG002 - the shape of the port
        raise SealBroken


def test_when_no_bid_is_valid_the_tender_fails_too(market: Market) -> None:
    ref = market.closed(dict(PRICES))
    with market.acting("approver") as uow:
        assert {bid.state for bid in bids.open_all(uow, ref, BrokenSealer())} == {BidState.INVALID}
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    tender = market.get(Tender, ref)
    assert (tender.state, money(market)) == (TenderState.FAILED, (ZERO, ZERO, BUDGET))
    assert tender.ended_because is not None
    assert tender.ended_because["params"]["count"] == 0
    with market.acting("drafter") as uow:
        again = tenders.reissue(uow, ref).ref
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve), ("drafter", tenders.publish)):
        with market.acting(name) as uow:
            step(uow, again)
    assert money(market)[0] == CEILING
    market.clock.at = market.deadline(again)
    with market.acting("platform") as uow:
        bids.close(uow, again)
    assert money(market) == (ZERO, ZERO, BUDGET)
    with pytest.raises(Conflict), market.acting("drafter") as uow:
        tenders.reissue(uow, again)


def test_strangers_find_nothing(market: Market) -> None:
    with pytest.raises(NotFound), market.acting("agency1") as uow:
        unsigned.decline(uow, "A-NOTHING1", "Why")
