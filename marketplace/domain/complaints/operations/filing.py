"""What the filer does, who has no account: the number and the code are the only key."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from marketplace.domain.accounts import operations as accounts
from marketplace.domain.accounts.rules import Limit
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.complaints import rules
from marketplace.domain.complaints.events import ComplaintFiled
from marketplace.domain.complaints.models import Complaint, ComplaintContact
from marketplace.domain.complaints.operations.steps import advance, attach, working_days, write
from marketplace.domain.complaints.queries import NO_HASH, NO_SUCH, subject
from marketplace.domain.complaints.rules import Submission
from marketplace.domain.complaints.states import COMPLAINT, EntryKind, SubjectKind
from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.errors import Conflict, Invalid, NotFound
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork

NAMELESS = {
    SubjectKind.TENDER: ("tender", mark("There is no published tender with this number.")),
    SubjectKind.CLAUSE: ("tender", mark("There is no published tender with this number.")),
    SubjectKind.DEPARTMENT: ("department", mark("Choose the department.")),
    SubjectKind.AGENCY: ("agency", mark("There is no active provider with this credit code.")),
}


@dataclass(frozen=True, slots=True)
class Filed:
    """The number, and the code that is shown this once."""

    complaint: Complaint
    code: str


def file(uow: UnitOfWork, typed: Submission, files: Sequence[StoredFile], source: str) -> Filed:
    """Receive a complaint from anyone. `source` is the network address; only its hash is kept, for a day.

    Raises Invalid for what is missing and Conflict when too many came from there.
    """
    uow.require("complaint:file", None)
    submission = rules.checked(typed, day_of(uow.now))
    tender = respondent = None
    if submission.kind is not SubjectKind.POLICY:
        tender, respondent = subject(uow.session, submission.kind, submission.about.strip().upper())
        if respondent is None:
            name, text = NAMELESS[submission.kind]
            raise Invalid(fields={name: text})
    _count(uow, rules.FILING, source)
    ref = uow.new_ref("J")
    code = rules.code_of(uow.entropy.token(rules.CODE_BYTES))
    complaint = uow.add(
        Complaint(
            ref=ref,
            code_hash=rules.code_hash(ref, code),
            state=COMPLAINT.initial,
            kind=submission.kind,
            tender_id=tender.id if tender else None,
            respondent_id=respondent.id if respondent else None,
            respondent_buys=respondent is not None and respondent.kind is not OrganisationKind.AGENCY,
            clause=submission.clause,
            policy_title=rules.masked(submission.policy_title, submission.contact),
            policy_number=rules.masked(submission.policy_number, submission.contact),
            policy_issuer=rules.masked(submission.policy_issuer, submission.contact),
            policy_link=submission.policy_link,
            articles=list(submission.articles),
            facts=submission.facts,
            reasons=submission.reasons,
            since=submission.since,
            reported_elsewhere=submission.reported_elsewhere,
            elsewhere=submission.elsewhere,
            anonymity=submission.anonymity,
            filed_at=uow.now,
            complete_at=uow.now,
            due_at=working_days(uow.session, uow.now, rules.CHECK_WITHIN),
        )
    )
    contact = submission.contact
    if not contact.is_empty:
        uow.add(
            ComplaintContact(complaint_id=complaint.id, name=contact.name, phone=contact.phone, email=contact.email)
        )
    attach(uow, complaint, files, None, is_respondents=False)
    uow.record("complaint:file", complaint, kind=complaint.kind, articles=complaint.articles)
    uow.emit(ComplaintFiled(complaint.ref))
    return Filed(complaint, code)


def supplement(uow: UnitOfWork, ref: str, code: str, text: str, files: Sequence[StoredFile], source: str) -> Complaint:
    """Add what the regulator asked for; the time to check and the time to decide begin anew."""
    complaint = _own(uow, ref, code)
    words = rules.said(text, "text")
    _count(uow, rules.SUPPLEMENTS, source)
    advance(uow, complaint, "supplement", working_days(uow.session, uow.now, rules.CHECK_WITHIN))
    complaint.complete_at = uow.now
    entry = write(uow, complaint, EntryKind.SUPPLEMENT, words)
    attach(uow, complaint, files, entry, is_respondents=False)
    return complaint


def withdraw(uow: UnitOfWork, ref: str, code: str) -> Complaint:
    """Take the complaint back; it stays on file and nothing follows."""
    complaint = _own(uow, ref, code)
    advance(uow, complaint, "withdraw", None)
    return complaint


def _own(uow: UnitOfWork, ref: str, code: str) -> Complaint:
    ref = ref.strip().upper()
    kept = uow.session.scalar(select(Complaint.code_hash).where(Complaint.ref == ref))
    if not rules.fits(ref, code, kept or NO_HASH) or kept is None:
        raise NotFound(NO_SUCH)
    return uow.claim(Complaint, ref, "complaint:follow")


def _count(uow: UnitOfWork, limit: Limit, source: str) -> None:
    if accounts.begin_attempt(uow, [(limit, source)]).pause is not None:
        raise Conflict(TOO_MANY)


TOO_MANY: Text = mark("Too many complaints came from your network within a day. Nothing was kept; try again tomorrow.")
