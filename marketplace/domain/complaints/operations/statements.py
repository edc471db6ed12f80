"""What the respondent does."""

from collections.abc import Sequence

from marketplace.domain.complaints import rules
from marketplace.domain.complaints.models import Complaint
from marketplace.domain.complaints.operations.steps import advance, attach, write
from marketplace.domain.complaints.states import EntryKind
from marketplace.domain.documents.intake import StoredFile
from marketplace.kernel.unit_of_work import UnitOfWork


def state(uow: UnitOfWork, ref: str, text: str, files: Sequence[StoredFile]) -> Complaint:
    """Answer the officer's question; also late, as long as nothing is decided."""
    complaint = uow.claim(Complaint, ref, "complaint:state")
    words = rules.said(text, "text")
    advance(uow, complaint, "state", complaint.decide_by)
    entry = write(uow, complaint, EntryKind.STATEMENT, words)
    attach(uow, complaint, files, entry, is_respondents=True)
    return complaint
