"""Making a stored file a document."""

from datetime import timedelta

from sqlalchemy import func, select

from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.documents.models import Document
from marketplace.domain.documents.rules import MAX_BYTES_PER_DAY
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

QUOTA_WINDOW = timedelta(days=1)


def register(
    uow: UnitOfWork,
    stored: StoredFile,
    *,
    organisation_id: int,
    shared_with_id: int | None = None,
    is_public: bool = False,
    is_personal: bool = False,
) -> Document:
    """Give a stored file its owner: an organisation, or with `is_personal` the person who hands it in.

    Raises Conflict when the person handed in too much within a day.
    """
    document = Document(
        ref=uow.new_ref("D"),
        filename=stored.filename,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.storage_key,
        uploaded_by=uow.actor.user_id,
        uploaded_at=uow.now,
        organisation_id=organisation_id,
        shared_with_id=shared_with_id,
        is_public=is_public,
        is_personal=is_personal,
    )
    uow.require("document:upload", document)
    if uow.actor.user_id is not None:
        uow.take_turn(f"files of {uow.actor.user_id}")
        if _size_of_the_day(uow) + stored.size > MAX_BYTES_PER_DAY:
            raise Conflict(
                mark(
                    "You have handed in %(most)s MB within 24 hours; please go on tomorrow.",
                    most=MAX_BYTES_PER_DAY // 1024**2,
                )
            )
    uow.add(document)
    uow.record("document:upload", document, sha256=stored.sha256, size=stored.size, organisation=organisation_id)
    return document


def _size_of_the_day(uow: UnitOfWork) -> int:
    return (
        uow.session.scalar(
            select(func.coalesce(func.sum(Document.size), 0)).where(
                Document.uploaded_by == uow.actor.user_id, Document.uploaded_at > uow.now - QUOTA_WINDOW
            )
        )
        or 0
    )
