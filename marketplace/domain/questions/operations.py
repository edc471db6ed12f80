"""Asking, answering, putting to another question, refusing."""

from marketplace.domain.bids.sides import refuse_own_department
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.questions import queries, rules
from marketplace.domain.questions.events import QuestionAsked, QuestionMoved
from marketplace.domain.questions.models import Question, QuestionAsker
from marketplace.domain.questions.states import QUESTION
from marketplace.domain.tenders import holds
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TENDER, HoldKind, TenderState
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def ask(uow: UnitOfWork, tender_ref: str, agency_ref: str, text: str) -> Question:
    """Ask about a published notice, for everybody to read and in nobody's name.

    Raises Conflict after the cutoff and for too many questions, Invalid (field ``text``) for one that names its asker.
    """
    agency = uow.claim(Organisation, agency_ref, "question:ask")  # before the tender, as bids do
    tender = uow.claim(Tender, tender_ref, "tender:see")
    refuse_own_department(uow.session, tender, agency, uow.now)
    until = queries.asking_until(uow.session, tender)
    if until is None:
        raise Conflict(mark("Questions are taken while a tender is open for bids."))
    if uow.now >= until:
        raise Conflict(mark("Questions were taken until %(until)s.", until=until))
    if queries.number_of(uow.session, tender.id, agency.id) >= rules.MOST:
        raise Conflict(
            mark("Your agency has asked %(most)s questions about this tender; more are not taken.", most=rules.MOST)
        )
    names = (agency.name, agency.name_en, agency.credit_code or "", agency.contact_phone, agency.contact_email)
    question = uow.add(
        Question(
            ref=uow.new_ref("E"),
            tender_id=tender.id,
            state=QUESTION.initial,
            text=rules.asked(text, names),
            asked_at=uow.now,
        )
    )
    uow.add(QuestionAsker(question_id=question.id, organisation_id=agency.id))
    holds.place(uow, tender, HoldKind.CLOSING, question.ref)
    uow.record("question:ask", question, tender=tender.ref)
    uow.emit(QuestionAsked(question.ref, tender.ref))
    return question


def answer(uow: UnitOfWork, question_ref: str, text: str) -> Question:
    """Answer for everybody; where the deadline is near it moves, so that everybody has time to use the answer."""
    tender, question = _open(uow, question_ref)
    question.answer = rules.said(text, "answer")
    _advance(uow, tender, question, "answer")
    holds.give_time(uow, tender)
    return question


def refuse(uow: UnitOfWork, question_ref: str, reason: str) -> Question:
    """Do not answer what is off the topic, or would tell who bids; the reason is published."""
    tender, question = _open(uow, question_ref)
    question.answer = rules.said(reason, "reason")
    _advance(uow, tender, question, "refuse")
    return question


def merge(uow: UnitOfWork, question_ref: str, into_ref: str) -> Question:
    """Put a question to another one that asks the same; raises Invalid (field ``into``) where none comes of that one.

    The tender goes on waiting for the other one, where that is not answered.
    """
    tender, question = _open(uow, question_ref)
    possible = queries.mergeable(uow.session, question)
    into = next((each for each in possible if each.ref == into_ref), None)
    if into is None:
        raise Invalid(fields={"into": mark("Choose another question about this tender.")})
    question.merged_into_id = into.id
    _advance(uow, tender, question, "merge")
    return question


def _open(uow: UnitOfWork, question_ref: str) -> tuple[Tender, Question]:
    """Tender and question, locked in this order; Conflict once the tender takes no bids any more."""
    _, found = queries.see(uow.session, question_ref)
    tender = uow.lock(Tender, found.id)
    question = uow.claim(Question, question_ref, "question:answer")
    if tender.state is not TenderState.PUBLISHED:
        raise Conflict(TENDER.meanings[tender.state])
    holds.settle_deadline(uow, tender)
    if tender.deadline_at is None or uow.now >= tender.deadline_at:
        raise Conflict(mark("The deadline has passed; questions are no longer answered."))
    return tender, question


def _advance(uow: UnitOfWork, tender: Tender, question: Question, action: str) -> None:
    before = question.state
    question.state = QUESTION.after(before, action)
    question.answered_at, question.answered_by = uow.now, uow.actor.user_id
    holds.lift(uow, question.ref)
    uow.record(f"question:{action}", question, before=before, after=question.state)
    uow.emit(QuestionMoved(question.ref, tender.ref, question.state))
