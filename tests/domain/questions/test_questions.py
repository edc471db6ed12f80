"""Questions: public and in nobody's name, answered to all, and the tender waits for the answer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.domain.audit import queries as audit
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.questions import operations as questions
from marketplace.domain.questions import queries, rules
from marketplace.domain.questions.models import Question
from marketplace.domain.questions.states import QuestionState
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders import policies
from marketplace.domain.tenders.models import Tender, TenderAmendment
from marketplace.domain.tenders.operations import Amendment
from marketplace.domain.tenders.rules import MAX_HOLDS
from marketplace.domain.tenders.states import TenderState
from marketplace.jobs import deadlines
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.journal import JournalEntry
from tests.domain.market import LOWEST, PRICES, Market
from tests.domain.questions.cases import answer, asked, two

DAY = timedelta(days=1)


def tender_of(market: Market, question: str) -> Tender:
    with market.house.reading() as session:
        return queries.see(session, question)[1]


def close_at_the_deadline(market: Market, tender: str) -> Tender:
    market.clock.at = market.deadline(tender)
    deadlines.close_tenders(market.house)
    return market.get(Tender, tender)


def test_an_answered_question_leaves_the_deadline_and_the_closing_alone(market: Market) -> None:
    question = asked(market)
    tender = tender_of(market, question)
    answer(market, question)
    assert market.get(Question, question).state is QuestionState.ANSWERED
    assert market.get(Tender, tender.ref).deadline_at == tender.deadline_at
    assert close_at_the_deadline(market, tender.ref).state is TenderState.FAILED  # nobody bid, as ever


def test_nobody_but_the_asker_learns_who_asked(market: Market) -> None:
    question = asked(market)
    tender = tender_of(market, question)
    with market.house.reading() as session:
        key = session.scalars(select(Question.id)).one()
        assert queries.own(session, market.actor("agency1"), tender.id) == {key}
        for name in ("agency2", "drafter", "approver", "regulator", "operator"):
            assert queries.own(session, market.actor(name), tender.id) == set()
        kept = session.scalars(select(JournalEntry).where(JournalEntry.action == "question:ask")).one()
        assert kept.user_id == market.users["agency1"]  # for a court; no page shows it
        assert "agency" not in kept.data
        for name in ("regulator", "operator"):
            reader = market.actor(name)
            assert all(row.user_id != kept.user_id for row in audit.entries(session, reader, object_ref=question))
            assert all(row.seq != kept.seq for row in audit.entries(session, reader, action="question:ask"))
            assert "question:ask" not in audit.actions(session, reader)
    columns = set(Question.__table__.c.keys())
    assert not columns & {"organisation_id", "asked_by", "user_id"}


@pytest.mark.parametrize("field", ["name", "name_en", "credit_code", "contact_phone"])
def test_a_question_that_names_its_asker_is_not_taken(market: Market, field: str) -> None:
    tender = market.published()
    told = getattr(market.get(Organisation, market.refs["agency1"]), field)
    with pytest.raises(Invalid) as refused:
        asked(market, tender, f"We are {told}. May we ask?")
    assert set(refused.value.fields) == {"text"}


def test_questions_end_a_working_day_before_the_deadline(market: Market) -> None:
    tender = market.published()
    market.clock.at = market.deadline(tender) - DAY - timedelta(seconds=1)
    asked(market, tender)
    market.clock.at = market.deadline(tender) - DAY
    with pytest.raises(Conflict):
        asked(market, tender)


def test_a_closing_waits_for_the_answer_and_bids_stay_valid(market: Market) -> None:
    question = asked(market)
    ref = tender_of(market, question).ref
    for agency, price in PRICES.items():
        market.bid(agency, ref, price)
    before = market.deadline(ref)
    tender = close_at_the_deadline(market, ref)
    assert tender.state is TenderState.PUBLISHED
    assert tender.deadline_at == before + DAY  # Thursday to Friday
    with market.house.reading() as session:
        amendment = session.scalars(select(TenderAmendment)).one()
        assert question in str(amendment.words)
        policy = policies.current(session, tender.id)
    assert policy is not None
    assert policy.deadline == tender.deadline_at
    answer(market, question)
    moved = market.deadline(ref)
    assert close_at_the_deadline(market, ref).state is TenderState.CLOSED
    assert moved == before + DAY
    opened = market.open_bids(ref)
    assert {bid.state for bid in opened} == {BidState.VALID}
    assert len(opened) == len(PRICES)


def test_an_envelope_sealed_before_the_deadline_moved_is_taken_after_it(market: Market) -> None:
    question = asked(market)
    ref = tender_of(market, question).ref
    written, other = market.sealed("agency1", ref), market.sealed("agency2", ref)
    close_at_the_deadline(market, ref)
    close_at_the_deadline(market, ref)
    with market.acting("agency1") as uow:
        market.submit(uow, "agency1", ref, written)
    with market.house.reading() as session:
        version = market.get(Tender, ref).version
        assert len(policies.of_tender(session, market.get(Tender, ref).id)) == 3
    with market.acting("approver") as uow:
        tenders.amend(uow, ref, "More", version, Amendment("Assess thirteen files.", "", 20))
    with pytest.raises(Conflict), market.acting("agency2") as uow:
        market.submit(uow, "agency2", ref, other)


def test_a_late_bidder_finds_the_deadline_moved(market: Market) -> None:
    question = asked(market)
    ref = tender_of(market, question).ref
    market.clock.at = market.deadline(ref) + timedelta(minutes=1)
    market.bid("agency2", ref, LOWEST)
    with market.house.reading() as session:
        assert session.scalars(select(Bid)).one().received_at == market.clock.at


def test_silence_fails_the_tender_after_so_many_moves_and_opens_no_bid(market: Market) -> None:
    question = asked(market)
    ref = tender_of(market, question).ref
    for agency, price in PRICES.items():
        market.bid(agency, ref, price)
    for _ in range(MAX_HOLDS):
        assert close_at_the_deadline(market, ref).state is TenderState.PUBLISHED
    tender = close_at_the_deadline(market, ref)
    assert tender.state is TenderState.FAILED
    assert tender.opened_at is None
    assert question in str(tender.ended_because)
    with pytest.raises(Conflict):
        answer(market, question)


def test_an_answer_shortly_before_the_deadline_gives_everybody_a_working_day(market: Market) -> None:
    question = asked(market)
    ref = tender_of(market, question).ref
    before = market.deadline(ref)
    market.clock.at = before - timedelta(hours=2)
    answer(market, question)
    assert market.deadline(ref) == before + DAY
    assert close_at_the_deadline(market, ref).state is not TenderState.PUBLISHED


def test_an_answer_after_the_deadline_that_nobody_looked_at_still_comes_in_time(market: Market) -> None:
    question = asked(market)
    ref = tender_of(market, question).ref
    market.clock.at = market.deadline(ref) + timedelta(minutes=5)
    answer(market, question)
    assert market.deadline(ref) > market.clock.at
    assert market.get(Tender, ref).state is TenderState.PUBLISHED


def test_a_moved_deadline_opens_no_new_time_for_questions(market: Market) -> None:
    question = asked(market)
    ref = tender_of(market, question).ref
    close_at_the_deadline(market, ref)
    with pytest.raises(Conflict):
        asked(market, ref, agency="agency2")


def test_a_merged_question_waits_with_the_other_one(market: Market) -> None:
    first, second = two(market)
    ref = tender_of(market, first).ref
    with pytest.raises(Invalid), market.acting("approver") as uow:
        questions.merge(uow, second, second)
    with market.acting("approver") as uow:
        questions.merge(uow, second, first)
    with market.house.reading() as session:
        assert not queries.mergeable(session, market.get(Question, first))
    assert close_at_the_deadline(market, ref).state is TenderState.PUBLISHED
    answer(market, first)
    with pytest.raises(Conflict):
        answer(market, second)
    assert close_at_the_deadline(market, ref).state is not TenderState.PUBLISHED


def test_a_refused_question_holds_nothing(market: Market) -> None:
    question = asked(market)
    ref = tender_of(market, question).ref
    with pytest.raises(Invalid) as empty, market.acting("drafter") as uow:
        questions.refuse(uow, question, " ")
    assert set(empty.value.fields) == {"reason"}
    market.clock.at = market.deadline(ref) - timedelta(hours=1)
    with market.acting("drafter") as uow:
        questions.refuse(uow, question, "Off topic.")
    assert close_at_the_deadline(market, ref).state is not TenderState.PUBLISHED


def test_one_agency_asks_so_often_and_no_more(market: Market) -> None:
    tender = market.published()
    for number in range(rules.MOST):
        asked(market, tender, f"Question {number}?")
    with pytest.raises(Conflict):
        asked(market, tender, "One more?")
    asked(market, tender, agency="agency2")


def test_drafts_and_closed_tenders_take_no_questions(market: Market) -> None:
    draft = market.draft()
    with pytest.raises(NotFound):
        asked(market, draft)
    with pytest.raises(Conflict):
        asked(market, market.closed(dict(PRICES)))


def test_nobody_asks_the_own_department(market: Market) -> None:
    tender = market.published()
    with market.acting("platform") as uow:
        organisations.add_member(uow, market.refs["agency1"], market.users["drafter"], Role.AGENCY_MEMBER)
    with pytest.raises(NotPermitted):
        asked(market, tender)


def test_the_cancelled_tender_answers_nobody(market: Market) -> None:
    question = asked(market)
    ref = tender_of(market, question).ref
    with market.acting("approver") as uow:
        tenders.cancel(uow, ref, "No need")
    with pytest.raises(Conflict):
        answer(market, question)
    with market.house.reading() as session:
        assert not queries.waiting(session, [market.organisation_id("department")])
        assert queries.asking_until(session, market.get(Tender, ref)) is None
