"""What the policy may know of a document."""

from sqlalchemy.orm import Session

from marketplace.domain.documents.models import Document
from marketplace.policy.facts import Facts


def of_document(session: Session, document: Document) -> Facts:  # noqa: ARG001 - every facts function has this shape
    """The owner, and the one party it was shared with: a department reads as a buyer, an agency as a supplier.

    Some are for every department. A personal file is its owner's alone, whatever organisation it is about.
    """
    if document.is_personal:
        return Facts(user_id=document.uploaded_by)
    return Facts(
        is_public=document.is_public,
        is_for_departments=document.is_for_departments,
        organisation_id=document.organisation_id,
        buyer_id=document.shared_with_id,
        supplier_id=document.shared_with_id,
        done_by={"uploaded": (document.uploaded_by,)},
    )
