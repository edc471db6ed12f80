"""One scene for each row of the table: what happens, and who hears which kind of news of it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import Default
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.rules import Content
from marketplace.domain.complaints import operations as complaints
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Milestone
from marketplace.domain.contracts.operations import changes
from marketplace.domain.contracts.rules import Part
from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.states import BuyerKind
from marketplace.domain.payments import operations as payments
from marketplace.domain.payments.models import Payment
from marketplace.domain.questions import operations as questions
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.models import Rating
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.rounds import operations as rounds
from marketplace.domain.rounds.rules import CALLED_BEFORE
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import Amendment
from marketplace.domain.unsigned import operations as unsigned
from marketplace.jobs import deadlines
from marketplace.jobs.openings import rehearse
from marketplace.kernel.actor import PLATFORM, Role
from marketplace.kernel.money import Money
from tests.domain import own_funds
from tests.domain.bids import doubting
from tests.domain.complaints import cases
from tests.domain.contracts import afterwards
from tests.domain.evaluation import panel
from tests.domain.market import FIVE, ITEM, KEY_HOLDERS, LOWEST, MERIT, PRICES, Market
from tests.domain.objections import cases as objection_cases
from tests.domain.questions import cases as question_cases
from tests.domain.rounds import auctions, finals
from tests.evidence import show

AGENCIES = {"agency1", "agency2", "agency3"}

Scene = Callable[[Market], set[str]]
"""Plays what the news is about and gives the names of those who must hear of it, and nobody else."""


def newcomer(market: Market) -> str:
    market.person("newcomer")
    with market.acting("newcomer") as uow:
        return organisations.register_agency(
            uow, market.particulars("newcomer", "91"), services=[ITEM], has_committed=True, slug="n"
        ).ref


def registration_to_check(market: Market) -> set[str]:
    newcomer(market)
    return {"operator"}


def registration_received(market: Market) -> set[str]:
    newcomer(market)
    return {"newcomer"}


def registration_passed(market: Market) -> set[str]:
    ref = newcomer(market)
    with market.acting("operator") as uow:
        organisations.pass_check(uow, ref)
    return {"newcomer"}


def registration_returned(market: Market) -> set[str]:
    ref = newcomer(market)
    with market.acting("operator") as uow:
        organisations.return_for_correction(uow, ref, "secret-reason")
    return {"newcomer"}


def buyer_passed(market: Market) -> set[str]:
    own_funds.enterprise(market)
    return {"owner"}


def buyer_returned(market: Market) -> set[str]:
    market.person("owner")
    with market.acting("owner") as uow:
        answers = market.particulars("owner", "91")
        ref = organisations.register_buyer(uow, BuyerKind.ENTERPRISE, answers, has_committed=True).ref
    with market.acting("operator") as uow:
        organisations.return_for_correction(uow, ref, "secret-reason")
    return {"owner"}


def certificate_expires(market: Market) -> set[str]:
    return certificate_noted(market, datetime(2026, 5, 1, tzinfo=UTC))


def certificate_expired(market: Market) -> set[str]:
    return certificate_noted(market, datetime(2026, 7, 1, tzinfo=UTC))


def certificate_noted(market: Market, at: datetime) -> set[str]:
    show(market)
    market.clock.at = at
    deadlines.note_certificates(market.house)
    return {"agency1"}


def claim_open(market: Market) -> set[str]:
    market.disputed("agency1")
    return {"claimant"}


def claim_upheld(market: Market) -> set[str]:
    dispute = market.disputed("agency1")
    with market.acting("operator") as uow:
        organisations.uphold(uow, dispute, "The licence is theirs.")
    return {"claimant"}


def claim_rejected(market: Market) -> set[str]:
    dispute = market.disputed("agency1")
    with market.acting("operator") as uow:
        organisations.reject(uow, dispute, "secret-reason")
    return {"claimant"}


def code_disputed(market: Market) -> set[str]:
    market.disputed("agency1")
    return {"agency1"}


def code_lost(market: Market) -> set[str]:
    claim_upheld(market)
    return {"agency1"}


def code_kept(market: Market) -> set[str]:
    claim_rejected(market)
    return {"agency1"}


def code_left_alone(market: Market) -> set[str]:
    dispute = market.disputed("agency1")
    with market.acting("claimant") as uow:
        organisations.withdraw_dispute(uow, dispute)
    return {"agency1"}


def submitted(market: Market, **changes: object) -> str:
    ref = market.draft(title="secret-draft", **changes)
    with market.acting("drafter") as uow:
        tenders.submit(uow, ref)
    return ref


def tender_to_approve(market: Market) -> set[str]:
    submitted(market)
    return {"approver"}


def tender_returned(market: Market) -> set[str]:
    ref = submitted(market)
    with market.acting("approver") as uow:
        tenders.send_back(uow, ref, "secret-reason")
    return {"drafter"}


def stood_for(market: Market) -> str:
    market.person("lawyer")
    with market.house.writing(PLATFORM) as uow:
        organisations.add_member(uow, market.refs["department"], market.users["lawyer"], Role.LEGAL_OFFICER)
    ref = submitted(market, description="供应商须在本市注册。")
    day = market.clock.at.date() + timedelta(days=90)
    ground = tenders.Ground("LOC_REG", "本市注册", "《中华人民共和国国家安全法》", "第五十九条", "Why", day)
    with market.acting("lawyer") as uow:
        return tenders.override(uow, ref, ground).ref


def override_given(market: Market) -> set[str]:
    stood_for(market)
    return {"regulator"}


def override_objected(market: Market) -> set[str]:
    override = stood_for(market)
    with market.acting("regulator") as uow:
        tenders.object_to_override(uow, override, "secret")
    return {"drafter", "approver", "lawyer"}


def tender_to_publish(market: Market) -> set[str]:
    ref = submitted(market)
    with market.acting("approver") as uow:
        tenders.approve(uow, ref)
    return {"drafter"}


def save_draft(market: Market, agency: str, ref: str) -> None:
    with market.acting(agency) as uow:
        bids.save_draft(uow, ref, market.refs[agency], Content(LOWEST, ""), market.sealer)


def sealed(market: Market) -> str:
    """Two bids and a saved draft, nothing opened."""
    ref = market.published()
    market.bid("agency1", ref, LOWEST)
    market.bid("agency2", ref, PRICES["agency2"])
    save_draft(market, "agency3", ref)
    return ref


def bid_received(market: Market) -> set[str]:
    sealed(market)
    return {"agency1", "agency2"}


def bid_invited_again(market: Market) -> set[str]:
    """Those who have bid; whoever only writes a draft reads that the notice was changed."""
    ref = sealed(market)
    version = market.get(Tender, ref).version
    with market.acting("approver") as uow:
        bids.amend(uow, ref, "Two more files", version, Amendment("Other", "", 20), asks_again=True)
    return AGENCIES - {"agency3"}


def tender_changed(market: Market) -> set[str]:
    ref = sealed(market)
    version = market.get(Tender, ref).version
    with market.acting("approver") as uow:
        tenders.amend(uow, ref, "Two more files", version, Amendment("Other", "", 20))
    return AGENCIES


def question_to_answer(market: Market) -> set[str]:
    question_cases.asked(market, text="secret-question")
    return {"drafter", "approver"}


def question_answered(market: Market) -> set[str]:
    """The asker has neither bid nor draft, and hears of it as the others do."""
    ref = market.published()
    market.bid("agency1", ref, LOWEST)
    save_draft(market, "agency2", ref)
    question_cases.answer(market, question_cases.asked(market, ref, agency="agency3"), "secret-answer")
    return AGENCIES


def question_merged(market: Market) -> set[str]:
    first, second = question_cases.two(market)
    with market.acting("drafter") as uow:
        questions.merge(uow, second, first)
    return {"agency2"}


def question_refused(market: Market) -> set[str]:
    ref = question_cases.asked(market)
    with market.acting("drafter") as uow:
        questions.refuse(uow, ref, "secret-reason")
    return {"agency1"}


def bid_doubted(market: Market) -> set[str]:
    doubting.asked(market)
    return {"agency1"}


def doubt_to_decide(market: Market) -> set[str]:
    doubting.answered(market)
    return {"approver"}


def doubt_overdue(market: Market) -> set[str]:
    doubting.undecided(market)
    deadlines.mark_overdue_doubts(market.house)
    return {"regulator"}


def own_doubt_overdue(market: Market) -> set[str]:
    doubt_overdue(market)
    return {"approver"}


def doubt_settled(market: Market) -> set[str]:
    doubting.excluded(market)
    return {"agency1"}


def objection_to_answer(market: Market) -> set[str]:
    objection_cases.filed(market)
    return {"approver"}


def award_objected_to(market: Market) -> set[str]:
    objection_cases.filed(market)
    return {"agency1"}


def objection_settled(market: Market) -> set[str]:
    objection_cases.dismissed(market)
    return {"agency2"}


def award_goes_on(market: Market) -> set[str]:
    objection_cases.withdrawn(market)
    return {"agency1"}


def award_withdrawn(market: Market) -> set[str]:
    objection_cases.upheld(market)
    return {"agency1"}


def objection_overdue(market: Market) -> set[str]:
    objection_cases.filed(market)
    market.clock.advance(days=10)
    deadlines.mark_overdue_objections(market.house)
    return {"regulator"}


def own_objection_overdue(market: Market) -> set[str]:
    objection_overdue(market)
    return {"approver"}


def objection_unanswered(market: Market) -> set[str]:
    objection_overdue(market)
    return {"agency2"}


def tender_closing(market: Market) -> set[str]:
    sealed(market)
    market.clock.advance(days=2)
    return {"agency3"}


def tender_cancelled(market: Market) -> set[str]:
    ref = sealed(market)
    with market.acting("approver") as uow:
        tenders.cancel(uow, ref, "No longer needed")
    return AGENCIES


def own_tender_cancelled(market: Market) -> set[str]:
    tender_cancelled(market)
    return {"drafter"}


def tender_to_open(market: Market) -> set[str]:
    market.closed(dict(PRICES))
    return set(KEY_HOLDERS)


def prices_to_open(market: Market) -> set[str]:
    panel.agreed(market, panel.opened(market))
    return set(KEY_HOLDERS)


def technical_excluded(market: Market) -> set[str]:
    tender = market.closed(dict(PRICES), proposal="p", **panel.TERMS)
    market.spoil("agency3", tender)
    market.open_bids(tender)
    return {"agency3"}


def technical_to_evaluate(market: Market) -> set[str]:
    panel.opened(market)
    return set(panel.EVALUATORS)


def sheets_complete(market: Market) -> set[str]:
    panel.scored(market, panel.opened(market))
    return set(panel.EVALUATORS)


def evaluator_released(market: Market) -> set[str]:
    tender, late = panel.kept_waiting(market)
    with market.acting("approver") as uow:
        evaluation.release(uow, tender, late, "secret-reason")
    return {"evaluator4"}


def evaluator_stood_aside(market: Market) -> set[str]:
    tender = panel.opened(market)
    panel.declare(market, tender, "evaluator1")
    with market.acting("evaluator1") as uow:
        evaluation.stand_aside(uow, tender, "secret-reason")
    return {"drafter", "approver"}


def evaluators_agreed(market: Market) -> set[str]:
    panel.agreed(market, panel.opened(market))
    return {"drafter", "approver"}


def key_wanted(market: Market) -> set[str]:
    ref = market.published(window_days=10)
    market.clock.at = market.deadline(ref) - timedelta(hours=20)
    rehearse(market.house)
    return set(KEY_HOLDERS)


def bid_excluded(market: Market) -> set[str]:
    one_broken_envelope(market)
    return {"agency3"}


def bids_opened(market: Market) -> set[str]:
    one_broken_envelope(market)
    return {"agency1", "agency2"}


def one_broken_envelope(market: Market, *more: str) -> str:
    """Agency 3's envelope is not the one that was received."""
    ref = market.closed(PRICES | dict.fromkeys(more, Money(92_000_00)))
    market.spoil("agency3", ref)
    market.open_bids(ref)
    return ref


