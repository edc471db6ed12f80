"""Checks of who opens: registered keys and published policies, each against the journal."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.audit.journal_rows import ENROL, POLICY, Journal
from marketplace.domain.openers.models import Opener
from marketplace.domain.tenders.models import Tender, TenderPolicy
from marketplace.kernel.canonical import digest
from marketplace.kernel.database import each


def keys(session: Session, journal: Journal) -> Iterator[str]:
    """Every key is the one that was registered, and none is gone."""
    noted = {row.object_ref: row for row in journal.values() if row.action == ENROL}
    for number, opener in each(session, Opener, Opener.id):
        if opener is None:
            yield f"key with id {number} cannot be read"
            continue
        entry = noted.pop(opener.ref, None)
        if entry is None:
            yield f"key {opener.ref} was never registered: the journal does not know it"
        elif (entry.data.get("key"), entry.user_id) != (opener.public_key, opener.user_id):
            yield f"key {opener.ref} is not the one that journal entry {entry.seq} noted"
    for ref, entry in noted.items():
        yield f"key {ref} is gone: journal entry {entry.seq} says that it was registered"


def policies(session: Session, journal: Journal) -> Iterator[str]:
    """Every policy says what its digest says, and what was published."""
    refs = {row.id: row.ref for row in session.execute(select(Tender.id, Tender.ref))}
    noted = {(row.object_ref, row.data.get("version")): row for row in journal.values() if row.action == POLICY}
    fresh = select(TenderPolicy).order_by(TenderPolicy.tender_id, TenderPolicy.version)
    for policy in session.scalars(fresh.execution_options(populate_existing=True)):
        ref = refs.get(policy.tender_id, str(policy.tender_id))
        name = f"policy {policy.version} of {ref}"
        if digest(policy.document) != policy.sha256:
            yield f"{name} was changed: it has another hash than its row says"
        entry = noted.pop((ref, policy.version), None)
        if entry is None or entry.data.get("sha256") != policy.sha256:
            yield f"{name} is not what the journal noted"
    for (ref, version), entry in noted.items():
        yield f"policy {version} of {ref} is gone: journal entry {entry.seq} says that it was published"
