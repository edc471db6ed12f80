"""The regulator's desk, the respondent, the decision and the public."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from marketplace.domain.complaints import operations as complaints
from marketplace.domain.complaints import queries
from marketplace.domain.complaints.models import Complaint
from marketplace.domain.complaints.operations import Finding
from marketplace.domain.complaints.states import ComplaintState, EntryKind, Outcome, SubjectKind
from marketplace.domain.organisations import operations as organisations
from marketplace.kernel.actor import ANYONE, PLATFORM, Role
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from tests.domain.complaints.cases import (
    CONTACT,
    FOUND,
    SOURCE,
    agency_asked,
    asked,
    decided,
    filed,
    filed_ref,
    heard,
    stored,
    taken,
)
from tests.domain.market import Market

UNFOUNDED = Finding(Outcome.UNFOUNDED, "Nothing of the kind is asked.", "The words mean something else.", ())


def second_regulator(market: Market, *seats: tuple[str, Role]) -> None:
    user = market.person("regulator2")
    for organisation, role in (("regulator", Role.REGULATOR), *seats):
        with market.house.writing(PLATFORM) as uow:
            organisations.add_member(uow, market.refs[organisation], user, role)


def test_the_respondent_reads_the_question_and_never_the_filers_words(market: Market) -> None:
    made = filed(market, "", stored(1))
    ref = made.complaint.ref
    with market.acting("regulator") as uow:
        complaints.ask_supplement(uow, ref, "Which clause?")
    with market.house.writing(ANYONE) as uow:
        complaints.supplement(uow, ref, made.code, "canary-supplement", [stored(2)], SOURCE)
    with market.acting("regulator") as uow:
        complaints.take(uow, ref)
    with market.house.reading() as session, pytest.raises(NotFound):
        queries.heard(session, market.actor("approver"), ref, buys=True)
    with market.acting("regulator") as uow:
        complaints.ask_statement(uow, ref, "Why a branch?")
    with market.house.reading() as session:
        case = queries.heard(session, market.actor("approver"), ref, buys=True)
        assert [entry.text for entry in case.entries] == ["Why a branch?"]
        assert case.files == []
        rows, total = queries.heard_page(session, market.actor("drafter"), buys=True)
        assert ([row.Complaint.ref for row in rows], total) == ([ref], 1)
        for stranger in ("other_approver", "agency1"):
            with pytest.raises(NotFound):
                queries.heard(session, market.actor(stranger), ref, buys=stranger != "agency1")
        for reader in ("approver", "operator", "agency1"):
            with pytest.raises((NotFound, NotPermitted)):
                queries.examined(session, market.actor(reader), ref)


def test_only_a_regulator_reads_the_contact(market: Market) -> None:
    ref = filed_ref(market)
    with market.house.reading() as session:
        _, contact = queries.examined(session, market.actor("regulator"), ref)
        assert contact is not None
        assert (contact.name, contact.phone, contact.email) == (CONTACT.name, CONTACT.phone, CONTACT.email)
        with pytest.raises(NotFound):
            queries.examined(session, ANYONE, ref)
        with pytest.raises(NotFound):
            queries.examined(session, market.actor("regulator"), "J-22222222")


def test_an_agency_answers_in_its_own_name_with_a_file(market: Market) -> None:
    ref = agency_asked(market)
    with pytest.raises(NotFound), market.acting("agency2") as uow:
        complaints.state(uow, ref, "We did not.", [])
    with market.acting("agency1") as uow:
        complaints.state(uow, ref, "We did not.", [stored(3)])
    answered = market.get(Complaint, ref)
    assert (answered.state, answered.due_at) == (ComplaintState.TAKEN, answered.decide_by)
    with market.house.reading() as session:
        case, _ = queries.examined(session, market.actor("regulator"), ref)
        own = queries.heard(session, market.actor("agency1"), ref, buys=False)
    assert case.files_of(case.entries[-1])[0].is_respondents
    assert queries.file_of(own, case.files[0].ref).filename == "evidence3.pdf"
    with pytest.raises(NotFound):
        queries.file_of(own, "D-22222222")


def test_nobody_judges_a_case_against_an_organisation_of_theirs(market: Market) -> None:
    ref = heard(market)
    second_regulator(market, ("department", Role.EVALUATOR))
    for act in (
        lambda uow: complaints.take(uow, ref),
        lambda uow: complaints.decide(uow, ref, UNFOUNDED),
        lambda uow: complaints.not_accept(uow, ref, "No"),
    ):
        with pytest.raises(NotPermitted), market.acting("regulator2") as uow:
            act(uow)
    with market.house.reading() as session:
        with pytest.raises(NotPermitted):
            queries.examined(session, market.actor("regulator2"), ref)
        assert queries.desk(session, market.actor("regulator2"), None, 1)[1] == 0
        assert queries.desk(session, market.actor("regulator"), None, 1)[1] == 1
        assert queries.desk(session, market.actor("regulator"), ComplaintState.DECIDED, 1)[1] == 0
    with market.house.writing(PLATFORM) as uow:
        organisations.add_member(uow, market.refs["department"], market.users["regulator"], Role.DRAFTER)
    with pytest.raises(NotPermitted), market.acting("regulator") as uow:
        complaints.decide(uow, ref, FOUND)


def test_the_officer_decides_and_a_colleague_may_take_over(market: Market) -> None:
    ref = heard(market)
    second_regulator(market)
    for act in (
        lambda uow: complaints.decide(uow, ref, FOUND),
        lambda uow: complaints.transfer(uow, ref, "To the province"),
        lambda uow: complaints.ask_statement(uow, ref, "Again"),
    ):
        with pytest.raises(NotPermitted), market.acting("regulator2") as uow:
            act(uow)
    before = market.get(Complaint, ref).due_at
    with market.acting("regulator2") as uow:
        complaints.take(uow, ref)
        complaints.decide(uow, ref, FOUND)
    assert before is not None
    assert market.get(Complaint, ref).state is ComplaintState.DECIDED


def test_a_colleague_takes_over_whatever_the_case_waits_for(market: Market) -> None:
    waiting, done = asked(market), decided(market)
    second_regulator(market)
    due_at = market.get(Complaint, waiting).due_at
    with market.acting("regulator2") as uow:
        complaints.take(uow, waiting)
    taken_over = market.get(Complaint, waiting)
    assert (taken_over.state, taken_over.due_at) == (ComplaintState.STATEMENT_ASKED, due_at), "their time runs on"
    with market.acting("regulator2") as uow:
        complaints.take(uow, done)
        complaints.publish(uow, done)
    assert market.get(Complaint, done).state is ComplaintState.PUBLISHED


def test_nobody_is_found_at_fault_unheard(market: Market) -> None:
    ref = taken(market)
    with pytest.raises(Conflict, match="unheard"), market.acting("regulator") as uow:
        complaints.decide(uow, ref, FOUND)
    with market.acting("regulator") as uow:
        complaints.decide(uow, ref, UNFOUNDED)


def test_a_silent_respondent_does_not_hold_the_case_up(market: Market) -> None:
    ref = asked(market)
    due = market.get(Complaint, ref).due_at
    assert due is not None
    market.clock.at = due - timedelta(seconds=1)
    with pytest.raises(Conflict, match="still has time"), market.acting("regulator") as uow:
        complaints.decide(uow, ref, FOUND)
    market.clock.at = due
    with market.acting("regulator") as uow:
        complaints.decide(uow, ref, FOUND)


@pytest.mark.parametrize(
    ("finding", "field"),
    [
        (Finding(Outcome.FOUNDED, "", "b", ("AML-42",), "c"), "facts"),
        (Finding(Outcome.FOUNDED, "a", " ", ("AML-42",), "c"), "reasoning"),
        (Finding(Outcome.FOUNDED, "a", "b", (), "c"), "articles"),
        (Finding(Outcome.FOUNDED, "a", "b", ("AML-42",)), "measures"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_decision_says_why(market: Market, finding: Finding, field: str) -> None:
    ref = heard(market)
    with pytest.raises(Invalid) as refusal, market.acting("regulator") as uow:
        complaints.decide(uow, ref, finding)
    assert list(refusal.value.fields) == [field]


def test_the_issuer_of_a_policy_is_asked_elsewhere(market: Market) -> None:
    ref = filed(market, "-", kind=SubjectKind.POLICY, policy_title="A", policy_issuer="B").complaint.ref
    with market.acting("regulator") as uow:
        complaints.take(uow, ref)
    with pytest.raises(Conflict), market.acting("regulator") as uow:
        complaints.ask_statement(uow, ref, "Why?")
    with market.acting("regulator") as uow:
        complaints.decide(uow, ref, FOUND)
        complaints.publish(uow, ref)
    with market.house.reading() as session:
        assert queries.published(session, ref).ComplaintDecision.outcome is Outcome.FOUNDED


def test_only_what_is_published_is_public_and_the_filer_is_not_in_it(market: Market) -> None:
    ref = decided(market)
    complaint = market.get(Complaint, ref)
    about = {"tender_id": complaint.tender_id}, {"respondent_id": complaint.respondent_id}
    with market.house.reading() as session:
        assert queries.newest_published(session, 1) == ([], 0)
        assert all(not queries.published_of(session, **one) for one in about)
        with pytest.raises(NotFound):
            queries.published(session, ref)
    with market.acting("regulator") as uow:
        complaints.publish(uow, ref)
    with market.house.reading() as session:
        row = queries.published(session, ref)
        assert all(len(queries.published_of(session, **one)) == 1 for one in about)
        [listed], total = queries.newest_published(session, 1)
        assert (listed.Complaint.state, total) == (ComplaintState.PUBLISHED, 1)
    said = row.ComplaintPublication.facts
    assert CONTACT.name not in said
    assert CONTACT.phone not in said
    assert said.startswith("The notice asks for a local branch.")


def test_a_decision_may_be_kept_back_with_a_reason_and_published_later(market: Market) -> None:
    made = filed(market)
    ref = made.complaint.ref
    with market.acting("regulator") as uow:
        complaints.take(uow, ref)
        complaints.decide(uow, ref, UNFOUNDED)
    with pytest.raises(Invalid), market.acting("regulator") as uow:
        complaints.withhold(uow, ref, " ")
    with market.acting("regulator") as uow:
        complaints.withhold(uow, ref, "It names a trade secret.")
    with market.house.reading() as session:
        case, _ = queries.examined(session, market.actor("regulator"), ref)
        assert case.entries[-1].kind is EntryKind.WITHHELD
        assert queries.followed(session, ref, made.code).entries == []
    with market.acting("regulator") as uow:
        complaints.publish(uow, ref)
    with pytest.raises(Conflict), market.acting("regulator") as uow:
        complaints.publish(uow, ref)


@pytest.mark.parametrize(
    ("send_away", "state"),
    [(complaints.not_accept, ComplaintState.NOT_ACCEPTED), (complaints.transfer, ComplaintState.TRANSFERRED)],
)
def test_a_complaint_is_sent_away_with_a_reason_the_filer_reads(
    market: Market, send_away: Callable[..., Complaint], state: ComplaintState
) -> None:
    made = filed(market)
    with pytest.raises(Invalid), market.acting("regulator") as uow:
        send_away(uow, made.complaint.ref, "")
    with market.acting("regulator") as uow:
        send_away(uow, made.complaint.ref, "The province decides on this.")
    with market.house.reading() as session:
        case = queries.followed(session, made.complaint.ref, made.code)
    assert case.complaint.state is state
    assert case.complaint.due_at is None
    assert case.entries[0].text == "The province decides on this."