def bids_to_evaluate(market: Market) -> set[str]:
    market.opened(dict(PRICES), proposal="p", method="proposal_merit", criteria=MERIT, price_weight=20)
    return {"evaluator1", "evaluator2", "evaluator3"}


def round_called(market: Market) -> set[str]:
    auctions.called(market)
    return AGENCIES


def quotes_wanted(market: Market) -> set[str]:
    auctions.to_be_quoted(market)
    return AGENCIES


def final_prices_wanted(market: Market) -> set[str]:
    finals.called(market)
    return {"agency2", "agency3"}


def reply_wanted(market: Market) -> set[str]:
    auctions.to_be_replied(market)
    return {"drafter", "approver"}


def round_paused(market: Market) -> set[str]:
    auctions.paused(market)
    return AGENCIES


def round_resumed(market: Market) -> set[str]:
    ref = auctions.paused(market)
    with market.acting("drafter") as uow:
        rounds.resume(uow, ref, uow.now + CALLED_BEFORE)
    return AGENCIES


def rounds_over(market: Market) -> set[str]:
    auctions.end_all(market, auctions.begun(market))
    return {"drafter", "approver"}


def rounds_over_doubted(market: Market) -> set[str]:
    finals.doubted(market)
    return {"drafter", "approver"}


def award_to_announce(market: Market) -> set[str]:
    ref = market.opened(dict(PRICES))
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    return {"approver"}


