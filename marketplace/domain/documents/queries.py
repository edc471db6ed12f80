"""Reading documents."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.documents.facts import of_document
from marketplace.domain.documents.models import Document
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound, NotPermitted
from marketplace.policy.authority import granted
from marketplace.policy.policy import PERMISSIONS, SEES


def by_ref(session: Session, actor: Actor, ref: str) -> Document:
    """A document this actor may read. Raises NotFound for what is missing or foreign, NotPermitted for the rest."""
    document = session.scalars(select(Document).where(Document.ref == ref)).one_or_none()
    if document is None:
        raise NotFound
    facts = of_document(session, document)
    if not granted(PERMISSIONS["document:see"], actor, facts):
        raise NotPermitted if granted(SEES, actor, facts) else NotFound
    return document


def known_keys(session: Session, keys: Collection[str]) -> set[str]:
    """Those of the keys into storage that a document has."""
    return set(session.scalars(select(Document.storage_key).where(Document.storage_key.in_(keys))))
