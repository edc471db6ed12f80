"""The regulator's desk: check, take up, ask, send away. Nobody acts on a case against an organisation of theirs."""

from marketplace.domain.calendar import queries as calendars
from marketplace.domain.complaints import rules
from marketplace.domain.complaints.events import StatementAsked
from marketplace.domain.complaints.models import Complaint
from marketplace.domain.complaints.operations.steps import advance, working_days, write
from marketplace.domain.complaints.states import COMPLAINT, ComplaintState, EntryKind
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def take(uow: UnitOfWork, ref: str) -> Complaint:
    """Become the officer of the case, or take it over from a colleague; the clock of a case in hand runs on."""
    complaint = uow.claim(Complaint, ref, "complaint:check")
    if complaint.decide_by is None:
        calendar = calendars.around(uow.session, complaint.complete_at)
        complaint.decide_by = calendar.add_calendar_days(complaint.complete_at, rules.DECIDE_WITHIN)
    complaint.officer_id = uow.actor.user_id
    is_begun = COMPLAINT.after(complaint.state, "take") is ComplaintState.TAKEN
    advance(uow, complaint, "take", complaint.decide_by if is_begun else complaint.due_at)
    return complaint


def ask_supplement(uow: UnitOfWork, ref: str, text: str) -> Complaint:
    """Ask the filer for what is missing."""
    complaint = uow.claim(Complaint, ref, "complaint:check")
    words = rules.said(text, "text")
    due_at = working_days(uow.session, uow.now, rules.SUPPLEMENT_WITHIN)
    advance(uow, complaint, "ask_supplement", due_at)
    write(uow, complaint, EntryKind.SUPPLEMENT_REQUEST, words, due_at)
    return complaint


def not_accept(uow: UnitOfWork, ref: str, reason: str) -> Complaint:
    """Do not take it up, or drop it, with a reason that the filer reads."""
    return _send_away(uow, ref, "not_accept", EntryKind.NOT_ACCEPTED, reason)


def transfer(uow: UnitOfWork, ref: str, reason: str) -> Complaint:
    """Pass it on to another body; the reason says which one and why."""
    return _send_away(uow, ref, "transfer", EntryKind.TRANSFERRED, reason)


def ask_statement(uow: UnitOfWork, ref: str, question: str) -> Complaint:
    """Ask the respondent, who reads this question and nothing that the filer wrote (反垄断法 Art 46, 51)."""
    complaint = uow.claim(Complaint, ref, "complaint:decide")
    words = rules.said(question, "text")
    if complaint.respondent_id is None:
        raise Conflict(mark("The issuer is not on this platform; ask it in writing."))
    due_at = working_days(uow.session, uow.now, rules.STATEMENT_WITHIN)
    advance(uow, complaint, "ask_statement", due_at)
    complaint.statement_asked_at = complaint.statement_asked_at or uow.now
    write(uow, complaint, EntryKind.STATEMENT_REQUEST, words, due_at)
    uow.emit(StatementAsked(complaint.ref))
    return complaint


def _send_away(uow: UnitOfWork, ref: str, action: str, kind: EntryKind, reason: str) -> Complaint:
    complaint = uow.claim(Complaint, ref, "complaint:check")
    if complaint.officer_id is not None:
        uow.require("complaint:decide", complaint)
    words = rules.said(reason, "text")
    advance(uow, complaint, action, None)
    write(uow, complaint, kind, words)
    return complaint