def tender_failed(market: Market) -> set[str]:
    market.closed({"agency1": LOWEST, "agency2": LOWEST})
    return {"agency1", "agency2"}


def own_tender_failed(market: Market) -> set[str]:
    market.closed({})
    return {"drafter", "approver"}


def bid_won(market: Market) -> set[str]:
    market.awarded()
    return {"agency1"}


def bid_lost(market: Market) -> set[str]:
    market.awarded()
    return {"agency2", "agency3"}


def confirmed(market: Market) -> str:
    _, award = market.awarded()
    market.clock.at = market.get(Award, award).publicity_until
    with market.acting("platform") as uow:
        awards.confirm(uow, award)
    return award


def award_confirmed(market: Market) -> set[str]:
    confirmed(market)
    return {"agency1"}


def contract_to_draw_up(market: Market) -> set[str]:
    confirmed(market)
    return {"drafter", "approver"}


def winner_dropped_out(market: Market) -> set[str]:
    with market.acting("agency1") as uow:
        unsigned.decline(uow, confirmed(market), "Our expert has left.")
    return {"drafter", "approver"}


def award_lapsed(market: Market) -> set[str]:
    with market.acting("approver") as uow:
        unsigned.lapse(uow, confirmed(market), Default.CANNOT_PERFORM, "It is insolvent.")
    return {"agency1"}


