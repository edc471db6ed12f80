"""The files of a notice: read with it, made public with it, carried to the tender that is issued in its place."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.documents.models import Document
from marketplace.domain.tenders.models import Tender, TenderAttachment
from marketplace.kernel.unit_of_work import UnitOfWork


def of_tender(session: Session, tender_id: int) -> Sequence[Document]:
    """In the order in which they were put in; whoever may know of the tender may know of them."""
    return session.scalars(
        select(Document)
        .join(TenderAttachment, TenderAttachment.document_id == Document.id)
        .where(TenderAttachment.tender_id == tender_id)
        .order_by(TenderAttachment.added_at, Document.id),
    ).all()


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
