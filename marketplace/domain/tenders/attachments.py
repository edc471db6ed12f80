"""The files of a notice: read with it, made public with it, carried to the tender that is issued in its place."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.documents import operations as documents
from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.documents.models import Document
from marketplace.domain.tenders.models import Tender, TenderAttachment
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

MAX_ATTACHMENTS = 10
"""Files of one notice [own default]."""


def of_tender(session: Session, tender_id: int) -> Sequence[Document]:
    """In the order in which they were put in; whoever may know of the tender may know of them."""
    return session.scalars(
        select(Document)
        .join(TenderAttachment, TenderAttachment.document_id == Document.id)
        .where(TenderAttachment.tender_id == tender_id)
        .order_by(TenderAttachment.added_at, Document.id),
    ).all()


def add(uow: UnitOfWork, tender: Tender, stored: StoredFile) -> Document:
    """Put a file that was checked and stored into a claimed tender; raises Conflict when it has as many as it may."""
    if len(of_tender(uow.session, tender.id)) >= MAX_ATTACHMENTS:
        raise Conflict(mark("A tender has at most %(most)s files.", most=MAX_ATTACHMENTS))
    document = documents.register(uow, stored, organisation_id=tender.buyer_id)
    uow.add(TenderAttachment(tender_id=tender.id, document_id=document.id, added_at=uow.now))
    uow.record("tender:attach", tender, document=document.ref, sha256=document.sha256)
    return document


def remove(uow: UnitOfWork, tender: Tender, document_ref: str) -> None:
    """Take a file out of a claimed tender; what was published can still be read. Raises NotFound for any other."""
    attached = uow.session.scalars(
        select(TenderAttachment)
        .join(Document, Document.id == TenderAttachment.document_id)
        .where(TenderAttachment.tender_id == tender.id, Document.ref == document_ref),
    ).first()
    if attached is None:
        raise NotFound
    uow.session.delete(attached)
    uow.flush()
    uow.record("tender:detach", tender, document=document_ref)


def publish(uow: UnitOfWork, tender: Tender) -> None:
    """From now on everybody reads them: no bidder knows more than another (招标投标法实施条例 Art 32(1))."""
    for document in of_tender(uow.session, tender.id):
        document.is_public = True


def carry(uow: UnitOfWork, before: Tender, after: Tender) -> None:
    """The same files for a tender that is issued again."""
    uow.session.add_all(
        TenderAttachment(tender_id=after.id, document_id=document.id, added_at=uow.now)
        for document in of_tender(uow.session, before.id)
    )