def award_revoked(market: Market) -> set[str]:
    tender, _ = market.awarded()
    with market.acting("approver") as uow:
        unsigned.revoke(uow, tender, "The project was dropped.")
    return {"agency1"}


def overdue(market: Market) -> None:
    award = confirmed(market)
    market.clock.at = market.get(Award, award).sign_by
    with market.acting("platform") as uow:
        awards.note_overdue(uow, award)


def award_overdue(market: Market) -> set[str]:
    overdue(market)
    return {"agency1"}


def own_award_overdue(market: Market) -> set[str]:
    overdue(market)
    return {"drafter", "approver"}


def drawn_up(market: Market) -> str:
    award = confirmed(market)
    with market.acting("drafter") as uow:
        return contracts.draw_up(uow, award, [Part("Report", LOWEST, 20)]).ref


def contract_to_sign(market: Market) -> set[str]:
    drawn_up(market)
    return {"agency1"}


def contract_to_countersign(market: Market) -> set[str]:
    ref = drawn_up(market)
    with market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, ref)
    return {"approver"}


def contract_in_force(market: Market) -> set[str]:
    market.signed()
    return {"agency1"}


def contract_concluded(market: Market) -> set[str]:
    market.signed()
    return {"drafter", "officer1", "officer2"}


def delivered(market: Market) -> str:
    [milestone] = market.milestones(market.signed())
    with market.acting("agency1") as uow:
        contracts.deliver(uow, milestone, market.document(), "secret-note")
    return milestone


def deliverable_to_accept(market: Market) -> set[str]:
    delivered(market)
    return {"drafter", "approver"}


def deliverable_returned(market: Market) -> set[str]:
    milestone = delivered(market)
    with market.acting("drafter") as uow:
        contracts.send_back(uow, milestone, "secret-reason")
    return {"agency1"}


def deliverable_accepted(market: Market) -> set[str]:
    market.accepted()
    return {"agency1"}


def late(market: Market) -> str:
    _, first, _ = afterwards.two_parts(market)
    afterwards.make_late(market, first)
    return first


def defect_claimed(market: Market) -> set[str]:
    _, milestones = afterwards.served(market)
    afterwards.claim(market, milestones[-1])
    return {"agency1"}


def defect_mended(market: Market) -> set[str]:
    _, milestones = afterwards.served(market)
    afterwards.claim(market, milestones[-1])
    afterwards.deliver(market, milestones[-1])
    afterwards.accept(market, milestones[-1])
    return {"agency1"}


def retention_released(market: Market) -> set[str]:
    _, milestones = afterwards.served(market)
    market.clock.at = afterwards.kept_until(market, milestones[-1])
    deadlines.release_retention(market.house)
    return {"agency1"}


def retention_due(market: Market) -> set[str]:
    retention_released(market)
    return {"officer1", "officer2"}


def deliverable_late_supplier(market: Market) -> set[str]:
    late(market)
    deadlines.note_late_milestones(market.house)
    return {"agency1"}


def deliverable_late_buyer(market: Market) -> set[str]:
    deliverable_late_supplier(market)
    return {"drafter", "approver"}


def delivery_demanded(market: Market) -> set[str]:
    afterwards.demand(market, late(market))
    return {"agency1"}


def contract_ended_supplier(market: Market) -> set[str]:
    afterwards.terminate(market, market.signed())
    return {"agency1"}


def contract_ended_buyer(market: Market) -> set[str]:
    contract_ended_supplier(market)
    return {"drafter", "approver", "officer1", "officer2"}


def payment_due(market: Market) -> set[str]:
    market.accepted()
    return {"officer1", "officer2"}


def payment_to_acknowledge(market: Market) -> set[str]:
    own_funds.enterprise(market)
    own_funds.recorded(market)
    return {"agency1"}


def payment_to_confirm(market: Market) -> set[str]:
    market.accepted()
    with market.acting("officer1") as uow:
        ref = payments.instruct(uow, milestone_of(market), "treasury").ref
        payments.record(uow, ref, "BANK-1", market.clock.at.date(), LOWEST)
    return {"officer2"}


def milestone_of(market: Market) -> str:
    with market.house.reading() as session:
        return session.scalars(select(Milestone.ref)).one()


def payment_made(market: Market) -> set[str]:
    market.paid()
    with market.house.reading() as session:
        assert session.scalars(select(Payment.settled_at)).one() is not None
    return {"agency1"}


def rated(market: Market) -> str:
    return market.rated(market.accepted()[0])


def rating_awaited_supplier(market: Market) -> set[str]:
    market.rated(market.accepted()[0], both=False)
    return {"agency1"}


def rating_awaited_buyer(market: Market) -> set[str]:
    contract, _ = market.accepted()
    with market.acting("agency1") as uow:
        ratings.rate_buyer(uow, contract, FIVE, "Clear")
    return {"drafter", "approver"}


def agencys(market: Market) -> str:
    rated(market)
    with market.house.reading() as session:
        return session.scalars(select(Rating.ref).where(Rating.by_supplier)).one()


def buyer_rating_received(market: Market) -> set[str]:
    agencys(market)
    return {"drafter", "approver"}


def buyer_rating_answered(market: Market) -> set[str]:
    ref = agencys(market)
    with market.acting("drafter") as uow:
        ratings.reply_of_buyer(uow, ref, "Thanks")
    return {"agency1"}


def rating_corrected_supplier(market: Market) -> set[str]:
    ref = rated(market)
    with market.acting("drafter") as uow:
        ratings.correct(uow, ref, Stars(4, 4, 4, 4, 4), "Less good")
    return {"agency1"}


def rating_corrected_buyer(market: Market) -> set[str]:
    ref = agencys(market)
    with market.acting("agency1") as uow:
        ratings.correct_of_buyer(uow, ref, Stars(4, 4, 4, 4, 4), "Less clear")
    return {"drafter", "approver"}


def rating_received(market: Market) -> set[str]:
    rated(market)
    return {"agency1"}


def rating_answered(market: Market) -> set[str]:
    ref = rated(market)
    with market.acting("agency1") as uow:
        ratings.reply(uow, ref, "Thanks")
    assert market.get(Rating, ref).reply
    return {"drafter", "approver"}


def supplement(market: Market) -> str:
    return afterwards.propose(market, market.signed(), afterwards.new_part(afterwards.TENTH))


def more_time(market: Market) -> str:
    [milestone] = market.milestones(market.signed())
    return afterwards.ask_for_time(market, milestone)


def refuse(market: Market, change: str) -> None:
    with market.acting("approver") as uow:
        changes.refuse(uow, change, "secret-reason")


def change_to_approve(market: Market) -> set[str]:
    supplement(market)
    return {"approver"}


def change_asked_of_buyer(market: Market) -> set[str]:
    more_time(market)
    return {"approver"}


def change_asked_of_supplier(market: Market) -> set[str]:
    afterwards.agree(market, supplement(market), "approver")
    return {"agency1"}


def change_agreed_supplier(market: Market) -> set[str]:
    afterwards.agree(market, more_time(market), "approver")
    return {"agency1"}


def change_agreed_buyer(market: Market) -> set[str]:
    afterwards.agree(market, supplement(market), "approver", "agency1")
    return {"drafter", "approver"}


def change_refused_supplier(market: Market) -> set[str]:
    refuse(market, more_time(market))
    return {"agency1"}


def change_refused_buyer(market: Market) -> set[str]:
    refuse(market, supplement(market))
    return {"drafter"}


def complaint_to_check(market: Market) -> set[str]:
    cases.filed_ref(market)
    return {"regulator"}


def statement_asked_of_buyer(market: Market) -> set[str]:
    cases.asked(market)
    return {"approver"}


def statement_asked_of_supplier(market: Market) -> set[str]:
    cases.agency_asked(market)
    return {"agency1"}


def complaint_published(market: Market) -> set[str]:
    ref = cases.decided(market)
    with market.acting("regulator") as uow:
        complaints.publish(uow, ref)
    return {"approver"}


SCENES: Mapping[str, Scene] = {
    play.__name__: play
    for play in (
        registration_to_check,
        registration_received,
        registration_passed,
        buyer_passed,
        buyer_returned,
        registration_returned,
        certificate_expires,
        certificate_expired,
        claim_open,
        claim_upheld,
        claim_rejected,
        code_disputed,
        code_lost,
        code_kept,
        code_left_alone,
        tender_to_approve,
        tender_returned,
        tender_to_publish,
        override_given,
        override_objected,
        bid_received,
        bid_invited_again,
        tender_changed,
        tender_closing,
        question_to_answer,
        question_answered,
        question_merged,
        question_refused,
        bid_doubted,
        doubt_to_decide,
        doubt_overdue,
        own_doubt_overdue,
        doubt_settled,
        objection_to_answer,
        award_objected_to,
        objection_settled,
        award_goes_on,
        award_withdrawn,
        objection_overdue,
        own_objection_overdue,
        objection_unanswered,
        tender_cancelled,
        own_tender_cancelled,
        tender_to_open,
        prices_to_open,
        technical_excluded,
        technical_to_evaluate,
        sheets_complete,
        evaluator_released,
        evaluator_stood_aside,
        evaluators_agreed,
        key_wanted,
        bid_excluded,
        bids_opened,
        bids_to_evaluate,
        round_called,
        quotes_wanted,
        final_prices_wanted,
        reply_wanted,
        round_paused,
        round_resumed,
        rounds_over,
        rounds_over_doubted,
        award_to_announce,
        tender_failed,
        own_tender_failed,
        bid_won,
        bid_lost,
        award_confirmed,
        contract_to_draw_up,
        winner_dropped_out,
        award_lapsed,
        award_revoked,
        award_overdue,
        own_award_overdue,
        contract_to_sign,
        contract_to_countersign,
        contract_in_force,
        contract_concluded,
        deliverable_to_accept,
        deliverable_returned,
        defect_claimed,
        defect_mended,
        retention_released,
        retention_due,
        deliverable_accepted,
        deliverable_late_supplier,
        deliverable_late_buyer,
        delivery_demanded,
        contract_ended_supplier,
        contract_ended_buyer,
        payment_due,
        payment_to_acknowledge,
        payment_to_confirm,
        payment_made,
        rating_awaited_supplier,
        rating_awaited_buyer,
        buyer_rating_received,
        buyer_rating_answered,
        rating_corrected_supplier,
        rating_corrected_buyer,
        rating_received,
        rating_answered,
        change_to_approve,
        change_asked_of_buyer,
        change_asked_of_supplier,
        change_agreed_supplier,
        change_agreed_buyer,
        change_refused_supplier,
        change_refused_buyer,
        complaint_to_check,
        statement_asked_of_buyer,
        statement_asked_of_supplier,
        complaint_published,
    )
}
